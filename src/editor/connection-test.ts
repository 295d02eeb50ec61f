/** The button of the account's dialog that tries the account as it stands there, before it is deployed, and says what works. */
import type { KnownKey, ProbeStepName } from '../model/probe';
import { probe, reasonOf, type ToldStep } from './account-probe';
import { element, get } from './dom';
import type { NamedAccount } from './named-account';
import { text } from './texts';

export interface ConnectionTest {
  /** Ends a test that is under way; nobody waits for it any more. */
  readonly abort: () => void;
}

const ICONS: Readonly<Record<ToldStep['state'], string>> = {
  done: 'fa-check-circle icure-ok',
  failed: 'fa-times-circle',
  skipped: 'fa-minus-circle',
};

/**
 * Called when the dialog has been opened.
 * @param account what stands in the dialog
 * @param problem what is wrong with the values, in words, as far as that is seen without asking anybody
 * @param onKeys told which keys the server knows
 */
export function prepareConnectionTest(
  account: () => NamedAccount,
  problem: () => string | undefined,
  onKeys: (keys: readonly KnownKey[]) => void,
): ConnectionTest {
  const button = get('icure-test', HTMLButtonElement);
  const label = get('icure-test-label', HTMLElement);
  const steps = get('icure-test-steps', HTMLElement);
  const summary = get('icure-test-summary', HTMLElement);
  let running: AbortController | undefined;
  /** Of the test whose outcome is shown. */
  let tested: string | undefined;

  const show = (words: string, isProblem: boolean): void => {
    summary.textContent = words;
    summary.classList.toggle('icure-problem', isProblem);
  };
  const idle = (): void => {
    running = undefined;
    label.textContent = text('account.test');
  };
  const run = async (): Promise<void> => {
    const wrong = problem();
    if (wrong !== undefined) {
      steps.replaceChildren();
      show(wrong, true);
      return;
    }
    const test = new AbortController();
    running = test;
    label.textContent = text('account.stopTest');
    steps.replaceChildren();
    show(text('account.testing'), false);
    const named = account();
    tested = JSON.stringify(named);
    let last: ToldStep | undefined;
    const broken = await probe(
      'test',
      named,
      (step) => {
        last = step;
        steps.append(stepItem(step));
        if ('keys' in step && step.keys !== undefined) onKeys(step.keys);
      },
      test.signal,
    );
    if (running !== test) return;
    idle();
    if (broken !== undefined) show(broken, true);
    else if (last?.state === 'failed') show(reasonOf(last), true);
    else if (last?.step !== 'events') show(text('account.testCut'), true);
    else show(text(last.state === 'skipped' || isPlanned(steps) ? 'account.testedSoFar' : 'account.tested'), false);
    summary.scrollIntoView({ block: 'nearest' });
  };
  const abort = (): void => {
    running?.abort();
    idle();
  };
  button.addEventListener('click', () => {
    if (running === undefined) {
      void run();
    } else {
      abort();
      show(text('account.testStopped'), false);
    }
  });
  // What was tested is no longer what stands in the dialog.
  const form = button.closest('form');
  form?.addEventListener('input', () => {
    if (running !== undefined || tested === undefined || JSON.stringify(account()) === tested) return;
    tested = undefined;
    steps.replaceChildren();
    show(text('account.testOutdated'), false);
  });
  idle();
  return { abort };
}

/** A step has to wait for a key pair that is made when the account starts. */
function isPlanned(steps: HTMLElement): boolean {
  return steps.querySelector('[data-state="skipped"]') !== null;
}

function stepItem(step: ToldStep): HTMLElement {
  const words = text('account.stepOutcome', {
    step: text(`account.steps.${step.step}`),
    outcome: text(`account.states.${step.state}`),
  });
  const more = remark(step);
  return element(
    'li',
    { 'data-step': step.step satisfies ProbeStepName | 'settings', 'data-state': step.state },
    element('i', { class: `fa fa-fw ${ICONS[step.state]}`, 'aria-hidden': 'true' }),
    ` ${words}${more === '' ? '' : ` – ${more}`}`,
  );
}

function remark(step: ToldStep): string {
  if (step.state !== 'done') return '';
  switch (step.step) {
    case 'owner':
      return text(`account.owners.${step.dataOwnerType}`);
    case 'key':
      return step.planned === undefined ? '' : text(`account.planned.${step.planned}`);
    case 'decrypt':
      return text(step.decrypted === 0 ? 'account.nothingShared' : 'account.sharedOpened');
    case 'reach':
    case 'login':
    case 'events':
      return '';
    default:
      return step satisfies never;
  }
}
