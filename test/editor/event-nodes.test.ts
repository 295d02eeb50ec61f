import assert from 'node:assert/strict';
import { CRITERIA, type CriterionField, type CriterionKind } from '../../src/model/criteria';
import { DELIVERY, DELIVERY_SETTINGS } from '../../src/model/delivery-settings';
import { ENTITIES, ENTITY_NAMES, EVENT_TYPES, eventNodeType, type EntityName } from '../../src/model/entities';
import { parseFilter } from '../../src/model/filter';
import type { EditorPage } from './editor-page';
import { ACCOUNT, EditorTestbed, PLACE } from './editor-testbed';

/** What is typed into the fields of a criterion, and what is stored of it. */
const TYPED: Record<string, { readonly typed: string; readonly stored: unknown }> = {
  type: { typed: ' IC-TEST ', stored: 'IC-TEST' },
  code: { typed: 'TEST', stored: 'TEST' },
  ids: { typed: 'a1, b2,', stored: ['a1', 'b2'] },
  system: { typed: 'urn:ward', stored: 'urn:ward' },
  value: { typed: '42', stored: '42' },
  from: { typed: '2026-01-31', stored: '2026-01-31' },
  to: { typed: ' 2026-01-31T08:30 ', stored: '2026-01-31T08:30' },
  name: { typed: 'sno jo', stored: 'sno jo' },
  ssin: { typed: '85.07.30-033.28', stored: '85.07.30-033.28' },
  gender: { typed: 'female', stored: 'female' },
  status: { typed: 'pending', stored: 'pending' },
  login: { typed: 'jon', stored: 'jon' },
  email: { typed: 'jon@example.org', stored: 'jon@example.org' },
};

