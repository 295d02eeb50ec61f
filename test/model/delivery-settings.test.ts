import assert from 'node:assert/strict';
import {
  DELIVERY,
  DELIVERY_SETTINGS,
  SHORTEST_INTERVAL,
  parseDeliverySettings,
  type DeliverySettings,
  type RawDeliverySettings,
} from '../../src/model/delivery-settings';

const USUAL: DeliverySettings = {
  catchUp: 'off',
  firstStart: 'now',
  catchUpEvery: undefined,
  acknowledge: false,
  maxInFlight: 10,
};
const CATCHING_UP: DeliverySettings = { ...USUAL, catchUp: 'everything', catchUpEvery: 600_000 };

function read(raw: RawDeliverySettings): DeliverySettings {
  const reading = parseDeliverySettings(raw);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.settings;
}

function reasonOf(raw: RawDeliverySettings): string {
  const reading = parseDeliverySettings(raw);
  assert.ok(!reading.ok, JSON.stringify(reading));
  return reading.reason;
}

describe('the delivery settings', () => {
  it('are live only in a flow that is older than they are, and where nothing is entered', () => {
    assert.deepEqual(read({}), USUAL);
    for (const nothing of [undefined, null, '', ' ']) {
      assert.deepEqual(read(Object.fromEntries(DELIVERY_SETTINGS.map((setting) => [setting, nothing]))), USUAL);
    }
  });

  it('have the usual values of the one table', () => {
    const { catchUp, firstStart, acknowledge, maxInFlight } = read({});
    const usual = { catchUp, firstStart, acknowledge, maxInFlight };
    for (const [setting, value] of Object.entries(usual)) {
      assert.equal(value, DELIVERY[setting as keyof typeof usual].usual, setting);
    }
  });

  it('are taken as they are', () => {
    const raw = { catchUp: 'creations', firstStart: 'all', catchUpEvery: 30, acknowledge: true, maxInFlight: 3 };
    assert.deepEqual(read(raw), { ...raw, catchUpEvery: 1_800_000 });
  });

  it('may be texts, as they come from the environment', () => {
    const raw = { catchUp: ' everything ', catchUpEvery: '2.5', acknowledge: 'true', maxInFlight: ' 1000 ' };
    const expected = { ...CATCHING_UP, catchUpEvery: 150_000, acknowledge: true, maxInFlight: 1_000 };
    assert.deepEqual(read(raw), expected);
    assert.deepEqual(read({ acknowledge: 'false' }), USUAL);
  });

  it('look only after connecting when the interval is 0', () => {
    for (const catchUpEvery of [0, '0', -0]) {
      assert.deepEqual(read({ catchUp: 'everything', catchUpEvery }), { ...CATCHING_UP, catchUpEvery: undefined });
    }
  });

  it('never look more often than a server bears', () => {
    assert.equal(read({ catchUp: 'everything', catchUpEvery: Number.MIN_VALUE }).catchUpEvery, SHORTEST_INTERVAL);
    assert.equal(read({ catchUp: 'everything', catchUpEvery: 1_440 }).catchUpEvery, 86_400_000);
  });

  it('do not look at what does not apply', () => {
    assert.deepEqual(read({ firstStart: 'x', catchUpEvery: -1, maxInFlight: '${UNSET}' }), USUAL);
  });

  const on = { catchUp: 'everything', acknowledge: true };
  for (const [what, raw, reason] of [
    ['a catch-up that nobody knows', { catchUp: 'all' }, 'the catch-up must be one of off, creations, everything'],
    ['a catch-up that is no text', { catchUp: true }, 'the catch-up must be a text'],
    ['a first start that nobody knows', { ...on, firstStart: 'soon' }, 'the first start must be one of now, all'],
    ['less than no time', { ...on, catchUpEvery: -0.1 }, /between two catch-ups must be a number from 0 to 1440$/],
    ['more than a day', { ...on, catchUpEvery: '1441' }, /must be a number from 0 to 1440$/],
    ['no number', { ...on, catchUpEvery: 'often' }, /must be a number from 0 to 1440$/],
    ['not a number', { ...on, catchUpEvery: Number.NaN }, /must be a number from 0 to 1440$/],
    ['a list of numbers', { ...on, catchUpEvery: [10] }, /must be a text$/],
    ['a switch between on and off', { acknowledge: 'maybe' }, '"acknowledge" must be true or false'],
    ['a switch that is a number', { acknowledge: 1 }, '"acknowledge" must be a text'],
    ['nothing in flight', { ...on, maxInFlight: 0 }, /unacknowledged messages must be a whole number from 1 to 1000$/],
    ['half a message', { ...on, maxInFlight: 1.5 }, /must be a whole number from 1 to 1000$/],
    ['too much in flight', { ...on, maxInFlight: '1001' }, /must be a whole number from 1 to 1000$/],
    ...DELIVERY_SETTINGS.map(
      (setting) =>
        [
          `${setting} from an environment variable that is not set`,
          { ...on, [setting]: '${WARD_3}' },
          /names the environment variable WARD_3, which is not set$/,
        ] as const,
    ),
  ] as const) {
    it(`are refused in words with ${what}`, () => {
      const given = reasonOf(raw);
      if (typeof reason === 'string') assert.equal(given, reason);
      else assert.match(given, reason);
    });
  }
});
