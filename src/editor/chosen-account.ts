/** The account that is chosen in the dialog of a node. */
import { prepareConfigButtons } from './config-buttons';
import { find } from './dom';
import { inputId, shownValue, watch } from './field';
import { namedAccount, type NamedAccount } from './named-account';
import { text } from './texts';

/** Undefined when none is chosen. */
export function chosenAccount(): NamedAccount | undefined {
  const id = shownValue('account') ?? '';
  return RED.nodes.node(id)?.type === 'icure-account' ? namedAccount(id) : undefined;
}

/** Called when the dialog has been opened: the choice of the account and its two buttons, and in words that one has to be chosen. */
export function prepareAccountChoice(): void {
  const id = inputId('account');
  prepareConfigButtons(id, 'icure-account');
  // Node-RED has put a choice of its own in the place of the field.
  find(id, HTMLSelectElement)?.setAttribute('aria-describedby', 'icure-account-problem');
  watch('account', (value) => !['', '_ADD_'].includes(value) || text('event.accountMissing'));
}
