/** How a node says that it cannot work as it is set up. */
import type { Node } from 'node-red';
import type { Failure } from '../src/model/failure';
import { CaughtFailure } from './caught-failure';

export const NO_ACCOUNT: Failure = {
  code: 'no-account',
  message: 'No account is chosen, or it is disabled: open the node and choose an iCure account.',
};

/**
 * Says why on the badge and as an error. Catch and Status nodes do not hear what is said before the whole flow is built, so it is said after, too.
 * @param show puts the failure on the badge
 */
export function refuse(node: Node, show: (failure: Failure) => void, failure: Failure): void {
  show(failure);
  const saying = setImmediate(() => {
    show(failure);
    node.error(new CaughtFailure(failure), {});
  });
  node.on('close', (done: () => void) => {
    clearImmediate(saying);
    done();
  });
}
