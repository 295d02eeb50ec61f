import assert from 'node:assert/strict';
import { currentSettings } from '../../../nodes/current-settings';
import { ENTITY_NAMES, eventNodeType } from '../../../src/model/entities';
import { currentVersion, migrate, type Migrations } from '../../../src/model/migrations/migrate';
import { migrationsOf } from '../../../src/model/migrations/node-types';

const TYPES = [
  'icure-account',
  ...ENTITY_NAMES.map(eventNodeType),
  'icure-find',
  'icure-save',
  'icure-delete',
  'icure-ack',
];

/** Two steps, as later releases may have them. */
const STEPS: Migrations = [
  ({ every, ...rest }) => ({ ...rest, seconds: Number(every) * 60 }),
  ({ seconds, ...rest }) => ({ ...rest, wait: { seconds } }),
];

describe('the migrations of settings', () => {
  it('lead from each form to the current one', () => {
    const expected = { kind: 'current', settings: { name: 'x', wait: { seconds: 120 }, configVersion: 3 } };
    assert.deepEqual(migrate({ name: 'x', every: 2 }, STEPS), expected);
    assert.deepEqual(migrate({ name: 'x', every: 2, configVersion: 1 }, STEPS), expected);
    assert.deepEqual(migrate({ name: 'x', seconds: 120, configVersion: 2 }, STEPS), expected);
    assert.deepEqual(migrate({ name: 'x', wait: { seconds: 120 }, configVersion: 3 }, STEPS), expected);
  });

  it('change nothing of what they are given', () => {
    const given = Object.freeze({ every: 2 });
    migrate(given, STEPS);
    assert.deepEqual(given, { every: 2 });
  });

  it('leave settings in the current form as they are', () => {
    const given = { wait: {}, configVersion: 3 };
    const outcome = migrate(given, STEPS);
    assert.ok(outcome.kind === 'current' && outcome.settings === given);
  });

  it('refuse a form that is newer, and what is no form', () => {
    assert.deepEqual(migrate({ configVersion: 4 }, STEPS), { kind: 'newer', given: 4, known: 3 });
    for (const configVersion of [0, -1, 1.5, '1', Number.NaN, {}, true]) {
      assert.deepEqual(migrate({ configVersion }, STEPS), { kind: 'unreadable' }, JSON.stringify(configVersion));
    }
  });

  for (const type of TYPES) {
    it(`of ${type} take settings without a version for those of the first release`, () => {
      const first = { id: 'n', z: 'z', type, name: 'x' };
      const migrations = migrationsOf(type);
      const fromNothing = migrate(first, migrations);
      const fromFirst = migrate({ ...first, configVersion: 1 }, migrations);
      assert.ok(fromNothing.kind === 'current' && fromFirst.kind === 'current');
      assert.deepEqual({ ...fromNothing.settings, configVersion: currentVersion(migrations) }, fromFirst.settings);
    });

    it(`of ${type} refuse settings of a newer version in words`, () => {
      const config = { id: 'n', z: 'z', type, name: 'x', configVersion: currentVersion(migrationsOf(type)) + 1 };
      const reading = currentSettings(config);
      assert.ok(!reading.ok);
      assert.equal(reading.failure.code, 'bad-config');
      assert.match(reading.failure.message, /newer version of this package .* update the package/);
    });
  }
});
