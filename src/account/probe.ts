/** Says step by step what of an account works. */
import { FailureError, toFailure } from '../model/failure';
import { PROBE_STEPS, type ProbeStep, type ProbeStepName } from '../model/probe';
import type { AccountSettings, ProbingDriver } from '../sdk/port';

/** A probe takes about so many times the time that one request may take. */
const REQUESTS = 4;
/** ms for loading and starting the SDK. */
const START = 15_000;

/**
 * The last step that is told is the first that failed, or `until`.
 * @param until the last step to try
 * @param onStep called once for each step, in their order
 * @param signal aborted when nobody waits for the outcome any more
 * @returns when nothing of it is left; never rejects
 */
export async function probeAccount(
  driver: ProbingDriver,
  settings: AccountSettings,
  until: ProbeStepName,
  onStep: (step: ProbeStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const limit = settings.openTimeout * REQUESTS + START;
  const deadline = AbortSignal.timeout(limit);
  let told = 0;
  const tell = (step: ProbeStep): void => {
    told += 1;
    if (!signal.aborted) onStep(step);
  };
  try {
    await driver.probe(settings, until, tell, AbortSignal.any([signal, deadline]));
  } catch (error) {
    const seconds = Math.round(limit / 1000);
    const failure = deadline.aborted
      ? toFailure(new FailureError('timeout', `It was not done within ${seconds} s.`, String(seconds)))
      : toFailure(error);
    const step = PROBE_STEPS[told];
    if (step !== undefined) tell({ step, state: 'failed', failure });
  }
}
