/** The section "Delivery" of the event nodes' dialogs, and the dialog of the node that acknowledges. */
import assert from 'node:assert/strict';
import { parseDeliverySettings, type DeliverySetting } from '../../src/model/delivery-settings';
import { eventNodeType, ENTITY_NAMES } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import type { EditorPage } from './editor-page';
import { ACCOUNT, EditorTestbed } from './editor-testbed';

const USUAL = { catchUp: 'off', firstStart: 'now', catchUpEvery: 10, acknowledge: false, maxInFlight: 10 };
const CATCHING_UP = { ...USUAL, catchUp: 'everything' };
const CHECKPOINT = '**/icure/checkpoints/events/start-over';

describe('the delivery of an event node', function () {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(() => bed.startEditor());

  after(() => bed.end());

  beforeEach(async () => {
    editor = await bed.open();
    await editor.importNodes([ACCOUNT]);
  });

  afterEach(() => editor.finish());

  /** Puts an event node with some settings into the workspace. */
  async function place(settings: object, page = editor): Promise<string> {
    const z = await page.evaluate<string>('RED.workspaces.active()');
    const filter = { owner: 'self', match: 'all', criteria: [] };
    const node = { name: '', account: ACCOUNT.id, create: true, update: true, delete: false, filter, ...settings };
    await page.importNodes([{ id: 'events', type: eventNodeType('Patient'), z, x: 300, y: 200, wires: [[]], ...node }]);
    return 'events';
  }

  /** The same, and opens its dialog. */
  async function open(settings: object, page = editor): Promise<string> {
    const id = await place(settings, page);
    await page.openDialog(id);
    return id;
  }

  const deliveryOf = async (id: string): Promise<Record<string, unknown>> => {
    const settings = await editor.settings(id);
    return Object.fromEntries(Object.entries(settings).filter(([name]) => name in USUAL));
  };

  const field = (label: string) => editor.page.getByLabel(label, { exact: true });
  const hint = (setting: string) => editor.page.locator(`#icure-${setting}-hint`);
  const isChanged = (id: string): Promise<boolean> => editor.evaluate(`!!RED.nodes.node('${id}').changed`);

  it('is live only in a new node', async () => {
    for (const entity of ENTITY_NAMES) {
      const id = await editor.drag(eventNodeType(entity), { x: 600, y: 300 });
      await editor.openDialog(id);
      assert.equal(await field('Catch-up').inputValue(), 'off');
      assert.match((await hint('catchUp').textContent()) ?? '', /is not delivered later/);
      await editor.closeDialog();
      assert.deepEqual(await deliveryOf(id), USUAL, entity);
    }
  });

  it('stays as it is in a flow that is older than these settings, when the dialog is opened and closed', async () => {
    const id = await open({});
    await editor.evaluate(`RED.nodes.node('${id}').changed = false`);
    const before = await editor.settings(id);
    assert.equal(await field('Catch-up').inputValue(), 'off');
    await editor.closeDialog();
    assert.deepEqual(await editor.settings(id), before);
    for (const setting of Object.keys(USUAL)) assert.equal(before[setting], undefined, setting);
    assert.equal(await isChanged(id), false);
    assert.deepEqual(await editor.validationErrors(id), []);
  });

  it('stays as it is when it comes from the environment, or as texts', async () => {
    const texts = {
      catchUp: '${A}',
      firstStart: '${B}',
      catchUpEvery: '${C}',
      acknowledge: '${D}',
      maxInFlight: '${E}',
    };
    for (const settings of [texts, { ...CATCHING_UP, catchUpEvery: '5', acknowledge: 'true', maxInFlight: '' }]) {
      const id = await open(settings);
      await editor.evaluate(`RED.nodes.node('${id}').changed = false`);
      await editor.closeDialog();
      assert.deepEqual(await deliveryOf(id), settings);
      assert.equal(await isChanged(id), false);
      assert.deepEqual(await editor.validationErrors(id), []);
      await editor.evaluate(`RED.nodes.remove('${id}')`);
    }
  });

  it('stores what is set, and shows it again', async () => {
    const id = await open({});
    await field('Catch-up').selectOption('everything that was missed');
    await field('First start').selectOption('with everything that exists');
    await field('Look every').fill(' 30 ');
    await editor.page.getByLabel('wait for an acknowledge node').check();
    await field('In flight').fill('3');
    await editor.closeDialog();
    const expected = {
      catchUp: 'everything',
      firstStart: 'all',
      catchUpEvery: 30,
      acknowledge: true,
      maxInFlight: 3,
    };
    assert.deepEqual(await deliveryOf(id), expected);
    assert.deepEqual(await editor.validationErrors(id), []);
    assert.equal(await isChanged(id), true);

    await editor.openDialog(id);
    assert.match((await hint('catchUp').textContent()) ?? '', /^What happened while nobody listened/);
    assert.equal(await field('First start').inputValue(), 'all');
    assert.equal(await field('Look every').inputValue(), '30');
    assert.ok(await editor.page.getByLabel('wait for an acknowledge node').isChecked());
    await editor.closeDialog();
    assert.deepEqual(await deliveryOf(id), expected, 'opening and closing changes nothing');
  });

  it('can be set back to live only', async () => {
    const id = await open({ ...CATCHING_UP, acknowledge: true });
    await field('Catch-up').selectOption('off: live events only');
    await editor.page.getByLabel('wait for an acknowledge node').uncheck();
    await editor.closeDialog();
    assert.deepEqual(await deliveryOf(id), USUAL);
  });

  it('shows only what applies', async () => {
    await open({});
    const shown = async (): Promise<boolean[]> =>
      Promise.all(['First start', 'Look every', 'In flight'].map((label) => field(label).isVisible()));
    assert.deepEqual(await shown(), [false, false, false]);
    await field('Catch-up').selectOption('creations that were missed');
    assert.deepEqual(await shown(), [true, true, false]);
    assert.match((await hint('catchUp').textContent()) ?? '', /^What came into being/);
    await editor.page.getByLabel('wait for an acknowledge node').check();
    assert.deepEqual(await shown(), [true, true, true]);
    await field('Catch-up').selectOption('off: live events only');
    assert.deepEqual(await shown(), [false, false, true]);
    await editor.closeDialog();
  });

  it('says in words, and by the triangle, what is wrong', async () => {
    const problems = [
      'Look every: must be a number of minutes from 0 to 1440, or ${NAME}.',
      'In flight: must be a whole number from 1 to 1000, or ${NAME}.',
    ];
    const id = await open({ ...CATCHING_UP, acknowledge: true });
    await field('Look every').fill('often');
    await field('In flight').fill('0');
    for (const problem of problems) assert.ok(await editor.page.getByText(problem).isVisible(), problem);
    await editor.closeDialog();
    assert.deepEqual(await editor.validationErrors(id), problems);
  });

  it('finds what somebody else wrote into the flow file', async () => {
    const id = await place({ catchUp: 'all', acknowledge: 'perhaps' });
    assert.deepEqual(await editor.validationErrors(id), [
      'Catch-up: "all" is not one of the choices.',
      'Receipt: must be true, false or ${NAME}.',
    ]);
  });

  it('accepts and refuses the same values as the runtime', async () => {
    const numbers = [-1, -0.1, 0, '0', 1, 1.5, '1.5', ' 10 ', 1_000, 1_001, 1_440, 1_441, 'x', '', null, [], true];
    const samples: Readonly<Record<DeliverySetting, readonly unknown[]>> = {
      catchUp: ['off', 'creations', 'everything', ' off ', 'all', '', null, true, ['off']],
      firstStart: ['now', 'all', 'soon', '', null, 0, ['now']],
      catchUpEvery: numbers,
      acknowledge: [true, false, 'true', 'false', '', null, 'yes', 1, []],
      maxInFlight: numbers,
    };
    for (const [setting, values] of Object.entries(samples)) {
      for (const [value, catchUp, acknowledge] of values.flatMap((one) => [
        [one, 'everything', true],
        [one, 'off', false],
      ])) {
        const raw = { catchUp, acknowledge, [setting]: value };
        const verdict = await editor.evaluate<string | boolean>(
          `((node) => RED.nodes.getType('icure-user-events').defaults[${JSON.stringify(setting)}].validate
            .call(node, node[${JSON.stringify(setting)}], {}))(${JSON.stringify(raw)})`,
        );
        assert.equal(verdict === true, parseDeliverySettings(raw).ok, `${JSON.stringify(raw)}: ${String(verdict)}`);
      }
    }
  });

  it('does not keep what was typed where it does not apply', async () => {
    const id = await open(CATCHING_UP);
    await field('Look every').fill('often');
    await field('Catch-up').selectOption('off: live events only');
    await editor.closeDialog();
    assert.deepEqual(await deliveryOf(id), USUAL);
    assert.deepEqual(await editor.validationErrors(id), []);
  });

  it('can be set by keyboard alone', async () => {
    const id = await open({});
    const { keyboard } = editor.page;
    await field('Catch-up').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Tab', 'ArrowDown', 'Tab']) await keyboard.press(key);
    await keyboard.press('Control+A');
    for (const key of ['5', 'Tab', 'Space', 'Tab']) await keyboard.press(key);
    await keyboard.press('Control+A');
    await keyboard.press('7');
    await keyboard.press('Control+Enter');
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual(await deliveryOf(id), {
      catchUp: 'everything',
      firstStart: 'all',
      catchUpEvery: 5,
      acknowledge: true,
      maxInFlight: 7,
    });
  });

  it('names every field for those who do not see it, and says what belongs to it', async () => {
    await open({ ...CATCHING_UP, acknowledge: true });
    const group = editor.page.getByRole('group', { name: 'Delivery' });
    for (const [role, name] of [
      ['combobox', 'Catch-up'],
      ['combobox', 'First start'],
      ['textbox', 'Look every'],
      ['checkbox', 'Receipt wait for an acknowledge node'],
      ['textbox', 'In flight'],
    ] as const) {
      const named = group.getByRole(role, { name });
      assert.equal(await named.count(), 1, name);
      const describedBy = ((await named.getAttribute('aria-describedby')) ?? '').split(' ');
      for (const id of describedBy) assert.equal(await editor.page.locator(`[id="${id}"]`).count(), 1, id);
    }
    await editor.closeDialog();
  });

  it('speaks French to those who do', async () => {
    const french = await bed.open({ language: 'fr' });
    await french.importNodes([ACCOUNT]);
    await open({ ...CATCHING_UP, acknowledge: true }, french);
    const texts = await french.evaluate<string[]>(
      `[...document.querySelectorAll('#dialog-form [data-i18n]')].map((place) => place.textContent)`,
    );
    assert.ok(texts.includes('Rattrapage'));
    assert.deepEqual(
      texts.filter((text) => text.includes('icure-account:') || /^[a-z]+\.[a-zA-Z.]+$/.test(text)),
      [],
    );
    await french.finish();
  });

  describe('started over', () => {
    const button = () => editor.page.locator('#icure-start-over');
    const outcome = () => editor.page.locator('#icure-start-over-outcome');
    const question = () => editor.page.locator('.red-ui-notification', { hasText: 'Start over?' });

    /** Deploys a node and opens its dialog. */
    async function deployed(settings: object): Promise<void> {
      await place(settings);
      await editor.deploy();
      await eventually('the editor knows what is deployed', async () => {
        assert.equal(await editor.evaluate(`RED.nodes.originalFlow().filter(({ id }) => id === 'events').length`), 1);
      });
      await editor.openDialog('events');
    }

    afterEach(async () => {
      await editor.evaluate(
        `for (const id of ['events', 'account']) { if (RED.nodes.node(id)) RED.nodes.remove(id); } RED.nodes.dirty(true)`,
      );
      await editor.deploy();
    });

    it('is not what is not deployed', async () => {
      await open(CATCHING_UP);
      assert.ok(await button().isHidden());
      await editor.closeDialog();
    });

    for (const [what, settings, isOffered] of [
      ['live only', USUAL, false],
      ['older than these settings', {}, false],
      ['catching up', CATCHING_UP, true],
      ['acknowledged', { ...USUAL, acknowledge: true }, true],
    ] as const) {
      it(`${isOffered ? 'can' : 'cannot'} be a node that is ${what}`, async () => {
        await deployed(settings);
        assert.equal(await button().isVisible(), isOffered);
        await editor.closeDialog();
      });
    }

    it('is not what was not confirmed', async () => {
      await deployed(CATCHING_UP);
      let asked = 0;
      await editor.page.route(CHECKPOINT, async (route) => {
        asked += 1;
        await route.fulfill({ status: 204 });
      });
      await button().click();
      await question().getByRole('button', { name: 'Cancel' }).click();
      await question().waitFor({ state: 'detached' });
      assert.equal(asked, 0);
      assert.equal(await editor.evaluate('document.activeElement.id'), 'icure-start-over');
      await editor.closeDialog();
    });

    it('says of a node of a subflow that all instances are meant', async () => {
      const subflow = { id: 'sub', type: 'subflow', name: 'Patients', in: [], out: [], env: [] };
      await editor.importNodes([subflow]);
      await editor.evaluate(`RED.workspaces.show('sub')`);
      await place({ ...CATCHING_UP, z: 'sub' });
      await editor.deploy();
      await eventually('the editor knows what is deployed', async () => {
        assert.equal(await editor.evaluate(`RED.nodes.originalFlow().filter(({ id }) => id === 'events').length`), 1);
      });
      await editor.openDialog('events');
      await button().click();
      assert.match((await question().textContent()) ?? '', /about all instances of the subflow/);
      await question().getByRole('button', { name: 'Cancel' }).click();
      await editor.closeDialog();
      await editor.evaluate(`RED.subflow.delete('sub')`);
    });

    it('is what was confirmed, by keyboard too', async () => {
      await deployed({ ...CATCHING_UP, firstStart: 'all' });
      const asked: string[] = [];
      await editor.page.route(CHECKPOINT, async (route) => {
        asked.push(route.request().method());
        await route.fulfill({ status: 204 });
      });
      await button().focus();
      await editor.page.keyboard.press('Enter');
      assert.match((await question().textContent()) ?? '', /Everything that exists is delivered again/);
      await eventually('the question has the focus', async () => {
        assert.equal(await editor.evaluate('document.activeElement.textContent'), 'Cancel');
      });
      await editor.page.keyboard.press('Tab');
      await editor.page.keyboard.press('Enter');
      await outcome().filter({ hasText: 'Started over.' }).waitFor();
      assert.deepEqual(asked, ['POST']);
      await editor.closeDialog();
    });

    for (const [status, body, words] of [
      [401, '', 'you may not do this'],
      [404, '{}', 'the node is not running'],
      [409, '{}', 'keeps no checkpoint'],
      [500, '{"message":"The disk is full."}', 'Not started over: The disk is full.'],
      [500, 'nonsense', 'Node-RED does not answer'],
    ] as const) {
      it(`says in words why not, after ${status} ${body}`, async () => {
        await deployed(CATCHING_UP);
        await editor.page.route(CHECKPOINT, (route) => route.fulfill({ status, body }));
        await button().click();
        await question().getByRole('button', { name: 'Start over' }).click();
        await outcome().filter({ hasText: words }).waitFor();
        assert.match((await outcome().getAttribute('class')) ?? '', /icure-problem/);
        await editor.closeDialog();
        // The browser itself writes of each answer that is an error.
        editor.errors.splice(0);
      });
    }
  });

  it('is acknowledged by a node with a name and an explanation', async () => {
    const id = await editor.drag('icure-ack', { x: 600, y: 300 });
    await editor.openDialog(id);
    await field('Name').fill('done');
    assert.ok(await editor.page.getByText('the message counts as not delivered').isVisible());
    await editor.closeDialog();
    assert.deepEqual(await editor.settings(id), { type: 'icure-ack', name: 'done', configVersion: 1 });
    assert.match(await editor.evaluate<string>(`RED.nodes.getNodeHelp('icure-ack')`), /<h3>Details<\/h3>/);
  });
});
