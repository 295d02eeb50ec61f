/** Every dialog of the package, with all its parts in sight, and again with something wrong in it. */
import { CRITERIA, type CriterionKind } from '../../src/model/criteria';
import { ENTITIES, ENTITY_NAMES, eventNodeType, type EntityName } from '../../src/model/entities';
import type { EditorPage } from './editor-page';

export interface Dialog {
  /** Of the dialog, and the id of the node that it belongs to. */
  readonly name: string;
  readonly type: string;
  readonly settings: object;
}

const ACCOUNT_TYPE = 'icure-account';
/** What is typed into the fields of a criterion. */
const VALUES: Readonly<Record<string, unknown>> = {
  type: 'IC-TEST',
  code: 'TEST',
  ids: ['a1'],
  system: 'urn:ward',
  value: '42',
};

const RIGHT: readonly Dialog[] = [
  { name: ACCOUNT_TYPE, type: ACCOUNT_TYPE, settings: { name: 'Ward 3', serverUrl: 'https://icure.example' } },
  ...ENTITY_NAMES.map((entity) => ({
    name: eventNodeType(entity),
    type: eventNodeType(entity),
    settings: {
      ...Object.fromEntries(ENTITIES[entity].eventTypes.map((type) => [type.toLowerCase(), true])),
      filter: filterOf(entity),
      catchUp: 'everything',
      firstStart: 'now',
      catchUpEvery: 10,
      acknowledge: true,
      maxInFlight: 10,
    },
  })),
  {
    name: 'icure-find',
    type: 'icure-find',
    settings: {
      entity: 'Patient',
      by: 'filter',
      ids: '',
      filter: filterOf('Patient'),
      output: 'array',
      limit: '100',
      notFound: 'error',
      outputs: 1,
    },
  },
  {
    name: 'icure-save',
    type: 'icure-save',
    settings: {
      entity: 'DataSample',
      patient: '',
      shareWith: '',
      setStatus: '',
      retries: 3,
      addLabels: [{ type: 'IC-TEST', code: 'TEST' }],
      removeCodes: [{ type: 'LOINC' }],
    },
  },
  { name: 'icure-delete', type: 'icure-delete', settings: { entity: 'Patient' } },
  { name: 'icure-ack', type: 'icure-ack', settings: {} },
];

const WRONG: readonly Dialog[] = [
  {
    name: 'icure-account-wrong',
    type: ACCOUNT_TYPE,
    settings: { name: '', serverUrl: 'ftp://icure.example', minReconnectDelay: 5_000, maxReconnectDelay: 'soon' },
  },
  {
    name: 'icure-patient-events-wrong',
    type: eventNodeType('Patient'),
    settings: {
      create: false,
      filter: { owner: 'self', match: 'all', criteria: [{ by: 'label' }, { by: 'id', ids: [] }] },
      catchUp: 'everything',
      catchUpEvery: 'often',
      acknowledge: true,
      maxInFlight: 0,
    },
  },
  {
    name: 'icure-find-wrong',
    type: 'icure-find',
    settings: { entity: 'Patient', by: 'ids', ids: 'a b', limit: 'all', output: 'array', outputs: 1 },
  },
  {
    name: 'icure-save-wrong',
    type: 'icure-save',
    settings: { entity: 'DataSample', patient: 'a, b', retries: 'often', addLabels: [{ type: 'IC-TEST' }] },
  },
];

export const EVERY_DIALOG: readonly Dialog[] = [...RIGHT, ...WRONG];

export const EVERY_TYPE: readonly string[] = RIGHT.map(({ type }) => type);

/** Imports the nodes of all dialogs into the tab that is shown. */
export async function importEvery(editor: EditorPage): Promise<void> {
  const z = await editor.evaluate<string>('RED.workspaces.active()');
  const placed = (index: number): object => ({ z, x: 300, y: 100 + 60 * index, wires: [[]] });
  await editor.importNodes(
    EVERY_DIALOG.flatMap(({ name, type, settings }, index) =>
      type === ACCOUNT_TYPE
        ? [
            { id: name, type, ...settings },
            { id: userOf(name), type: 'icure-delete', account: name, entity: 'User', ...placed(index) },
          ]
        : [{ id: name, type, account: ACCOUNT_TYPE, name: '', ...settings, ...placed(index) }],
    ),
  );
}

/** Opens a dialog; returns the selector of its form. */
export async function openEvery(editor: EditorPage, { name, type }: Dialog): Promise<string> {
  if (type !== ACCOUNT_TYPE) {
    await editor.openDialog(name);
    return '#dialog-form';
  }
  await editor.openDialog(userOf(name));
  await editor.openAccount('edit');
  const form = '#node-config-dialog-edit-form';
  await editor.evaluate(`document.querySelectorAll('${form} details').forEach((part) => (part.open = true))`);
  return form;
}

export async function closeEvery(editor: EditorPage, { type }: Dialog): Promise<void> {
  if (type === ACCOUNT_TYPE) await editor.closeAccount();
  await editor.closeDialog();
}

/** The node from whose dialog the dialog of an account is opened. */
function userOf(account: string): string {
  return `user-of-${account}`;
}

/** One criterion of each kind that the entity knows. */
function filterOf(entity: EntityName): object {
  const { criteria, hasOwner } = ENTITIES[entity];
  return {
    ...(hasOwner ? { owner: 'hcp-7' } : {}),
    match: 'all',
    criteria: criteria.map((by) => ({ by, ...fieldsOf(by) })),
  };
}

function fieldsOf(by: CriterionKind): object {
  return Object.fromEntries(CRITERIA[by].fields.map(({ name }) => [name, VALUES[name]]));
}
