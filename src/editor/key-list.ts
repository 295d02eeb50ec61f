/** The public keys that the server knows of the account's user, and where their private keys are. */
import type { KnownKey } from '../model/probe';
import { element, get } from './dom';
import { grouped } from './key-fingerprint';
import { text } from './texts';

export function showKeyList(keys: readonly KnownKey[]): void {
  const list = get('icure-key-list', HTMLElement);
  list.replaceChildren(...keys.map(keyItem));
  get('icure-key-list-title', HTMLElement).textContent = text(
    keys.length === 0 ? 'account.noKeysOnServer' : 'account.keysOnServer',
  );
}

function keyItem({ fingerprint, privateKey }: KnownKey): HTMLElement {
  const icon = privateKey === 'missing' ? 'fa-times-circle' : 'fa-check-circle icure-ok';
  return element(
    'li',
    { 'data-private-key': privateKey },
    element('i', { class: `fa fa-fw ${icon}`, 'aria-hidden': 'true' }),
    ' ',
    element('code', {}, grouped(fingerprint)),
    ` – ${text(`account.keyPlaces.${privateKey}`)}`,
  );
}
