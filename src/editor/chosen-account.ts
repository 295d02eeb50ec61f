/** The account that is chosen in the dialog of a node. */
import { shownValue } from './field';
import { namedAccount, type NamedAccount } from './named-account';

/** Undefined when none is chosen. */
export function chosenAccount(): NamedAccount | undefined {
  const id = shownValue('account') ?? '';
  return RED.nodes.node(id)?.type === 'icure-account' ? namedAccount(id) : undefined;
}
