/** The account that is chosen in the dialog of a node, as the runtime wants it named: what is not deployed yet counts as it stands in the editor. */
import { isJsonObject } from '../model/json';
import { shownValue } from './field';

/** See `nodes/admin/named-account.ts`. */
export interface NamedAccount {
  readonly id: string;
  /** Settings and credentials, when they are not those that are deployed. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What Node-RED says instead of a stored secret, which never reaches the browser. */
const STORED_SECRET = '__PWRD__';

/** Undefined when no account is chosen. */
export function chosenAccount(): NamedAccount | undefined {
  const id = shownValue('account');
  const node = id === undefined ? null : RED.nodes.node(id);
  if (node?.type !== 'icure-account') return undefined;
  const isDeployed = RED.nodes.originalFlow()?.some((other) => other.id === node.id) === true;
  return isDeployed && node.changed !== true ? { id: node.id } : { id: node.id, values: valuesOf(node) };
}

function valuesOf(node: EditorNode): Readonly<Record<string, unknown>> {
  const { defaults, credentials } = isJsonObject(node._def) ? node._def : {};
  return {
    ...Object.fromEntries(namesOf(defaults).map((name) => [name, node[name]])),
    ...Object.fromEntries(namesOf(credentials).map((name) => [name, credentialOf(node, name)])),
  };
}

function namesOf(definitions: unknown): string[] {
  return isJsonObject(definitions) ? Object.keys(definitions) : [];
}

/** Of a secret that has not been typed here, the editor knows only whether there is one. */
function credentialOf({ credentials }: EditorNode, name: string): unknown {
  if (!isJsonObject(credentials)) return '';
  return credentials[name] ?? (credentials[`has_${name}`] === true ? STORED_SECRET : '');
}
