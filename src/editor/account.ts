/** The dialog of the account: what its fields accept, and the fields that need more than Node-RED does by itself. */
import { CONCURRENCY } from '../model/concurrency';
import { DURATIONS, type DurationSetting } from '../model/durations';
import { prepareConfigButtons } from './config-buttons';
import { prepareConnectionTest, type ConnectionTest } from './connection-test';
import { find, get } from './dom';
import { isBeingEdited, keepEnvironmentSwitch, keepUnknownChoice, watchField } from './field';
import { KeySection } from './key-section';
import { accountInDialog, isObject, type NamedAccount } from './named-account';
import { prepareSdkChoice } from './sdk-choice';
import {
  asStored,
  asText,
  checkChoice,
  checkSwitch as checkNamedSwitch,
  checkWholeNumber,
  isEnvironment,
} from './setting';
import { text } from './texts';
import { saveDialog } from './unset-settings';

/** Of the dialog that is open; Node-RED opens one account at a time. */
let dialog: { readonly keys: KeySection; readonly test: ConnectionTest } | undefined;

const DURATION_SETTINGS = Object.keys(DURATIONS) as DurationSetting[];
const NUMBER_SETTINGS = [...DURATION_SETTINGS, 'concurrency'] as const;
const SECRET_KINDS = ['password', 'token'];

type CheckedField = 'serverUrl' | 'userName' | 'secret' | (typeof NUMBER_SETTINGS)[number];

/** What the account is called in the editor. Credentials may not be shown. */
export function label(node: EditorNode): string {
  if (typeof node.name === 'string' && node.name !== '') return node.name;
  return hostOf(node.serverUrl) ?? text('label');
}

