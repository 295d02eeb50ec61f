/** Makes a key pair in the account's dialog: only for a user who has none, after a warning, and with a backup right then. */
import { refusalOf } from './account-probe';
import { confirm } from './confirmation';
import { find, get } from './dom';
import { grouped } from './key-fingerprint';
import { askRuntime } from './runtime-request';
import { text } from './texts';

interface CreatedKey {
  readonly privateKey: string;
  readonly fingerprint: string;
}

export interface KeyCreation {
  /** Looks which keys the user has. @returns why none may be made, in the viewer's language; undefined: one may */
  readonly obstacle: () => Promise<string | undefined>;
  /** Takes the new private key into the account. */
  readonly take: (privateKey: string) => void;
}

/** Called when the dialog has been opened. */
export function prepareKeyCreation({ obstacle, take }: KeyCreation): void {
  const button = get('icure-create-key', HTMLButtonElement);
  const outcome = get('icure-create-key-outcome', HTMLElement);
  const say = (words: string, isProblem: boolean): void => {
    outcome.textContent = words;
    outcome.classList.toggle('icure-problem', isProblem);
  };
  const begin = async (): Promise<void> => {
    say(text('account.lookingForKeys'), false);
    const reason = await obstacle();
    // The dialog may have been closed meanwhile.
    if (!button.isConnected) return;
    if (reason !== undefined) {
      say(reason, true);
      return;
    }
    say('', false);
    confirm(text('account.createQuestion'), text('account.createNow'), (confirmed) => {
      button.focus();
      if (confirmed) void create();
    });
  };
  const create = async (): Promise<void> => {
    const created = await askForKey();
    if (!button.isConnected) return;
    if (typeof created === 'string') {
      say(text('account.notCreated', { reason: created }), true);
      return;
    }
    take(created.privateKey);
    say(text('account.created', { fingerprint: grouped(created.fingerprint) }), false);
    offerBackup(created);
  };
  button.addEventListener('click', () => {
    button.disabled = true;
    void begin().finally(() => {
      button.disabled = false;
    });
  });
}

/** @returns the key, or why there is none */
async function askForKey(): Promise<CreatedKey | string> {
  try {
    const response = await askRuntime('POST', 'icure/keys/create');
    return response.ok ? ((await response.json()) as CreatedKey) : refusalOf(response);
  } catch {
    return text('delivery.noAnswer');
  }
}

function offerBackup({ privateKey, fingerprint }: CreatedKey): void {
  const backup = get('icure-key-backup', HTMLElement);
  backup.hidden = false;
  const done = get('icure-key-backup-outcome', HTMLElement);
  done.textContent = '';
  const download = get('icure-key-download', HTMLAnchorElement);
  download.download = `icure-private-key-${fingerprint}.pem`;
  download.href = URL.createObjectURL(new Blob([privateKey], { type: 'application/x-pem-file' }));
  download.onclick = (): void => {
    done.textContent = text('account.backupDownloaded');
  };
  get('icure-key-copy', HTMLButtonElement).onclick = (): void => {
    done.textContent = text(RED.clipboard.copyText(privateKey) ? 'account.backupCopied' : 'account.backupNotCopied');
  };
  download.focus();
  backup.scrollIntoView({ block: 'nearest' });
}

/** Called when the dialog is closed: the browser keeps the file no longer than it is needed. */
export function forgetBackup(): void {
  const href = find('icure-key-download', HTMLAnchorElement)?.href ?? '';
  if (href !== '') URL.revokeObjectURL(href);
}
