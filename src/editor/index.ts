/**
 * What the nodes' `.html` files call, as the global `icureEditor`. Each of them loads this script, so it must bear being loaded again:
 * whichever comes first, the others find the same.
 */
import { installForms } from './event-node';

export * as account from './account';
export * as eventNode from './event-node';
export { text } from './texts';

installForms();
