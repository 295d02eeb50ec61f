/**
 * The account that a request is about, `request.body.account`:
 * - `{ "id": "<node id>" }`: an account as it is deployed;
 * - `{ "id": "<node id>", "values": { … } }`: an account as it stands in its dialog, deployed or not. The values are the settings and credentials of the
 *   node, `${NAME}` unresolved, as the editor has them. For a secret that is stored and that the editor does not know it sends `__PWRD__`.
 */
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { readAccountSettings, readServerUrl, type SettingsReading } from '../../src/account/settings';
import { FailureError, type Failure } from '../../src/model/failure';
import { isJsonObject, type JsonValue } from '../../src/model/json';
import { readTlsOptions } from '../tls-options';
import { userDir } from '../user-dir';
import type { Surroundings } from './endpoint';
import { resolveEnvironment } from './environment';

/** What Node-RED's editor shows instead of a stored secret, which never reaches the browser. */
const STORED = '__PWRD__';

const SECRETS = ['secret', 'privateKey'] as const;

/** A node as it is deployed. */
interface DeployedAccount {
  readonly settings: object;
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Never throws: what is wrong comes back as a failure. */
export function readNamedAccount(surroundings: Surroundings, account: JsonValue | undefined): SettingsReading {
  const { RED } = surroundings;
  const { id, values } = isJsonObject(account) ? account : {};
  const deployed = typeof id === 'string' ? findDeployed(RED, id) : undefined;
  const nodeId = typeof id === 'string' ? id : '';
  if (!isJsonObject(values)) {
    return deployed === undefined
      ? failed('no-account', 'The account is not deployed yet.')
      : read(surroundings, resolveEnvironment(RED, nodeId, { ...deployed.settings, ...deployed.credentials }));
  }
  const given = resolveEnvironment(RED, nodeId, values);
  const wanted = SECRETS.filter((name) => given[name] === STORED);
  if (wanted.length === 0) return read(surroundings, given);
  const stored =
    deployed === undefined
      ? undefined
      : resolveEnvironment(RED, nodeId, { ...deployed.settings, ...deployed.credentials });
  if (stored === undefined || !isSameLogin(stored, given)) {
    return failed(
      'secret-withheld',
      'What is stored for this account is used only with the server and the user name that it was deployed with; enter the secret and the private key again.',
    );
  }
  return read(surroundings, { ...given, ...Object.fromEntries(wanted.map((name) => [name, stored[name]])) });
}

function read({ RED, moduleFolders }: Surroundings, raw: Readonly<Record<string, unknown>>): SettingsReading {
  const tls = readTlsOptions(RED, typeof raw.tls === 'string' ? raw.tls : undefined);
  if (!tls.ok) return tls;
  return readAccountSettings(raw, {
    keyFolder: join(userDir(RED), 'icure', 'keys'),
    moduleFolders,
    tls: tls.options,
  });
}

function findDeployed(RED: NodeAPI, id: string): DeployedAccount | undefined {
  const found: object[] = [];
  RED.nodes.eachNode((node) => {
    if (node.id === id && node.type === 'icure-account') found.push(node);
  });
  const [settings] = found;
  if (settings === undefined) return undefined;
  return { settings, credentials: (RED.nodes.getCredentials(id) as Record<string, unknown> | undefined) ?? {} };
}

/** A stored secret goes to nobody else than to whom it goes anyway. */
function isSameLogin(stored: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): boolean {
  try {
    return (
      readServerUrl(stored.serverUrl) === readServerUrl(given.serverUrl) &&
      String(stored.userName).trim() === String(given.userName).trim()
    );
  } catch (error) {
    if (error instanceof FailureError) return false;
    throw error;
  }
}

function failed(code: Failure['code'], message: string): SettingsReading {
  return { ok: false, failure: { code, message } };
}
