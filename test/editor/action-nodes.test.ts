import assert from 'node:assert/strict';
import { ENTITIES, ENTITY_ACTIONS, ENTITY_NAMES, isSavable, type EntityAction } from '../../src/model/entities';
import type { EditorPage } from './editor-page';
import { ACCOUNT, EditorTestbed, PLACE } from './editor-testbed';

const NO_FILTER = { owner: 'self', match: 'all', criteria: [] };

/** The settings of nodes in which nothing was chosen but the account. */
const FIND = {
  type: 'icure-find',
  name: '',
  account: ACCOUNT.id,
  entity: 'Patient',
  by: 'ids',
  ids: '',
  filter: NO_FILTER,
  output: 'array',
  limit: '',
  notFound: 'error',
  outputs: 1,
  configVersion: 1,
};
const SAVE = {
  type: 'icure-save',
  name: '',
  account: ACCOUNT.id,
  entity: 'Patient',
  patient: '',
  shareWith: '',
  setStatus: '',
  addLabels: [],
  removeLabels: [],
  addCodes: [],
  removeCodes: [],
  retries: 0,
  configVersion: 1,
};
const DELETE = { type: 'icure-delete', name: '', account: ACCOUNT.id, entity: 'Patient', configVersion: 1 };
const UNCHANGED: Readonly<Record<EntityAction, object>> = { find: FIND, save: SAVE, delete: DELETE };

