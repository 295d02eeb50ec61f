/** Everything about keys in the account's dialog: the private key, what the server knows, and making a pair. */
import type { KnownKey } from '../model/probe';
import { probe, reasonOf, type ToldStep } from './account-probe';
import { get } from './dom';
import { forgetBackup, prepareKeyCreation } from './key-creation';
import { KeyField } from './key-field';
import { showKeyList } from './key-list';
import type { NamedAccount } from './named-account';
import { text } from './texts';

export class KeySection {
  readonly #field: KeyField;
  /** What the server knew when it was last asked, for the user and the server that it was asked about. */
  #known: readonly KnownKey[] | undefined;
  #looking: AbortController | undefined;

  /** @param account what stands in the dialog */
  constructor(private readonly account: () => NamedAccount) {
    this.#field = new KeyField(() => this.#known, isCreating);
    const look = get('icure-find-keys', HTMLButtonElement);
    look.addEventListener('click', () => {
      void this.#lookAndSay();
    });
    for (const setting of ['serverUrl', 'userName']) {
      get(`node-config-input-${setting}`, HTMLInputElement).addEventListener('input', () => {
        this.#forget();
      });
    }
    prepareKeyCreation({
      obstacle: () => this.#obstacle(),
      take: (privateKey) => {
        tickCreating();
        this.#field.enter(privateKey);
        this.#warnOfCreating();
      },
    });
    const creating = get('node-config-input-createKeyPair', HTMLInputElement);
    creating.addEventListener('input', () => {
      this.#field.review();
      this.#warnOfCreating();
    });
    get('node-config-input-privateKey', HTMLTextAreaElement).addEventListener('input', () => {
      this.#warnOfCreating();
    });
    this.#warnOfCreating();
  }

  /** As Node-RED takes it. */
  get privateKey(): string {
    return this.#field.value;
  }

  /** Called when the server has told which keys it knows. */
  show(keys: readonly KnownKey[]): void {
    this.#known = keys;
    showKeyList(keys);
    this.#field.review();
  }

  save(): void {
    this.#field.save();
  }

  close(): void {
    this.#looking?.abort();
    forgetBackup();
  }

  async #lookAndSay(): Promise<void> {
    const outcome = get('icure-find-keys-outcome', HTMLElement);
    outcome.classList.remove('icure-problem');
    outcome.textContent = text('account.lookingForKeys');
    const failure = await this.#look();
    if (!outcome.isConnected) return;
    outcome.textContent = failure ?? '';
    outcome.classList.toggle('icure-problem', failure !== undefined);
  }

  /** @returns why it is not known which keys there are */
  async #look(): Promise<string | undefined> {
    this.#looking?.abort();
    const looking = new AbortController();
    this.#looking = looking;
    let last: ToldStep | undefined;
    let isKnown: boolean | undefined;
    const problem = await probe(
      'keys',
      this.account(),
      (step) => {
        last = step;
        if (!('keys' in step) || step.keys === undefined) return;
        isKnown = true;
        this.show(step.keys);
      },
      looking.signal,
    );
    if (isKnown === true) return undefined;
    return problem ?? (last?.state === 'failed' ? reasonOf(last) : text('account.testCut'));
  }

  async #obstacle(): Promise<string | undefined> {
    if (this.privateKey.trim() !== '') return text('account.notCreated', { reason: text('account.keyThere') });
    const failure = await this.#look();
    if (failure !== undefined) return text('account.notCreated', { reason: failure });
    return this.#known?.length === 0 ? undefined : text('account.notCreated', { reason: text('account.keyExists') });
  }

  /** What is known is about another user now. */
  #forget(): void {
    if (this.#known === undefined) return;
    this.#known = undefined;
    get('icure-key-list', HTMLElement).replaceChildren();
    get('icure-key-list-title', HTMLElement).textContent = '';
    this.#field.review();
  }

  /** A key pair that is made when the account starts has no backup. */
  #warnOfCreating(): void {
    const isUnseen = isCreating() && this.privateKey.trim() === '';
    get('icure-create-warning', HTMLElement).textContent = isUnseen ? text('account.createUnseen') : '';
  }
}

/** What the environment says is not known here. */
function isCreating(): boolean {
  return get('node-config-input-createKeyPair', HTMLInputElement).checked;
}

function tickCreating(): void {
  const field = get('node-config-input-createKeyPair', HTMLInputElement);
  if (field.type === 'checkbox' && !field.checked) field.click();
}
