import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { DELIVERY, DELIVERY_SETTINGS, parseDeliverySettings } from '../../src/model/delivery-settings';
import { ENTITIES, ENTITY_ACTIONS, ENTITY_NAMES, eventNodeType, type EntityAction } from '../../src/model/entities';
import { parseFilter } from '../../src/model/filter';
import { currentVersion } from '../../src/model/migrations/migrate';
import { migrationsOf } from '../../src/model/migrations/node-types';

const ROOT = join(__dirname, '..', '..', '..');

/** What the runtime reads, in the order of the flow file, after name, account and entity. */
const ACTION_SETTINGS: Readonly<Record<EntityAction, readonly string[]>> = {
  find: ['by', 'ids', 'filter', 'output', 'limit', 'notFound', 'outputs'],
  save: ['patient', 'shareWith', 'setStatus', 'addLabels', 'removeLabels', 'addCodes', 'removeCodes', 'retries'],
  delete: [],
};

/** What every node in a flow file has, besides its settings. */
const PLACING = ['id', 'z', 'x', 'y', 'wires'];

const TYPES = [
  'icure-account',
  ...ENTITY_NAMES.map(eventNodeType),
  ...ENTITY_ACTIONS.map((action) => `icure-${action}`),
  'icure-ack',
];

interface Definition {
  readonly category: string;
  readonly icon?: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly defaults: Readonly<
    Record<string, { readonly value: unknown; readonly validate?: (...args: unknown[]) => unknown }>
  >;
  readonly credentials?: Readonly<Record<string, { readonly type: string }>>;
}

interface ExampleNode {
  readonly type: string;
  readonly [setting: string]: unknown;
}

/** What the editor itself keeps in a node; a setting of the same name is overwritten, and deployed so. */
const KEPT_BY_EDITOR = ['status', 'changed', 'moved', 'dirty', 'valid', 'users', 'ports', 'credentials', 'w', 'h', 'l'];

describe('the nodes as the editor knows them', () => {
  for (const type of TYPES) {
    it(`${type} has no setting that the editor itself would overwrite`, () => {
      const settings = Object.keys(readDefinition(type).defaults);
      assert.deepEqual(
        settings.filter((setting) => KEPT_BY_EDITOR.includes(setting)),
        [],
      );
    });
  }

  for (const entity of ENTITY_NAMES) {
    it(`${eventNodeType(entity)} has the settings that the entity table says`, () => {
      const definition = readDefinition(eventNodeType(entity));
      const { eventTypes } = ENTITIES[entity];
      assert.deepEqual(Object.keys(definition.defaults), [
        'name',
        'account',
        ...eventTypes.map((type) => type.toLowerCase()),
        'filter',
        ...DELIVERY_SETTINGS,
        'inputs',
        'configVersion',
      ]);
      for (const setting of DELIVERY_SETTINGS) {
        assert.equal(definition.defaults[setting]?.value, DELIVERY[setting].usual, setting);
      }
      assert.deepEqual([definition.inputs, definition.outputs, definition.category], [0, 1, 'iCure']);
      assert.ok(existsSync(join(ROOT, 'icons', definition.icon ?? '')), definition.icon);
      assert.ok(parseFilter(definition.defaults.filter?.value, entity).ok);
    });
  }

  for (const action of ENTITY_ACTIONS) {
    it(`icure-${action} has the settings that the runtime reads`, () => {
      const definition = readDefinition(`icure-${action}`);
      assert.deepEqual(Object.keys(definition.defaults), [
        'name',
        'account',
        'entity',
        ...ACTION_SETTINGS[action],
        'configVersion',
      ]);
      assert.deepEqual([definition.inputs, definition.outputs, definition.category], [1, 1, 'iCure']);
      assert.equal(definition.icon, `icure-${action}.svg`);
      assert.ok(existsSync(join(ROOT, 'icons', definition.icon)));
    });
  }

  it('icure-ack has nothing to set but its name', () => {
    const definition = readDefinition('icure-ack');
    assert.deepEqual(Object.keys(definition.defaults), ['name', 'configVersion']);
    assert.deepEqual([definition.inputs, definition.outputs, definition.category], [1, 1, 'iCure']);
    assert.ok(existsSync(join(ROOT, 'icons', definition.icon ?? '')), definition.icon);
  });

  it('begin with settings in the form that the migrations lead to', () => {
    for (const type of TYPES) {
      assert.equal(readDefinition(type).defaults.configVersion?.value, currentVersion(migrationsOf(type)), type);
    }
  });

  it('have validators that Node-RED lets give a reason: those with two parameters', () => {
    for (const type of TYPES) {
      for (const [name, { validate }] of Object.entries(readDefinition(type).defaults)) {
        if (validate !== undefined) assert.equal(validate.length, 2, `${type}: ${name}`);
      }
    }
  });

  it('keep secrets from the editor', () => {
    const { credentials = {} } = readDefinition('icure-account');
    assert.deepEqual(
      Object.entries(credentials).map(([name, { type }]) => `${name}: ${type}`),
      ['userName: text', 'secret: password', 'privateKey: password'],
    );
  });
});

describe('the example flows', () => {
  const folder = join(ROOT, 'examples');
  const examples = readdirSync(folder).map((file) => ({
    file,
    nodes: JSON.parse(readFileSync(join(folder, file), 'utf8')) as ExampleNode[],
  }));

  it('show every node', () => {
    const types = new Set(examples.flatMap(({ nodes }) => nodes.map((node) => node.type)));
    const actions = ENTITY_ACTIONS.map((action) => `icure-${action}`);
    for (const type of [...ENTITY_NAMES.map(eventNodeType), ...actions, 'icure-ack']) {
      assert.ok(types.has(type), type);
    }
  });

  for (const { file, nodes } of examples) {
    it(`${file} has exactly the settings of our nodes, an explanation and no secret`, () => {
      assert.ok(nodes.some((node) => node.type === 'comment' && node.info !== ''));
      for (const { type, ...node } of nodes) {
        if (!type.startsWith('icure-')) continue;
        const settings = Object.keys(node).filter((name) => !PLACING.includes(name));
        assert.deepEqual(settings, Object.keys(readDefinition(type).defaults), type);
        const entity = ENTITY_NAMES.find((name) => eventNodeType(name) === type || name === node.entity);
        assert.ok(entity !== undefined || ['icure-account', 'icure-ack'].includes(type), type);
        if (entity !== undefined && 'filter' in node) assert.ok(parseFilter(node.filter, entity).ok, type);
        assert.ok(parseDeliverySettings(node).ok, type);
      }
    });
  }
});

/** What a node's `.html` registers, read by running its script. */
function readDefinition(type: string): Definition {
  const html = readFileSync(join(ROOT, 'nodes', `${type}.html`), 'utf8');
  const script = /<script type="text\/javascript">(?<script>[\s\S]*?)<\/script>/.exec(html)?.groups?.script;
  assert.ok(script, `${type}.html has a script that the scorecard finds`);
  const registered = new Map<string, Definition>();
  runInNewContext(script, {
    RED: { nodes: { registerType: (name: string, definition: Definition) => registered.set(name, definition) } },
    icureEditor: { text: (key: string) => key },
  });
  const definition = registered.get(type);
  assert.ok(definition, `${type}.html registers ${type}`);
  return definition;
}
