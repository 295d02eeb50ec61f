/** The dialog of the account: what its fields accept, and the fields that need more than Node-RED does by itself. */
import { CONCURRENCY } from '../model/concurrency';
import { DURATIONS, type DurationSetting } from '../model/durations';
import { prepareConfigButtons } from './config-buttons';
import { prepareConnectionTest, type ConnectionTest } from './connection-test';
import { find, get } from './dom';
import { keepEnvironmentSwitch, keepUnknownChoice } from './field';
import { KeySection } from './key-section';
import { accountInDialog, type NamedAccount } from './named-account';
import { prepareSdkChoice } from './sdk-choice';
import { asStored, asText, checkSwitch as checkNamedSwitch, checkWholeNumber, isEnvironment } from './setting';
import { text } from './texts';
import { saveDialog } from './unset-settings';

/** Of the dialog that is open; Node-RED opens one account at a time. */
let dialog: { readonly keys: KeySection; readonly test: ConnectionTest } | undefined;

const DURATION_SETTINGS = Object.keys(DURATIONS) as DurationSetting[];
const NUMBER_SETTINGS = [...DURATION_SETTINGS, 'concurrency'] as const;

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
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return text('account.badUrl');
  return (url.username === '' && url.password === '') || text('account.urlWithSecret');
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
  get('icure-account-secret-label', HTMLElement).textContent = text(
    kind === 'token' ? 'account.token' : 'account.password',
  );
}

/** Says in words what Node-RED marks in red; the fields with a problem must not be folded away. */
function showProblems(node: EditorNode): void {
  const showUrlProblem = (): void => {
    const result = checkServerUrl(get('node-config-input-serverUrl', HTMLInputElement).value);
    get('icure-account-url-problem', HTMLElement).textContent = result === true ? '' : result;
  };
  const showNumberProblems = (): void => {
    const problems = NUMBER_SETTINGS.map((setting) => {
      const { value } = get(inputId(setting), HTMLInputElement);
      return setting === 'concurrency' ? checkConcurrency(value) : checkDuration(setting, value, node);
    }).filter((result) => result !== true);
    get('icure-account-number-problem', HTMLElement).textContent = problems.join(' ');
    if (problems.length > 0) get('icure-account-advanced', HTMLDetailsElement).open = true;
  };
  get('node-config-input-serverUrl', HTMLInputElement).addEventListener('input', showUrlProblem);
  for (const setting of NUMBER_SETTINGS) {
    get(inputId(setting), HTMLInputElement).addEventListener('input', showNumberProblems);
  }
  showUrlProblem();
  showNumberProblems();
}

/** The first thing that is wrong with the fields, whose own words say where. */
function problemShown(): string | undefined {
  return ['icure-account-url-problem', 'icure-account-number-problem']
    .map((id) => get(id, HTMLElement).textContent)
    .find((problem) => problem !== '');
}

function inputId(setting: string): string {
  return `node-config-input-${setting}`;
}

/** What stands in the dialog, when it is open, else what is stored. */
function currentValue(node: EditorNode, setting: DurationSetting): unknown {
  const isOpen = RED.editor.getEditStack().at(-1) === node;
  return (isOpen ? find(inputId(setting), HTMLInputElement)?.value : undefined) ?? node[setting];
}

/** ms; undefined for what is not given or comes from the environment, NaN for what is no number. */
function readDuration(value: unknown): number | undefined {
  const given = asText(value);
  return given === '' || isEnvironment(given) ? undefined : Number(given);
}

function hostOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined;
}
