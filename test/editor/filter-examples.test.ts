/** Each criterion of each entity, built by clicks in a dialog: what is stored and deployed is what the contract suite tries, and looking at it changes nothing. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { CRITERIA, isCriterionKind, type CriterionField } from '../../src/model/criteria';
import { ENTITIES, ENTITY_NAMES, eventNodeType, type EntityName } from '../../src/model/entities';
import type { JsonObject, JsonValue } from '../../src/model/json';
import { criteriaIn, filterExamples, grouped, negated } from '../contract/filter-examples';
import { TAB } from '../support/flow';
import { connected, type FlowNode } from '../support/node-red-process';
import { StockedSandbox } from '../support/stocked-sandbox';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';

const ACCOUNT = 'account';
const FIND = 'icure-find';
/** Where the nodes are dropped, one below the other. */
const PLACE = { x: 600, y: 200 };
const STEP = 60;

describe('a filter of the contract suite, built by clicks', () => {
  const bed = new EditorTestbed();
  let stock: StockedSandbox;
  let editor: EditorPage;
  let nodes = 0;

  before(async () => {
    stock = StockedSandbox.of(await bed.startSandbox());
    await bed.startEditor();
    const { userName, secret, privateKey, ...settings } = stock.values;
    const credentials = { userName, secret, privateKey };
    await bed.nodeRed.deploy([TAB, { id: ACCOUNT, type: 'icure-account', name: 'Ward 3', ...settings, credentials }]);
  });

  after(() => bed.end());

  beforeEach(async () => {
    editor = await bed.open();
  });

  afterEach(() => editor.finish());

  const button = (name: string): Locator => editor.page.getByRole('button', { name, exact: true });
  const criterionAt = (place: string): Locator =>
    editor.page.getByRole('group', { name: `Criterion ${place}`, exact: true });
  const groupAt = (place: string): Locator => editor.page.getByRole('group', { name: `Group ${place}`, exact: true });

  for (const entity of ENTITY_NAMES) {
    it(`is stored, deployed and left as it is by the event node of ${entity}`, async () => {
      const id = await dropAndOpen(eventNodeType(entity));
      await build(examplesOf(entity));
      await isLeftAsItIs(id, filterOf(entity));
      await bed.nodeRed.badge(id, connected);
    });
  }

  it('is stored, deployed and left as it is by a node that finds data samples', async () => {
    const id = await dropAndOpen(FIND);
    await editor.page.locator('#node-input-entity').selectOption('DataSample');
    await editor.page.locator('#node-input-by').selectOption('filter');
    await build(examplesOf('DataSample'));
    await isLeftAsItIs(id, filterOf('DataSample'));
  });

  async function dropAndOpen(type: string): Promise<string> {
    const id = await editor.drag(type, { ...PLACE, y: PLACE.y + STEP * nodes++ });
    await editor.openDialog(id);
    await editor.page.locator('#node-input-account').selectOption('Ward 3');
    return id;
  }

  /** Adds a row for each of the parts. */
  async function build(parts: readonly JsonObject[]): Promise<void> {
    for (const [index, part] of parts.entries()) {
      const place = String(index + 1);
      if (part.criteria === undefined) {
        await button('add criterion').click();
        await fill(criterionAt(place), part, part.not !== true);
      } else {
        await button('add group').click();
        await groupAt(place).getByLabel('Of the criteria in the group').selectOption(textOf(part.match));
        for (const [inner, criterion] of criteriaIn(part).entries()) {
          // A group begins with one criterion.
          if (inner > 0) await button(`add criterion to group ${place}`).click();
          await fill(criterionAt(`${place}.${inner + 1}`), criterion, false);
        }
      }
    }
  }

  async function fill(row: Locator, { by, not = false, ...values }: JsonObject, isPlain: boolean): Promise<void> {
    assert(isCriterionKind(by));
    await row.getByLabel('Filter by').selectOption(by);
    const fields: readonly CriterionField[] = CRITERIA[by].fields;
    for (const field of fields) {
      const control = row.locator(`[data-field="${field.name}"]`).first();
      const value = textOf(values[field.name]);
      if (field.kind === 'choice') await control.selectOption(value);
      else if (value !== '') await type(control, value, isPlain);
    }
    if (not === true) await row.getByLabel('is or is not').selectOption('is not');
  }

  /** Types into a field; what was typed stays, whether its list has opened meanwhile or not. */
  async function type(field: Locator, value: string, waits: boolean): Promise<void> {
    await field.fill(value);
    if (waits && (await field.getAttribute('role')) === 'combobox') {
      const status = editor.page.locator('.icure-pick-status:visible');
      await status.getByText(/^(Found|Nothing found)/).waitFor();
    }
    await field.press('Tab');
    assert.equal(await field.inputValue(), value);
  }

  /** "Done", deploying, and opening the dialog once more: the filter is the same all the time. */
  async function isLeftAsItIs(id: string, filter: JsonObject): Promise<void> {
    await editor.closeDialog();
    assert.deepEqual((await editor.settings(id)).filter, filter);
    assert.deepEqual(await editor.validationErrors(id), []);
    await editor.deploy();
    const settings = await editor.settings(id);
    assert.deepEqual((await deployed(id)).filter, filter);
    await editor.openDialog(id);
    await editor.closeDialog();
    assert.deepEqual(await editor.settings(id), settings);
    assert.equal(await editor.evaluate(`RED.nodes.dirty() || RED.nodes.node('${id}').changed`), false);
  }

  async function deployed(id: string): Promise<FlowNode> {
    const flow = (await (await fetch(`${bed.nodeRed.url}/flows`)).json()) as readonly FlowNode[];
    const node = flow.find((one) => one.id === id);
    assert(node);
    return node;
  }
});

/** Each kind of criterion, as it is, negated, and in a group. */
function examplesOf(entity: EntityName): JsonObject[] {
  const filters = filterExamples(entity).map(({ filter }) => filter);
  return [...filters, ...filters.map(negated), ...filters.map(grouped)].flatMap(criteriaIn);
}

/** All of it in one filter: a dialog for each would take long. */
function filterOf(entity: EntityName): JsonObject {
  const [first] = filterExamples(entity);
  assert(first !== undefined && filterExamples(entity).length === ENTITIES[entity].criteria.length);
  return { ...first.filter, criteria: examplesOf(entity) };
}

/** What is typed for a value of a criterion. */
function textOf(value: JsonValue | undefined): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : typeof value === 'string' ? value : '';
}
