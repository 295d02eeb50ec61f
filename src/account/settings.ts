/** Reads what the account's config node was given: checked here once, trusted afterwards. */
import type { BackoffSettings } from '../events/backoff';
import { CONCURRENCY } from '../model/concurrency';
import { DURATIONS, type DurationSetting } from '../model/durations';
import { FailureError, toFailure, type Failure } from '../model/failure';
import { SDK_NAMES, type AccountSettings, type SdkName, type TlsOptions } from '../sdk/port';

/** The settings as they come: from a flow file that anybody may have written, after Node-RED has replaced `${ENV}`. */
export interface RawAccountSettings {
  /** `http(s)://host[:port][/prefix]`; a trailing `/rest/v…` is taken off. */
  readonly serverUrl?: unknown;
  readonly sdk?: unknown;
  readonly userName?: unknown;
  /** `password` or `token` (a long-lived token). */
  readonly secretKind?: unknown;
  readonly secret?: unknown;
  readonly privateKey?: unknown;
  readonly createKeyPair?: unknown;
  /** ms */
  readonly minReconnectDelay?: unknown;
  /** ms */
  readonly maxReconnectDelay?: unknown;
  /** ms */
  readonly openTimeout?: unknown;
  /** ms */
  readonly silenceTimeout?: unknown;
  /** How many requests for finding, saving and deleting may be under way at a time. */
  readonly concurrency?: unknown;
}

/** What the machine adds to the settings. */
export interface AccountSurroundings {
  readonly keyFolder: string;
  /** The folders in whose `node_modules` an SDK may be installed; see `AccountSettings`. */
  readonly moduleFolders: readonly string[];
  readonly tls: TlsOptions | undefined;
}

export type SettingsReading =
  | { readonly ok: true; readonly settings: AccountSettings; readonly backoff: BackoffSettings }
  | { readonly ok: false; readonly failure: Failure };

/** What the durations are called in a failure. */
const DURATION_LABELS: Readonly<Record<DurationSetting, string>> = {
  minReconnectDelay: 'the shortest reconnect delay',
  maxReconnectDelay: 'the longest reconnect delay',
  openTimeout: 'the connection timeout',
  silenceTimeout: 'the silence timeout',
};

/** Never throws: what is wrong comes back as a failure that says where to put it right. */
export function readAccountSettings(raw: RawAccountSettings, surroundings: AccountSurroundings): SettingsReading {
  try {
    const shortest = readDuration(raw, 'minReconnectDelay');
    const longest = readDuration(raw, 'maxReconnectDelay');
    if (longest < shortest) throw misconfigured('the longest reconnect delay is shorter than the shortest');
    const privateKey = readText(raw.privateKey, 'the private key');
    const settings: AccountSettings = {
      sdk: readSdk(raw.sdk),
      serverUrl: readServerUrl(raw.serverUrl),
      userName: readCredential(raw.userName, 'user name'),
      secret: readSecret(raw),
      ...(privateKey === '' ? {} : { privateKey }),
      createKeyPair: readSwitch(raw.createKeyPair, '"create a key pair"'),
      keyFolder: surroundings.keyFolder,
      moduleFolders: surroundings.moduleFolders,
      ...(surroundings.tls === undefined ? {} : { tls: surroundings.tls }),
      openTimeout: readDuration(raw, 'openTimeout'),
      silenceTimeout: readDuration(raw, 'silenceTimeout'),
      concurrency: readConcurrency(raw.concurrency),
    };
    return { ok: true, settings, backoff: { shortest, longest } };
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: toFailure(error) };
    throw error;
  }
}

function misconfigured(what: string): FailureError {
  return new FailureError('bad-config', `Account settings: ${what}.`);
}

/** Node-RED leaves `${NAME}` as it is when the environment variable is not set. */
function readText(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw misconfigured(`${what} must be a text`);
  const text = value.trim();
  const unset = /^\$\{(?<name>[^}]+)\}$/.exec(text)?.groups?.name;
  if (unset !== undefined) throw misconfigured(`${what} names the environment variable ${unset}, which is not set`);
  return text;
}

/** @throws FailureError `bad-config` */
export function readServerUrl(value: unknown): string {
  const text = readText(value, 'the server URL');
  if (text === '') throw misconfigured('the server URL is missing');
  if (!URL.canParse(text)) throw misconfigured('the server URL is not a URL; it looks like https://host');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw misconfigured('the server URL must begin with https:// or http://');
  }
  if (url.username !== '' || url.password !== '') {
    throw misconfigured('the server URL must not contain a user name or password; they have fields of their own');
  }
  return `${url.origin}${url.pathname.replace(/\/rest\/v\d+\/?$/, '').replace(/\/+$/, '')}`;
}

/** What an account without a choice uses: the SDK that this package brings along. */
const USUAL_SDK: SdkName = 'cardinal';

function readSdk(value: unknown): SdkName {
  const text = readText(value ?? USUAL_SDK, 'the SDK');
  const sdk = SDK_NAMES.find((name) => name === text);
  if (sdk === undefined) throw misconfigured(`the SDK "${text}" is not known; known: ${SDK_NAMES.join(', ')}`);
  return sdk;
}

function readCredential(value: unknown, what: string): string {
  const text = readText(value, `the ${what}`);
  if (text === '') {
    throw new FailureError(
      'no-credentials',
      `The account's ${what} is empty. Open the account and enter it; if it was there before, Node-RED could not decrypt its credentials, for example because credentialSecret changed.`,
    );
  }
  return text;
}

function readSecret({ secretKind, secret }: RawAccountSettings): AccountSettings['secret'] {
  const kind = secretKind ?? 'password';
  if (kind !== 'password' && kind !== 'token') throw misconfigured('the kind of secret must be "password" or "token"');
  // A password may begin or end with a space: it is checked, but passed on as it is.
  const value = readCredential(secret, kind);
  return { kind, value: kind === 'password' && typeof secret === 'string' ? secret : value };
}

function readSwitch(value: unknown, what: string): boolean {
  if (value === undefined || value === '' || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  readText(value, what);
  throw misconfigured(`${what} must be true or false`);
}

function readDuration(raw: RawAccountSettings, name: DurationSetting): number {
  const { usual, least, most } = DURATIONS[name];
  const label = DURATION_LABELS[name];
  const value = raw[name];
  if (value === undefined || value === '') return usual;
  const duration = typeof value === 'number' ? value : Number(readText(value, label));
  if (!Number.isFinite(duration) || duration < least || duration > most) {
    throw misconfigured(`${label} must be a number of milliseconds from ${least} to ${most}`);
  }
  return duration;
}

function readConcurrency(value: unknown): number {
  const { usual, least, most } = CONCURRENCY;
  if (value === undefined || value === '') return usual;
  const number = typeof value === 'number' ? value : Number(readText(value, 'the number of requests at a time'));
  if (!Number.isInteger(number) || number < least || number > most) {
    throw misconfigured(`the number of requests at a time must be a whole number from ${least} to ${most}`);
  }
  return number;
}
