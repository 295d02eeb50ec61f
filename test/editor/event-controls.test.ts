/** Event nodes in the editor: the input that messages control them by, what they are called, their badges, and settings of other versions. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { eventNodeType } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import { listeningNodes } from '../support/flow';
import { connected } from '../support/node-red-process';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';

const ACCOUNT = { id: 'ward', type: 'icure-account', name: 'Ward 3', serverUrl: 'https://icure.example' };
const EVENTS = {
  name: '',
  account: ACCOUNT.id,
  create: true,
  update: false,
  delete: true,
  filter: { owner: 'self', match: 'all', criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] },
};

describe('event nodes in the editor', function () {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(() => bed.startEditor());
  after(() => bed.end());
  beforeEach(async () => {
    editor = await bed.open();
    await editor.importNodes([ACCOUNT]);
  });
  afterEach(() => editor.finish());

  async function place(settings: object = {}, page = editor): Promise<string> {
    const z = await page.evaluate<string>('RED.workspaces.active()');
    const node = { id: 'events', type: eventNodeType('Patient'), z, x: 300, y: 200, wires: [[]] };
    await page.importNodes([{ ...node, ...EVENTS, ...settings }]);
    return node.id;
  }

  const control = () => editor.page.getByLabel('messages start, stop and change it');
  const labelOf = async (id: string, page = editor): Promise<string> =>
    page.evaluate(`RED.utils.getNodeLabel(RED.nodes.node('${id}'))`);
  const isChanged = (id: string): Promise<boolean> => editor.evaluate(`!!RED.nodes.node('${id}').changed`);
  const ports = (id: string) => editor.page.locator(`[id="${id}"] .red-ui-flow-port-input`);

  async function shot(name: string, page = editor): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await page.page.screenshot({ path: `${folder}/${name}.png` });
  }

  it('get an input by a checkbox, and lose it with its wires', async () => {
    const id = await place({ inputs: 0 });
    assert.equal(await ports(id).count(), 0);
    await editor.openDialog(id);
    await control().check();
    await shot('control');
    await editor.closeDialog();
    assert.equal(await ports(id).count(), 1);
    assert.equal((await editor.settings(id)).inputs, 1);
    const z = await editor.evaluate<string>('RED.workspaces.active()');
    await editor.importNodes([{ id: 'inject', type: 'inject', z, x: 100, y: 300, props: [], wires: [['events']] }]);
    await editor.openDialog(id);
    assert.ok(await control().isChecked());
    await control().uncheck();
    await editor.closeDialog();
    assert.equal(await ports(id).count(), 0);
    assert.equal((await editor.settings(id)).inputs, 0);
    assert.equal(await editor.evaluate(`RED.nodes.filterLinks({ target: RED.nodes.node('events') }).length`), 0);
  });

  it('need no event when messages may name some', async () => {
    const id = await place({ create: false, delete: false, inputs: 1 });
    assert.deepEqual(await editor.validationErrors(id), []);
    await editor.openDialog(id);
    const problem = editor.page.getByText('Events: tick at least one.');
    assert.ok(!(await problem.isVisible()));
    await control().uncheck();
    assert.ok(await problem.isVisible());
    await editor.closeDialog();
    assert.deepEqual(await editor.validationErrors(id), ['Events: tick at least one.']);
  });

  it('are as they were, whatever version they are of, when the dialog is opened and closed', async () => {
    for (const settings of [{}, { inputs: 0, configVersion: 1 }, { inputs: 1, configVersion: 1 }]) {
      const id = await place(settings);
      await editor.evaluate(`RED.nodes.node('${id}').changed = false`);
      const before = await editor.settings(id);
      await editor.openDialog(id);
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), before);
      assert.equal(await isChanged(id), false);
      await editor.evaluate(`RED.nodes.remove('${id}')`);
    }
  });

  it('say that their settings are of a newer version', async () => {
    const id = await place({ configVersion: 7 });
    assert.match((await editor.validationErrors(id)).join(), /from a newer version of this package/);
    await editor.openDialog(id);
    const notice = editor.page.getByRole('alert').filter({ hasText: 'Update the package first' });
    assert.ok(await notice.isVisible());
    await shot('newer-version');
    await editor.closeDialog();
  });

  it('bring settings of an older form to the current one when the dialog opens', async () => {
    const id = await place();
    await editor.openDialog(id);
    // No form has been left behind yet: a migration as a later version may have it.
    await editor.evaluate(
      `icureEditor.openConfig(RED.nodes.node('${id}'), [(settings) => ({ ...settings, name: 'migrated', update: true })])`,
    );
    assert.equal(await editor.page.locator('#node-input-name').inputValue(), 'migrated');
    await editor.evaluate(`RED.nodes.node('${id}').changed = false`);
    await editor.closeDialog();
    const { name, update, configVersion } = await editor.settings(id);
    assert.deepEqual([name, update, configVersion], ['migrated', true, 2]);
    assert.equal(await isChanged(id), false);
  });

  it('are called after what they do, unless they have a name', async () => {
    const id = await place();
    assert.equal(await labelOf(id), 'patients: created, deleted · label IC-TEST|TEST');
    await shot('label');
    const style = `RED.nodes.node('${id}')._def.labelStyle.call(RED.nodes.node('${id}'))`;
    assert.equal(await editor.evaluate(style), '');
    const unfiltered = { owner: 'self', match: 'all', criteria: [] };
    await editor.evaluate(`RED.nodes.node('${id}').filter = ${JSON.stringify(unfiltered)}`);
    assert.equal(await labelOf(id), 'patients: created, deleted');
    const long = {
      ...unfiltered,
      criteria: [{ by: 'id', ids: Array.from({ length: 40 }, (_, index) => `patient-with-a-long-id-${index}`) }],
    };
    await editor.evaluate(`RED.nodes.node('${id}').filter = ${JSON.stringify(long)}`);
    const label = await labelOf(id);
    assert.ok(label.length <= 60 && label.endsWith('…'), label);
    await editor.evaluate(`RED.nodes.node('${id}').name = 'ward 3'`);
    assert.equal(await labelOf(id), 'ward 3');
    assert.equal(await editor.evaluate(style), 'node_label_italic');
  });

  it('are called so in the viewer’s language', async () => {
    const french = await bed.open({ language: 'fr', theme: 'dark' });
    const id = await place({}, french);
    assert.equal(await labelOf(id, french), 'patients : créé, supprimé · étiquette IC-TEST|TEST');
    await french.openDialog(id);
    await french.page.getByLabel('des messages le démarrent').check();
    await shot('control-fr-dark', french);
    await french.finish();
  });

  describe('of a flow that runs', () => {
    before(async () => {
      const { nodeRed } = bed;
      const sandbox = await bed.startSandbox();
      const delivery = { catchUp: 'creations', acknowledge: true, maxInFlight: 3 };
      await bed.deploy(...listeningNodes('counting', 'Patient', { eventTypes: ['CREATE'], delivery }));
      await nodeRed.badge('counting', connected);
      // Somebody can write for the account as soon as it has a key.
      await bed.startWriter();
      const writer = sandbox.createWriter({ readers: [bed.professional.dataOwnerId] });
      for (let written = 0; written < 1_250; written += 1) writer.create('Patient');
      await nodeRed.badge('counting', ({ text = '' }) => text === 'waiting/in flight 1.2k/3');
    });
    after(() => bed.nodeRed.deploy([]));

    for (const [language, theme, expected] of [
      ['en-US', 'light', '1.2k waiting, 3 in flight'],
      ['fr', 'dark', '1,2k en attente, 3 en cours'],
    ] as const) {
      it(`have badges with numbers in the viewer's language (${language})`, async () => {
        const page = await bed.open({ language, theme });
        await page.evaluate(`RED.workspaces.show('tab')`);
        await eventually('the badge says so', async () => {
          const badge = page.page.locator('[id="counting"] .red-ui-flow-node-status-label');
          assert.equal(await badge.textContent(), expected);
        });
        await shot(`badge-${language}`, page);
        await page.finish();
      });
    }
  });
});