/** Validator: true, or what is wrong. */
export function checkServerUrl(value: unknown): true | string {
  const given = asText(value);
  if (isEnvironment(given)) return true;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // Chromium writes a blank in a host as %20, where the runtime refuses it.
  const isAddress = url !== undefined && !url.hostname.includes('%');
  if (!isAddress && /^https?:\/\//i.test(given)) return text('account.badAddress');
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return text('account.badUrl');
  return (url.username === '' && url.password === '') || text('account.urlWithSecret');
}

/** Validator: true, or what is wrong. */
export function checkUserName(value: unknown): true | string {
  return asText(value) !== '' || text('account.missing', { name: text('account.userName') });
}

/** Validator: true, or what is wrong. It is called as the dialog calls it. */
export function checkSecret(value: unknown, node: EditorNode): true | string {
  return asText(value) !== '' || text('account.missing', { name: secretName(currentValue(node, 'secretKind')) });
}

/**
 * Validator of how to log in: true, or what is wrong, of the user name and the secret too, which Node-RED itself checks in the dialog only. Credentials
 * that are stored are not known here until the dialog has been opened.
 */
export function checkLogin(value: unknown, node: EditorNode): true | readonly string[] {
  const kind = asText(value);
  const checks: (true | string)[] = [
    kind === '' || checkChoice(kind, text('account.secretKind'), SECRET_KINDS),
    ...checkCredentials(node),
  ];
  const problems = checks.filter((result) => result !== true);
  return problems.length === 0 || problems;
}

function checkCredentials(node: EditorNode): (true | string)[] {
  const { credentials } = node;
  if (!isObject(credentials)) return [];
  const hasSecret = credentials.has_secret === true;
  return [checkUserName(credentials.userName), hasSecret || checkSecret(credentials.secret, node)];
}

/** Validator: true, or what is wrong. */
export function checkSwitch(value: unknown): true | string {
  return checkNamedSwitch(value, text('account.createKeyPair'));
}

/** Validator: true, or what is wrong. Of the node, the longest delay is compared with the shortest. */
export function checkDuration(setting: DurationSetting, value: unknown, node: EditorNode): true | string {
  const name = text(`account.${setting}`);
  const duration = readDuration(value);
  if (duration === undefined) return true;
  const { least, most } = DURATIONS[setting];
  if (!(duration >= least && duration <= most)) return text('account.badDuration', { name, least, most });
  if (setting !== 'maxReconnectDelay') return true;
  const shortest = readDuration(currentValue(node, 'minReconnectDelay'));
  return shortest === undefined || !(duration < shortest) || text('account.delaysSwapped');
}

/** Validator: true, or what is wrong. */
export function checkConcurrency(value: unknown): true | string {
  return checkWholeNumber(value, text('account.concurrency'), CONCURRENCY);
}

/** Called when the dialog has been opened. */
export function prepare(node: EditorNode): void {
  prepareConfigButtons(inputId('tls'), 'tls-config');
  keepEnvironmentSwitch(inputId('createKeyPair'), node.createKeyPair);
  for (const setting of ['sdk', 'secretKind']) keepUnknownChoice(inputId(setting), node[setting]);
  nameSecret();
  get('node-config-input-secretKind', HTMLSelectElement).addEventListener('change', nameSecret);
  const keys = new KeySection(accountShown);
  const test = prepareConnectionTest(accountShown, problemShown, (known) => {
    keys.show(known);
  });
  dialog = { keys, test };
  showProblems(node);

  function accountShown(): NamedAccount {
    const { id, values } = accountInDialog(node);
    return { id, values: { ...values, privateKey: keys.privateKey } };
  }

  // Without an answer the choice stays as it is stored.
  prepareSdkChoice().catch(() => undefined);
}

/** Called when the dialog is closed by "Done", before Node-RED reads the fields. */
export function save(node: EditorNode): void {
  saveDialog(node, () => {
    for (const setting of NUMBER_SETTINGS) node[setting] = asStored(get(inputId(setting), HTMLInputElement).value);
    dialog?.keys.save();
  });
  close();
}

/** Called when the dialog is closed, in whatever way: nothing goes on behind it. */
export function close(): void {
  dialog?.keys.close();
  dialog?.test.abort();
  dialog = undefined;
}

/** "Password" or "Token", as chosen. */
function nameSecret(): void {
  const kind = get('node-config-input-secretKind', HTMLSelectElement).value;
  get('icure-account-secret-label', HTMLElement).textContent = secretName(kind);
}

function secretName(kind: unknown): string {
  return text(kind === 'token' ? 'account.token' : 'account.password');
}

/** Says in words what Node-RED marks in red; the fields with a problem must not be folded away. */
function showProblems(node: EditorNode): void {
  watchAccount('serverUrl', checkServerUrl);
  watchAccount('userName', checkUserName);
  const saySecret = watchAccount('secret', (value) => checkSecret(value, node));
  get(inputId('secretKind'), HTMLSelectElement).addEventListener('change', saySecret);
  for (const setting of DURATION_SETTINGS) watchNumber(setting, (value) => checkDuration(setting, value, node));
  watchNumber('concurrency', checkConcurrency);
  const shortest = get(inputId('minReconnectDelay'), HTMLInputElement);
  const longest = get(inputId('maxReconnectDelay'), HTMLInputElement);
  // The longest wait is compared with the shortest.
  shortest.addEventListener('input', () => {
    longest.dispatchEvent(new Event('input'));
  });
}

function watchNumber(setting: (typeof NUMBER_SETTINGS)[number], check: (value: string) => true | string): void {
  watchAccount(setting, (value) => {
    const result = check(value);
    if (result !== true) get('icure-account-advanced', HTMLDetailsElement).open = true;
    return result;
  });
}

function watchAccount(setting: CheckedField, check: (value: string) => true | string): () => void {
  return watchField(inputId(setting), problemId(setting), check);
}

/** The first thing that is wrong with the fields, whose own words say where. */
function problemShown(): string | undefined {
  return (['serverUrl', 'userName', 'secret', ...NUMBER_SETTINGS] as const)
    .map((setting) => get(problemId(setting), HTMLElement).textContent)
    .find((problem) => problem !== '');
}

function problemId(setting: CheckedField): string {
  return `icure-account-${setting}-problem`;
}

function inputId(setting: string): string {
  return `node-config-input-${setting}`;
}

/** What stands in the dialog, when it is open, else what is stored. */
function currentValue(node: EditorNode, setting: DurationSetting | 'secretKind'): unknown {
  const id = inputId(setting);
  const field = isBeingEdited(node) ? (find(id, HTMLInputElement) ?? find(id, HTMLSelectElement)) : undefined;
  return field?.value ?? node[setting];
}

/** ms; undefined for what is not given or comes from the environment, NaN for what is no number. */
function readDuration(value: unknown): number | undefined {
  const given = asText(value);
  return given === '' || isEnvironment(given) ? undefined : Number(given);
}

function hostOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined;
}