describe('the dialogs of the nodes that find, save and delete', function () {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(() => bed.startEditor());

  after(() => bed.end());

  beforeEach(async () => {
    editor = await bed.open();
    await editor.importNodes([ACCOUNT]);
  });

  afterEach(() => editor.finish());

  for (const action of ENTITY_ACTIONS) {
    describe(`icure-${action}`, () => {
      it('comes from the palette, wants an account, and changes nothing when it is only looked at', async () => {
        const id = await editor.drag(`icure-${action}`, PLACE);
        assert.deepEqual(await editor.validationErrors(id), ['Account: property value missing']);
        await editor.openDialog(id);
        await editor.page.locator('#node-input-account').selectOption(ACCOUNT.name);
        await editor.closeDialog();
        for (const turn of ['first', 'second']) {
          assert.deepEqual(await editor.settings(id), UNCHANGED[action], turn);
          assert.deepEqual(await editor.validationErrors(id), []);
          await editor.openDialog(id);
          await editor.closeDialog();
        }
      });

      it('offers the entities that it can be about, and that the message says', async () => {
        await open(action, {});
        const offered = await editor.evaluate<string[]>(
          `[...document.querySelector('#node-input-entity').options].map((option) => option.value || option.textContent)`,
        );
        const expected = ENTITY_NAMES.filter((entity) => ENTITIES[entity].actions.includes(action));
        assert.deepEqual(offered, [...expected, 'set by msg.entity']);
        await editor.closeDialog();
      });

      it('leaves environment variables as they are', async () => {
        const variables = {
          find: {
            entity: '${A}',
            by: '${B}',
            ids: '${C}',
            output: '${D}',
            limit: '${E}',
            notFound: '${F}',
            outputs: 2,
          },
          save: { entity: '${A}', patient: '${B}', shareWith: '${C}', setStatus: '${D}', retries: '${E}' },
          delete: { entity: '${A}' },
        }[action];
        const id = await open(action, variables);
        await editor.page.getByLabel('Name').fill('named');
        await editor.closeDialog();
        assert.deepEqual(await editor.settings(id), { ...UNCHANGED[action], ...variables, name: 'named' });
        assert.deepEqual(await editor.validationErrors(id), []);
      });

      it('has a name for every field for those who do not see it', async () => {
        await open(action, { entity: '', by: '${BY}', addLabels: [{ type: 'a', code: 'b' }] });
        assert.deepEqual(await editor.namelessFields(), []);
        await editor.closeDialog();
      });

      it('speaks French to those who do', async () => {
        await editor.close();
        editor = await bed.open({ language: 'fr' });
        await editor.importNodes([ACCOUNT]);
        const id = await open(action, { entity: '', by: '${BY}', addLabels: [{}] });
        assert.deepEqual(await untranslated(), []);
        await editor.page.getByLabel('Entité').selectOption('Élément de santé');
        await editor.closeDialog();
        const shown = (await editor.page.locator(`[id="${id}"]`).textContent()) ?? '';
        assert.match(shown, /(chercher|enregistrer|supprimer) : élément de santé/);
      });

      it('has a help text', async () => {
        const help = await editor.evaluate<string>(`RED.nodes.getNodeHelp('icure-${action}')`);
        for (const heading of ['Inputs', 'Outputs', 'Details', 'Errors', 'Examples']) {
          assert.ok(help.includes(`<h3>${heading}</h3>`), heading);
        }
      });
    });
  }

  it('call a node by its name, else by what it does', async () => {
    const id = await open('find', { entity: 'DataSample' });
    await editor.closeDialog();
    const label = editor.page.locator(`[id="${id}"] .red-ui-flow-node-label`);
    assert.equal(((await label.textContent()) ?? '').trim(), 'find data sample');
    await editor.openDialog(id);
    await editor.page.getByLabel('Name').fill('last values');
    await editor.closeDialog();
    assert.equal(((await label.textContent()) ?? '').trim(), 'last values');
  });

  describe('icure-find', () => {
    it('stores exactly what was set, and shows it again', async () => {
      const id = await open('find', {});
      await editor.page.getByLabel('Entity').selectOption('Data sample');
      await editor.page.getByLabel('Find by').selectOption('a filter');
      await editor.page.getByRole('button', { name: 'add criterion' }).click();
      await editor.listRow(1).getByLabel('type').fill('LOINC');
      await editor.page.getByLabel('Send').selectOption('one message for each (a sequence)');
      await editor.page.getByLabel('At most').fill('500');
      await editor.page.getByLabel('Not found').selectOption('goes to a second output');
      await editor.closeDialog();
      const expected = {
        ...FIND,
        entity: 'DataSample',
        by: 'filter',
        filter: { ...NO_FILTER, criteria: [{ by: 'label', type: 'LOINC' }] },
        output: 'sequence',
        limit: 500,
        notFound: 'output',
        outputs: 2,
      };
      assert.deepEqual(await editor.settings(id), expected);
      assert.deepEqual(await editor.validationErrors(id), []);
      await editor.openDialog(id);
      assert.equal(await editor.listRow(1).getByLabel('type').inputValue(), 'LOINC');
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), expected);
    });

    it('shows the ids or the filter, as it finds by', async () => {
      await open('find', {});
      const ids = editor.page.getByLabel('Ids');
      const filter = editor.page.getByLabel('Criteria', { exact: true });
      assert.deepEqual([await ids.isVisible(), await filter.isVisible()], [true, false]);
      await editor.page.getByLabel('Find by').selectOption('a filter');
      assert.deepEqual([await ids.isVisible(), await filter.isVisible()], [false, true]);
      await editor.closeDialog();
    });

    it('has an output more for what is not found, and loses its wires with it', async () => {
      const debug = { id: 'debug', type: 'debug', x: 600, y: 200, wires: [] };
      const id = await open('find', { notFound: 'output', outputs: 2, wires: [['debug'], ['debug']] }, debug);
      assert.equal(await editor.page.locator(`[id="${id}"] .red-ui-flow-port-output`).count(), 2);
      await editor.page.getByLabel('Not found').selectOption('is an error');
      await editor.closeDialog();
      assert.equal((await editor.settings(id)).outputs, 1);
      assert.equal(await editor.page.locator(`[id="${id}"] .red-ui-flow-port-output`).count(), 1);
      assert.deepEqual(await editor.evaluate(`RED.nodes.convertNode(RED.nodes.node('${id}')).wires`), [['debug']]);
    });

    it('calls its outputs what they are', async () => {
      const id = await open('find', { notFound: 'output', outputs: 2, wires: [[], []] });
      await editor.closeDialog();
      const labels = await editor.evaluate(
        `((node) => [0, 1].map((index) => node._def.outputLabels.call(node, index)))(RED.nodes.node('${id}'))`,
      );
      assert.deepEqual(labels, ['found', 'not found']);
    });

    it('lets the filter follow the entity, and keeps what still fits', async () => {
      const criteria = [
        { by: 'label', type: 'LOINC' },
        { by: 'id', ids: ['a', 'b'] },
      ];
      const id = await open('find', { by: 'filter', filter: { ...NO_FILTER, owner: 'hcp-7', criteria } });
      await editor.page.getByLabel('Entity').selectOption('Data sample');
      assert.equal(await editor.page.locator('.icure-list-row').count(), 2);
      await editor.page.getByLabel('Entity').selectOption('Notification');
      assert.equal(await editor.page.locator('.icure-list-row').count(), 1);
      const kinds = editor.listRow(1).getByLabel('Filter by').locator('option');
      assert.deepEqual(await kinds.allInnerTexts(), ['type', 'id', 'identifier', 'status']);
      await editor.closeDialog();
      assert.deepEqual((await editor.settings(id)).filter, {
        ...NO_FILTER,
        owner: 'hcp-7',
        criteria: criteria.slice(1),
      });

      await editor.openDialog(id);
      await editor.page.getByLabel('Entity').selectOption('User');
      assert.equal(await editor.page.getByLabel('Owner', { exact: true }).count(), 0);
      await editor.closeDialog();
      assert.deepEqual((await editor.settings(id)).filter, { match: 'all', criteria: criteria.slice(1) });
      assert.deepEqual(await editor.validationErrors(id), []);
    });

    it('offers the criteria of all entities when the message names the entity', async () => {
      const id = await open('find', { entity: '', by: 'filter' });
      await editor.page.getByRole('button', { name: 'add criterion' }).click();
      await editor.listRow(1).getByLabel('Filter by').selectOption('type');
      assert.ok(await editor.page.getByText('Filter, criterion 1: "type" is missing.').isVisible());
      await editor.listRow(1).locator('input').fill('OTHER');
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), []);
    });

    it('says in words, and by the triangle, what is wrong', async () => {
      const id = await open('find', {});
      await editor.page.getByLabel('Ids').fill('one two');
      await editor.page.getByLabel('At most').fill('0');
      const problems = [
        'Ids: must be ids separated by commas, or ${NAME}.',
        'At most: must be a whole number, at least 1, or ${NAME}.',
      ];
      for (const problem of problems) assert.ok(await editor.page.getByText(problem).isVisible(), problem);
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), problems);
      assert.ok(await editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`).isVisible());

      await editor.openDialog(id);
      await editor.page.getByLabel('Find by').selectOption('a filter');
      await editor.page.getByLabel('At most').fill('');
      await editor.page.getByRole('button', { name: 'add criterion' }).click();
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), ['Filter, criterion 1: "type" is missing.']);
    });

    it('refuses choices that there are not, as a flow file may have them', async () => {
      const id = await open('find', { entity: 'Invoice', by: 'name', output: 'stream', notFound: 'nothing' });
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), [
        'Entity: "Invoice" is not one of the choices.',
        'Find by: "name" is not one of the choices.',
        'Send: "stream" is not one of the choices.',
        'Not found: "nothing" is not one of the choices.',
      ]);
    });

    it('can be used by keyboard alone', async () => {
      const id = await open('find', {});
      const { keyboard } = editor.page;
      await editor.page.getByLabel('Entity').focus();
      const press = async (...keys: readonly string[]): Promise<void> => {
        for (const key of keys) await keyboard.press(key);
      };
      await press('ArrowDown', 'Tab', 'ArrowDown');
      // The two views, owner, all or any, and the button that adds a criterion.
      await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter', 'Tab', 'Tab');
      await keyboard.type('LOINC');
      // Its code, its three buttons, the two that add, and the preview.
      await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'ArrowDown', 'Tab');
      await keyboard.type('7');
      await press('Tab', 'ArrowDown', 'Control+Enter');
      await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
      assert.deepEqual(await editor.settings(id), {
        ...FIND,
        entity: 'DataSample',
        by: 'filter',
        filter: { ...NO_FILTER, criteria: [{ by: 'label', type: 'LOINC' }] },
        output: 'sequence',
        limit: 7,
        notFound: 'output',
        outputs: 2,
      });
    });
  });

  describe('icure-save', () => {
    it('stores exactly what was set, and shows it again', async () => {
      const id = await open('save', {});
      await editor.page.getByLabel('Entity').selectOption('Data sample');
      await editor.page.getByLabel('Patient').fill('p-1');
      await editor.page.getByLabel('Share with').fill('hcp-1, hcp-2');
      await addChange('add label', ' demo-triage ', 'high');
      await addChange('remove label', 'demo-triage', '');
      await addChange('add code', 'LOINC', '2339-0');
      await addChange('remove code', 'ICD', 'E10');
      await addChange('add label', 'seen', '1');
      await editor.page.getByLabel('Retries').fill('3');
      await editor.closeDialog();
      const expected = {
        ...SAVE,
        entity: 'DataSample',
        patient: 'p-1',
        shareWith: 'hcp-1, hcp-2',
        addLabels: [
          { type: 'demo-triage', code: 'high' },
          { type: 'seen', code: '1' },
        ],
        removeLabels: [{ type: 'demo-triage' }],
        addCodes: [{ type: 'LOINC', code: '2339-0' }],
        removeCodes: [{ type: 'ICD', code: 'E10' }],
        retries: 3,
      };
      assert.deepEqual(await editor.settings(id), expected);
      assert.deepEqual(await editor.validationErrors(id), []);
      await editor.openDialog(id);
      assert.equal(await editor.listRow(5).getByLabel('type').inputValue(), 'ICD');
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), expected);
    });

    for (const entity of ENTITY_NAMES.filter(isSavable)) {
      it(`shows for a ${entity} what applies to it, and stores nothing else`, async () => {
        const given = { patient: 'p-1', setStatus: 'completed', addLabels: [{ type: 'a', code: 'b' }] };
        const id = await open('save', { entity: '', ...given });
        await editor.page.getByLabel('Entity').selectOption(entity);
        const { needsPatient, isCoded } = ENTITIES[entity];
        const isNotification = entity === 'Notification';
        assert.equal(await editor.page.getByLabel('Patient').isVisible(), needsPatient);
        assert.equal(await editor.page.getByLabel('Status').isVisible(), isNotification);
        assert.equal(await editor.page.getByRole('button', { name: 'add change' }).isVisible(), isCoded);
        await editor.closeDialog();
        assert.deepEqual(await editor.settings(id), {
          ...SAVE,
          entity,
          ...(needsPatient ? { patient: given.patient } : {}),
          ...(isNotification ? { setStatus: given.setStatus } : {}),
          ...(isCoded ? { addLabels: given.addLabels } : {}),
        });
      });
    }

    it('keeps the same settings for whichever entity a message names', async () => {
      const given = { entity: '', patient: 'p-1', setStatus: 'completed', addCodes: [{ type: 'a', code: 'b' }] };
      const id = await open('save', given);
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), { ...SAVE, ...given });
    });

    it('says in words, and by the triangle, what is wrong', async () => {
      const id = await open('save', { entity: 'DataSample' });
      await editor.page.getByLabel('Patient').fill('one, two');
      await editor.page.getByLabel('Share with').fill(',');
      await editor.page.getByLabel('Retries').fill('11');
      await addChange('remove code', '', 'E10');
      await addChange('add label', 'a', '');
      const fields = [
        'Patient: must be one id, without blanks or commas, or ${NAME}.',
        'Share with: must be ids separated by commas, or ${NAME}.',
        'Retries: must be a whole number from 0 to 10, or ${NAME}.',
      ];
      for (const problem of [...fields, 'Labels, codes, change 1: the type is missing.']) {
        assert.ok(await editor.page.getByText(problem).isVisible(), problem);
      }
      for (const [place, problem] of [
        [1, 'The type is missing.'],
        [2, 'The code is missing.'],
      ] as const) {
        assert.equal(await editor.listRow(place).locator('.input-error').count(), 1);
        assert.ok(await editor.listRow(place).getByText(problem).isVisible());
      }
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), [
        ...fields.slice(0, 2),
        'Labels, codes (add label, entry 1): the code is missing.',
        'Labels, codes (remove code, entry 1): the type is missing.',
        ...fields.slice(2),
      ]);
      assert.ok(await editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`).isVisible());
    });

    it('shows what a flow file should not have, so that it can be put right', async () => {
      const id = await open('save', {
        addLabels: [7, { code: 'b' }],
        removeCodes: 'all',
        retries: 'often',
        setStatus: 'late',
      });
      assert.equal(await editor.page.locator('.icure-list-row').count(), 2);
      assert.deepEqual(await editor.validationErrors(id), [
        'Status: "late" is not one of the choices.',
        'Labels, codes (add label, entry 1): the type is missing.',
        'Labels, codes (remove code): must be a list.',
        'Retries: must be a whole number from 0 to 10, or ${NAME}.',
      ]);
      await editor.page.getByRole('button', { name: 'Remove change 1' }).click();
      await editor.page.getByRole('button', { name: 'Remove change 1' }).click();
      await editor.page.getByLabel('Retries').fill('');
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), SAVE);
      assert.deepEqual(await editor.validationErrors(id), []);
    });

    it('can be used by keyboard alone', async () => {
      const id = await open('save', { entity: 'HealthcareElement' });
      const { keyboard } = editor.page;
      await editor.page.getByLabel('Patient').focus();
      await keyboard.type('p-1');
      await keyboard.press('Tab');
      await keyboard.type('hcp-1');
      for (const key of ['Tab', 'Enter', 'ArrowDown', 'ArrowDown', 'Tab']) await keyboard.press(key);
      await keyboard.type('LOINC');
      await keyboard.press('Tab');
      await keyboard.type('2339-0');
      for (const key of ['Tab', 'Tab', 'Enter']) await keyboard.press(key);
      assert.equal(await editor.page.locator('.icure-list-row').count(), 2);
      for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await keyboard.press(key);
      assert.equal(await editor.page.locator('.icure-list-row').count(), 1);
      assert.equal(await editor.evaluate('document.activeElement.getAttribute("aria-label")'), 'What to do');
      await keyboard.press('Control+Enter');
      await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
      assert.deepEqual(await editor.settings(id), {
        ...SAVE,
        entity: 'HealthcareElement',
        patient: 'p-1',
        shareWith: 'hcp-1',
        addCodes: [{ type: 'LOINC', code: '2339-0' }],
      });
    });
  });

  describe('icure-delete', () => {
    it('stores the entity, by keyboard alone', async () => {
      const id = await open('delete', {});
      await editor.page.getByLabel('Entity').focus();
      for (const key of ['ArrowDown', 'Control+Enter']) await editor.page.keyboard.press(key);
      await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
      assert.deepEqual(await editor.settings(id), { ...DELETE, entity: 'DataSample' });
    });

    it('refuses what cannot be deleted, as a flow file may have it', async () => {
      const id = await open('delete', { entity: 'User' });
      await editor.closeDialog();
      assert.deepEqual(await editor.validationErrors(id), ['Entity: "User" is not one of the choices.']);
    });
  });

  /** Imports a node with settings of its own, together with others, and opens its dialog. */
  async function open(action: EntityAction, settings: object, ...others: readonly object[]): Promise<string> {
    const z = await editor.evaluate<string>('RED.workspaces.active()');
    const node = { id: 'node', x: 300, y: 200, wires: [[]], ...UNCHANGED[action], ...known(action, settings) };
    await editor.importNodes([node, ...others].map((imported) => ({ ...imported, z })));
    await editor.openDialog('node');
    return 'node';
  }

  async function addChange(what: string, type: string, code: string): Promise<void> {
    const place = await editor.page.locator('.icure-list-row').count();
    await editor.page.getByRole('button', { name: 'add change' }).click();
    const row = editor.listRow(place + 1);
    await row.getByLabel('What to do').selectOption(what);
    await row.getByLabel('type').fill(type);
    await row.getByLabel('code', { exact: true }).fill(code);
  }

  /** The texts of the open dialog that are still keys of a catalogue. */
  function untranslated(): Promise<string[]> {
    return editor.evaluate(
      `[...document.querySelectorAll('.red-ui-tray *')].filter((place) => place.children.length === 0)
        .flatMap((place) => [place.textContent, place.placeholder ?? ''])
        .filter((text) => /^[a-z]+\\.[a-zA-Z.]+$|icure-[a-z]+:/.test(text) && !/^msg\\./.test(text))`,
    );
  }
});

/** The settings that a node has: other nodes' settings would be stored with it. */
function known(action: EntityAction, settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name in UNCHANGED[action] || name === 'wires'));
}
