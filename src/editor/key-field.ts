/** The private key in the account's dialog: pasted or read from a file, and looked at at once. */
import type { Failure } from '../model/failure';
import type { KnownKey } from '../model/probe';
import { refusalOf } from './account-probe';
import { get } from './dom';
import { grouped } from './key-fingerprint';
import { STORED_SECRET } from './named-account';
import { askRuntime } from './runtime-request';
import { isEnvironment } from './setting';
import { text } from './texts';

const FIELD = 'node-config-input-privateKey';

/** ms without typing before a key is looked at. */
const QUIET = 300;

/** Bytes of the largest file that can be a key. */
const LARGEST_FILE = 100_000;

/** What is said below the field. */
interface Verdict {
  readonly words: string;
  readonly isProblem: boolean;
}

const NOTHING: Verdict = { words: '', isProblem: false };

export class KeyField {
  readonly #field = get(FIELD, HTMLTextAreaElement);
  readonly #verdict = get('icure-key-verdict', HTMLElement);
  readonly #isStored: boolean;
  /** Of the key in the field; undefined when there is none, or none that can be read. */
  #fingerprint: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param known the keys that the server knows, once it was asked
   * @param registers whether a key of a user without any is registered
   */
  constructor(
    private readonly known: () => readonly KnownKey[] | undefined,
    private readonly registers: () => boolean,
  ) {
    // A password field shows dots for a secret that is stored; a text area would show Node-RED's word for it.
    this.#isStored = this.#field.value === STORED_SECRET;
    if (this.#isStored) this.#field.value = '';
    this.#field.placeholder = text(this.#isStored ? 'account.keyIsStored' : 'account.privateKeyForms');
    get('icure-account-stored-key', HTMLElement).hidden = !this.#isStored;
    this.#field.addEventListener('input', () => {
      this.#lookSoon();
    });
    this.#prepareUpload();
    if (this.#field.value.trim() !== '') void this.#look();
  }

  /** As Node-RED takes it: the key, nothing, or "leave it as it is". */
  get value(): string {
    const { value } = this.#field;
    return value.trim() === '' && this.#isStored && !isToBeRemoved() ? STORED_SECRET : value;
  }

  /** Called when the dialog is closed by "Done", before Node-RED reads the field. */
  save(): void {
    this.#field.value = this.value;
  }

  /** Puts a key into the field, as if it had been pasted. */
  enter(key: string): void {
    this.#field.value = key;
    for (const kind of ['input', 'change']) this.#field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  /** Called when more is known of the keys on the server. */
  review(): void {
    if (this.#fingerprint !== undefined) this.#say(this.#judge(this.#fingerprint));
  }

  #lookSoon(): void {
    clearTimeout(this.#timer);
    this.#fingerprint = undefined;
    this.#say(NOTHING);
    this.#timer = setTimeout(() => {
      void this.#look();
    }, QUIET);
  }

  async #look(): Promise<void> {
    const key = this.#field.value;
    if (key.trim() === '' || isEnvironment(key.trim())) return;
    const verdict = await this.#read(key);
    // Nobody wants to know of a key that is no longer there.
    if (this.#field.isConnected && this.#field.value === key) this.#say(verdict);
  }

  async #read(key: string): Promise<Verdict> {
    try {
      const response = await askRuntime('POST', 'icure/keys/read', { privateKey: key });
      if (!response.ok) return { words: refusalOf(response), isProblem: true };
      const { fingerprint, failure } = (await response.json()) as { fingerprint?: string; failure?: Failure };
      if (fingerprint === undefined) {
        return { words: text(`account.badKey.${failure?.detail ?? 'unreadable'}`), isProblem: true };
      }
      this.#fingerprint = fingerprint;
      return this.#judge(fingerprint);
    } catch {
      return { words: text('delivery.noAnswer'), isProblem: true };
    }
  }

  #judge(fingerprint: string): Verdict {
    const known = this.known();
    const values = { fingerprint: grouped(fingerprint) };
    if (known === undefined) return { words: text('account.keyRead', values), isProblem: false };
    if (known.some((key) => key.fingerprint === fingerprint)) {
      return { words: text('account.keyFits', values), isProblem: false };
    }
    if (known.length > 0) return { words: text('account.keyFitsNone', values), isProblem: true };
    return this.registers()
      ? { words: text('account.keyToRegister', values), isProblem: false }
      : { words: text('account.keyUnregistered', values), isProblem: true };
  }

  #say({ words, isProblem }: Verdict): void {
    this.#verdict.textContent = words;
    this.#verdict.classList.toggle('icure-problem', isProblem);
    this.#field.setAttribute('aria-invalid', String(isProblem));
  }

  #prepareUpload(): void {
    const chooser = get('icure-key-file', HTMLInputElement);
    get('icure-key-upload', HTMLButtonElement).addEventListener('click', () => {
      chooser.click();
    });
    chooser.addEventListener('change', () => {
      const file = chooser.files?.[0];
      if (file === undefined) return;
      readKeyFile(file).then(
        (key) => {
          this.enter(key);
        },
        () => {
          this.#say({ words: text('account.badKey.file'), isProblem: true });
        },
      );
      // The same file can be chosen again.
      chooser.value = '';
    });
  }
}

function isToBeRemoved(): boolean {
  return get('icure-account-remove-key', HTMLInputElement).checked;
}

/** Text as it is; a binary key (PKCS#8 DER begins with a long ASN.1 sequence) as base64. */
async function readKeyFile(file: File): Promise<string> {
  if (file.size > LARGEST_FILE) throw new Error('The file is too large for a key.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isBinary = bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80;
  return isBinary ? btoa(String.fromCharCode(...bytes)) : new TextDecoder().decode(bytes);
}
