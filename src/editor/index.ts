/**
 * What the nodes' `.html` files call, as the global `icureEditor`. Each of them loads this script, so it must bear being loaded again:
 * whichever comes first, the others find the same.
 */
import * as ackNode from './ack-node';
import { translateBadges } from './badge-texts';
import * as deleteNode from './delete-node';
import * as eventNode from './event-node';
import * as findNode from './find-node';
import * as saveNode from './save-node';

export * as account from './account';
export { summarizeFilter } from './filter-summary';
export { checkConfigVersion, openConfig } from './config-version';
export { text } from './texts';
export { saveDialog } from './unset-settings';
export { deleteNode, eventNode, findNode, saveNode };

for (const { installForms } of [eventNode, findNode, saveNode, deleteNode, ackNode]) installForms();
translateBadges();
