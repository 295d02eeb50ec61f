/** Makes the folder (userDir) in which the try-out's Node-RED runs: this package, the example "Glucose triage" and its login. */
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EDITOR_PORT, HOST, ROOT, SANDBOX_URL, STATE } from './places';

const PACKAGE = '@icure-community/node-red-icure';
const EXAMPLE = join(ROOT, 'examples', 'Glucose triage.json');

interface FlowNode {
  readonly id: string;
  readonly type: string;
}

/** Returns the folder. Flows that are there already are left as they are: they are the user's. */
export function makeNodeRedFolder(login: { readonly userName: string; readonly password: string }): string {
  const folder = join(STATE, 'node-red');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.js'), settings());
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'try-out', private: true, dependencies: { [PACKAGE]: `file:${ROOT}` } }, undefined, 2),
  );
  linkPackage(join(folder, 'node_modules', PACKAGE));
  if (!existsSync(join(folder, 'flows.json'))) writeFlow(folder, login);
  return folder;
}

function settings(): string {
  const values = {
    uiHost: HOST,
    uiPort: EDITOR_PORT,
    flowFile: 'flows.json',
    // The only secret here is the sandbox's, which is printed on start.
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, palette: { catalogues: [] } },
    externalModules: { autoInstall: false, palette: { allowInstall: false } },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
  };
  return `module.exports = ${JSON.stringify(values, undefined, 2)};\n`;
}

function linkPackage(link: string): void {
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) unlinkSync(link);
  symlinkSync(ROOT, link, 'junction');
}

function writeFlow(folder: string, login: { readonly userName: string; readonly password: string }): void {
  const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as FlowNode[];
  const accounts = example.filter((node) => node.type === 'icure-account');
  const flow = example.map((node) =>
    accounts.includes(node) ? { ...node, serverUrl: SANDBOX_URL, createKeyPair: true } : node,
  );
  const credentials = Object.fromEntries(
    accounts.map((account) => [account.id, { userName: login.userName, secret: login.password }]),
  );
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow, undefined, 4));
  writeFileSync(join(folder, 'flows_cred.json'), JSON.stringify(credentials), { mode: 0o600 });
}
