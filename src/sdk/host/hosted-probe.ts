/** A probe in a worker thread of its own, which lives no longer than the probe. */
import { FailureError } from '../../model/failure';
import type { ProbingDriver } from '../port';
import type { FromWorker, ToWorker } from './messages';
import { startWorker } from './sdk-worker';

export const hostedProbe: ProbingDriver['probe'] = async (settings, until, onStep, signal) => {
  if (signal.aborted) throw abandoned();
  const worker = startWorker();
  const abandon = (): void => {
    void worker.terminate();
  };
  signal.addEventListener('abort', abandon, { once: true });
  let isTold = false;
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'probe-step') onStep(message.step);
    if (message.kind === 'probe-ended') {
      isTold = true;
      void worker.terminate();
    }
  });
  worker.postMessage({ kind: 'probe', settings, until } satisfies ToWorker);
  const outcome = await new Promise<'told' | 'abandoned' | 'crashed'>((resolve) => {
    worker.once('exit', () => {
      resolve(isTold ? 'told' : signal.aborted ? 'abandoned' : 'crashed');
    });
  });
  signal.removeEventListener('abort', abandon);
  if (outcome === 'abandoned') throw abandoned();
  if (outcome === 'crashed') throw crashed();
};

function abandoned(): FailureError {
  return new FailureError('closed', 'Nobody waits for the outcome any more.');
}

function crashed(): FailureError {
  return new FailureError('sdk-crashed', 'The thread that runs the iCure SDK ended unexpectedly.');
}
