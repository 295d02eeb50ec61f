/** What to tell the runtime of the account that a request is about (`nodes/admin/named-account.ts`). No stored secret is known here. */
import { DURATIONS, type DurationSetting } from '../model/durations';
import { find } from './dom';
import { asText } from './setting';

/** What Node-RED shows instead of a stored secret, which never reaches the browser, and takes as "leave it as it is". */
export const STORED_SECRET = '__PWRD__';

export interface NamedAccount {
  /** Of the node. */
  readonly id: string;
  /** Settings and credentials, when they are not those that are deployed. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const DURATION_SETTINGS = Object.keys(DURATIONS) as DurationSetting[];
const SETTINGS = ['serverUrl', 'sdk', 'secretKind', 'createKeyPair', 'tls', ...DURATION_SETTINGS, 'concurrency'];
const SECRETS = ['secret', 'privateKey'];

/** An account as it stands in the editor, when its dialog is not open: deployed, changed or new. */
export function namedAccount(id: string): NamedAccount {
  const node = RED.nodes.node(id);
  const credentials = node?.credentials;
  const isDeployed = RED.nodes.originalFlow()?.some((deployed) => deployed.id === id) ?? false;
  // Node-RED loads the credentials when the dialog is opened, and forgets them when all is deployed.
  if (!isObject(node) || (isDeployed && (node.changed !== true || !isObject(credentials)))) return { id };
  const known = isObject(credentials) ? credentials : {};
  const secrets = SECRETS.map((name): [string, unknown] => [
    name,
    known[name] ?? (known[`has_${name}`] === true ? STORED_SECRET : ''),
  ]);
  return {
    id,
    values: {
      ...Object.fromEntries(SETTINGS.map((name) => [name, node[name]])),
      userName: known.userName,
      ...Object.fromEntries(secrets),
    },
  };
}

/** The account whose dialog is open, as its fields say. */
export function accountInDialog(node: EditorNode): NamedAccount & Required<Pick<NamedAccount, 'values'>> {
  const names = [...SETTINGS, 'userName', ...SECRETS];
  return { id: node.id, values: Object.fromEntries(names.map((name) => [name, shown(name)])) };
}

/** As Node-RED would store it: "none" of a list of config nodes is nothing. */
function shown(setting: string): string {
  const id = `node-config-input-${setting}`;
  const input = find(id, HTMLInputElement);
  if (input?.type === 'checkbox') return String(input.checked);
  const field = input ?? find(id, HTMLTextAreaElement) ?? find(id, HTMLSelectElement);
  const value = field?.value ?? '';
  return value === '_ADD_' ? '' : asSecret(setting, value);
}

/** A password is taken as it was typed; blanks around it count. */
function asSecret(setting: string, value: string): string {
  return SECRETS.includes(setting) ? value : asText(value);
}

/** Whether something is an object, whose properties may be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
