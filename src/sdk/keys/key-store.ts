/**
 * Keeps the SDK's items (above all private keys) in files that only their owner can read. Each server has a folder of its own, so that two
 * servers with equal ids (two sandboxes, say) do not mix their keys up.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../model/failure';
import { isJsonObject } from '../../model/json';
import { readPrivateKey, type KeyPair } from './private-key';

/** What the SDK asks of a storage (its `StorageFacade`), plus the keys in it. */
export class KeyStore {
  readonly #folder: string;

  constructor(keyFolder: string, serverUrl: string) {
    this.#folder = join(keyFolder, createHash('sha256').update(serverUrl).digest('hex').slice(0, 32));
  }

  async getItem(key: string): Promise<string | undefined> {
    try {
      return await readFile(this.#file(key), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw notAccessible('read', error);
    }
  }

  /** Written whole or not at all: a crash in between leaves the old file. */
  async setItem(key: string, value: string): Promise<void> {
    const file = this.#file(key);
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await chmod(this.#folder, 0o700);
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(value, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw notAccessible('write', error);
    }
  }

  async removeItem(key: string): Promise<void> {
    try {
      await rm(this.#file(key), { force: true });
    } catch (error) {
      throw notAccessible('remove', error);
    }
  }

  /** The stored private key for a public key of a data owner; undefined when there is none or it is damaged. */
  async findKeyPair(dataOwnerId: string, spkiHex: string): Promise<KeyPair | undefined> {
    for (const kind of ['device', 'recovered']) {
      const keyPair = readEntry(await this.getItem(keyItem(kind, dataOwnerId, spkiHex)));
      if (keyPair?.spkiHex === spkiHex) return keyPair;
    }
    return undefined;
  }

  /** Stores a key pair where the SDK looks for its own. */
  async storeKeyPair(dataOwnerId: string, { pkcs8, spkiHex }: KeyPair): Promise<void> {
    const entry = JSON.stringify({ privateKey: pkcs8.toString('base64') });
    await this.setItem(keyItem('device', dataOwnerId, spkiHex), entry);
  }

  #file(key: string): string {
    return join(this.#folder, encodeURIComponent(key).replaceAll('*', '%2A'));
  }
}

/** The SDK names a key's entry after the owner and the last 32 hex digits of the SPKI. */
function keyItem(kind: string, dataOwnerId: string, spkiHex: string): string {
  return `org.taktik.icure.rsa.${kind}.${dataOwnerId}.${spkiHex.slice(-32)}`;
}

function readEntry(text: string | undefined): KeyPair | undefined {
  if (text === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(text);
    if (!isJsonObject(entry) || typeof entry.privateKey !== 'string') return undefined;
    return readPrivateKey(entry.privateKey);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function notAccessible(what: string, error: unknown): FailureError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new FailureError(
    'bad-config',
    `The key folder cannot be used: to ${what} a key file failed (${code}); check the permissions of Node-RED's user directory.`,
  );
}