describe('the dialogs of the event nodes', function () {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(() => bed.startEditor());

  after(() => bed.end());

  beforeEach(async () => {
    editor = await bed.open();
    await editor.importNodes([ACCOUNT]);
  });

  afterEach(() => editor.finish());

  for (const entity of ENTITY_NAMES) {
    it(`${entity}: stores exactly what was set, and shows it again`, async () => {
      const id = await editor.drag(eventNodeType(entity), PLACE);
      await editor.openDialog(id);
      await chooseAccount(editor);
      await tickAll(editor, entity);
      const { criteria } = ENTITIES[entity];
      for (const [index, kind] of criteria.entries()) await addCriterion(editor, index + 1, kind);
      await editor.listRow(1).getByLabel('is or is not').selectOption('is not');
      await editor.page.getByLabel('Criteria', { exact: true }).selectOption('any of these is true');
      await editor.closeDialog();

      const expected = {
        type: eventNodeType(entity),
        name: '',
        account: ACCOUNT.id,
        ...Object.fromEntries(ENTITIES[entity].eventTypes.map((type) => [type.toLowerCase(), true])),
        filter: {
          ...(ENTITIES[entity].hasOwner ? { owner: 'self' } : {}),
          match: 'any',
          criteria: criteria.map((kind, index) => ({
            by: kind,
            ...Object.fromEntries(CRITERIA[kind].fields.map(({ name }) => [name, TYPED[name]?.stored])),
            ...(index === 0 ? { not: true } : {}),
          })),
        },
        ...Object.fromEntries(DELIVERY_SETTINGS.map((setting) => [setting, DELIVERY[setting].usual])),
        inputs: 0,
        configVersion: 1,
      };
      assert.deepEqual(await editor.settings(id), expected);
      assert.ok(parseFilter(expected.filter, entity).ok);
      assert.deepEqual(await editor.validationErrors(id), []);

      await editor.openDialog(id);
      assert.equal(await editor.listRow(1).getByLabel('is or is not').inputValue(), 'not');
      await editor.closeDialog();
      assert.deepEqual(await editor.settings(id), expected, 'opening and closing changes nothing');
    });
  }

  it('offer the event types that the entity has', async () => {
    for (const entity of ENTITY_NAMES) {
      await editor.openDialog(await editor.drag(eventNodeType(entity), PLACE));
      for (const type of EVENT_TYPES) {
        const expected = ENTITIES[entity].eventTypes.includes(type) ? 1 : 0;
        assert.equal(await editor.page.locator(`#node-input-${type.toLowerCase()}`).count(), expected, entity);
      }
      await editor.closeDialog();
    }
  });

  it('remove the criterion that was asked for', async () => {
    const id = await importPatientNode(editor, {
      owner: 'self',
      match: 'all',
      criteria: ['a', 'b', 'c'].map((type) => ({ by: 'label', type })),
    });
    await editor.openDialog(id);
    await editor.page.getByRole('button', { name: 'Remove criterion 2' }).click();
    await editor.closeDialog();
    assert.deepEqual((await editor.settings(id)).filter, {
      owner: 'self',
      match: 'all',
      criteria: ['a', 'c'].map((type) => ({ by: 'label', type })),
    });
  });

  it('take the id of another data owner', async () => {
    const id = await importPatientNode(editor, { owner: 'self', match: 'all', criteria: [] });
    await editor.openDialog(id);
    await editor.page.getByLabel('Owner', { exact: true }).selectOption('another data owner');
    const hint = editor.page.getByText('Enter an id: without one, the account itself is meant.');
    assert.ok(await hint.isVisible());
    await editor.page.getByLabel('id of the data owner').fill('hcp-7');
    assert.equal(await hint.count(), 0);
    await editor.closeDialog();
    assert.deepEqual((await editor.settings(id)).filter, { owner: 'hcp-7', match: 'all', criteria: [] });
    await editor.openDialog(id);
    assert.equal(await editor.page.getByLabel('id of the data owner').inputValue(), 'hcp-7');
    await editor.closeDialog();
  });

  it('keep what they have no fields for: groups, and criteria of another version', async () => {
    const filter = {
      owner: 'self',
      match: 'all',
      criteria: [
        {
          match: 'any',
          criteria: [
            { by: 'label', type: 'a' },
            { by: 'id', ids: ['1'], not: true },
          ],
          not: true,
        },
        { by: 'valueDate', from: '2026-01-01' },
        { by: 'label', type: 'b', code: 'c' },
      ],
    };
    const id = await importPatientNode(editor, filter);
    await editor.openDialog(id);
    assert.match(await editor.listRow(3).getByLabel('Criterion as JSON').inputValue(), /"by": "valueDate"/);
    await editor.listRow(4).getByLabel('code').last().fill('d');
    await editor.listRow(4).getByLabel('code').last().fill('c');
    await editor.closeDialog();
    assert.deepEqual((await editor.settings(id)).filter, filter);
  });

  it('say in words, and by the triangle, what is wrong', async () => {
    const id = await editor.drag(eventNodeType('Patient'), PLACE);
    await editor.openDialog(id);
    await chooseAccount(editor);
    await editor.page.getByLabel('created').uncheck();
    await editor.page.getByLabel('changed').uncheck();
    assert.ok(await editor.page.getByText('Events: tick at least one.').isVisible());
    await editor.page.getByRole('button', { name: 'add criterion' }).click();
    assert.ok(await editor.page.getByText('Filter, criterion 1: "type" is missing.').isVisible());
    await editor.closeDialog();

    assert.deepEqual(await editor.validationErrors(id), [
      'Events: tick at least one.',
      'Filter, criterion 1: "type" is missing.',
    ]);
    assert.ok(await editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`).isVisible());
  });

  it('want an account', async () => {
    const id = await editor.drag(eventNodeType('Patient'), PLACE);
    assert.deepEqual(await editor.validationErrors(id), ['Account: property value missing']);
  });

  it('judge the event types by what is ticked now, not by what was stored', async () => {
    const id = await editor.drag(eventNodeType('DataSample'), PLACE);
    await editor.openDialog(id);
    await chooseAccount(editor);
    await editor.page.getByLabel('deleted').check();
    await editor.page.getByLabel('created').uncheck();
    assert.doesNotMatch((await editor.page.locator('#node-input-create').getAttribute('class')) ?? '', /input-error/);
    await editor.closeDialog();
    assert.deepEqual(await editor.validationErrors(id), []);
  });

  it('can be used by keyboard alone', async () => {
    const id = await importPatientNode(editor, { owner: 'self', match: 'all', criteria: [] });
    await editor.openDialog(id);
    const { keyboard } = editor.page;
    await editor.page.getByLabel('Criteria', { exact: true }).focus();
    for (const key of ['Tab', 'Enter', 'ArrowDown', 'Tab', 'ArrowDown', 'Tab', 'Tab']) await keyboard.press(key);
    await keyboard.type('LOINC');
    await keyboard.press('Tab');
    await keyboard.type('2339-0');
    await keyboard.press('Control+Enter');
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual((await editor.settings(id)).filter, {
      owner: 'self',
      match: 'all',
      criteria: [{ by: 'code', type: 'LOINC', code: '2339-0', not: true }],
    });

    await editor.openDialog(id);
    await editor.listRow(1).getByLabel('code').last().focus();
    for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await keyboard.press(key);
    assert.equal(await editor.page.locator('.icure-list-row').count(), 0);
    assert.equal(await editor.evaluate('document.activeElement.textContent.trim()'), 'add criterion');
    await editor.closeDialog();
  });

  it('name every field for those who do not see it', async () => {
    await editor.openDialog(
      await importPatientNode(editor, {
        criteria: [
          ...ENTITIES.Patient.criteria.map((by) => ({ by })),
          { match: 'any', criteria: [{ by: 'id', ids: ['1'] }] },
        ],
      }),
    );
    assert.deepEqual(await editor.namelessFields(), []);
    await editor.closeDialog();
  });

  it('speak French to those who do', async () => {
    const french = await bed.open({ language: 'fr' });
    const id = await french.drag(eventNodeType('Patient'), PLACE);
    assert.match((await french.page.locator(`[id="${id}"]`).textContent()) ?? '', /patients : créé, modifié/);
    await french.openDialog(id);
    await french.page.getByRole('button', { name: 'ajouter un groupe' }).click();
    await french.page.getByRole('button', { name: 'ajouter un critère', exact: true }).click();
    assert.deepEqual(await untranslated(french), []);
    assert.ok(await french.page.getByLabel('supprimé').isVisible());
    await french.finish();
  });

  it('have a help text', async () => {
    for (const type of ['icure-account', ...ENTITY_NAMES.map(eventNodeType)]) {
      const help = await editor.evaluate<string>(`RED.nodes.getNodeHelp(${JSON.stringify(type)})`);
      assert.match(help, /<h3>Details<\/h3>/, type);
    }
  });
});

async function chooseAccount(editor: EditorPage): Promise<void> {
  await editor.page.locator('#node-input-account').selectOption(ACCOUNT.name);
}

/** Ticks every event type by its label. */
async function tickAll(editor: EditorPage, entity: EntityName): Promise<void> {
  const labels = { CREATE: 'created', UPDATE: 'changed', DELETE: 'deleted' };
  for (const type of ENTITIES[entity].eventTypes) {
    await editor.page.getByLabel(labels[type], { exact: true }).check();
  }
}

async function addCriterion(editor: EditorPage, place: number, kind: CriterionKind): Promise<void> {
  await editor.page.getByRole('button', { name: 'add criterion' }).click();
  const row = editor.listRow(place);
  await row.getByLabel('Filter by').selectOption(kind);
  const fields: readonly CriterionField[] = CRITERIA[kind].fields;
  for (const field of fields) {
    const control = row.locator(`[data-field="${field.name}"]`).first();
    const typed = TYPED[field.name]?.typed ?? '';
    await (field.kind === 'choice' ? control.selectOption(typed) : control.fill(typed));
  }
}

async function importPatientNode(editor: EditorPage, filter: object): Promise<string> {
  const settings = { name: '', account: ACCOUNT.id, create: true, update: true, delete: false, filter };
  const z = await editor.evaluate<string>('RED.workspaces.active()');
  await editor.importNodes([
    { id: 'patients', type: eventNodeType('Patient'), z, ...PLACE, x: 300, y: 200, wires: [[]], ...settings },
  ]);
  return 'patients';
}

/** The texts of the open dialog that are still keys of a catalogue. */
function untranslated(editor: EditorPage): Promise<string[]> {
  return editor.evaluate(
    `[...document.querySelectorAll('.red-ui-tray *')].filter((place) => place.children.length === 0)
      .map((place) => place.textContent).filter((text) => /^[a-z]+\\.[a-zA-Z.]+$|icure-account:/.test(text))`,
  );
}
