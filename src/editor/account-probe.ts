/** Has the runtime try an account, and says in the viewer's language what came of it. */
import type { Failure } from '../model/failure';
import { KEY_FAULTS, NOTHING_OPENS, SEVERAL_GROUPS, type ProbeStep } from '../model/probe';
import type { NamedAccount } from './named-account';
import { askRuntime, readLines } from './runtime-request';
import { find } from './dom';
import { text } from './texts';

/** The runtime's line when the account cannot even be tried. */
interface SettingsStep {
  readonly step: 'settings';
  readonly state: 'failed';
  readonly failure: Failure;
}

export type ToldStep = ProbeStep | SettingsStep;
export type FailedStep = Extract<ToldStep, { state: 'failed' }>;

/**
 * @param signal aborts it, in the runtime too
 * @returns why it could not be tried or did not come to its end, in the viewer's language; undefined: each step was told
 */
export async function probe(
  what: 'test' | 'keys',
  account: NamedAccount,
  onStep: (step: ToldStep) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const response = await askRuntime('POST', `icure/accounts/${what}`, { account }, signal);
    if (!response.ok) return refusalOf(response);
    await readLines(response, (line) => {
      if (!signal.aborted) onStep(line as ToldStep);
    });
    return undefined;
  } catch {
    return text('delivery.noAnswer');
  }
}

/** Why the runtime did not do what it was asked. */
export function refusalOf({ status, headers }: Response): string {
  switch (status) {
    case 401:
    case 403:
      return text('account.notAllowed');
    case 429:
      return text('account.tooOften', { seconds: headers.get('retry-after') ?? '60' });
    default:
      return text('account.runtimeFailed', { status });
  }
}

/** Why a step failed, and what to do. */
export function reasonOf(step: FailedStep): string {
  const { detail = '', message } = step.failure;
  const key = `account.${reasonKey(step)}`;
  const words = text(key, { detail, message, url: shownUrl() });
  // Without an entry, Node-RED gives the key.
  return words.endsWith(key) ? message : words;
}

function reasonKey({ failure, ...step }: FailedStep): string {
  const { code, detail } = failure;
  if (code === 'no-key') {
    const isFirst = 'keys' in step && step.keys?.length === 0;
    return `why.no-key.${detail === NOTHING_OPENS ? detail : isFirst ? 'none-yet' : 'not-here'}`;
  }
  if (code === 'timeout') return `why.timeout.${step.step === 'events' ? 'events' : 'other'}`;
  if (code === 'bad-config') {
    const fault = KEY_FAULTS.find((known) => known === detail);
    if (fault !== undefined) return `badKey.${fault}`;
    return `why.bad-config.${detail === SEVERAL_GROUPS ? detail : 'other'}`;
  }
  return `why.${code}`;
}

function shownUrl(): string {
  return find('node-config-input-serverUrl', HTMLInputElement)?.value.trim() ?? '';
}
