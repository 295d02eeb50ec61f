import { KeyStore } from './key-store';

/** Reads the keys of this machine and changes none: what is stored in it lasts as long as it does. */
export class ReadingKeyStore extends KeyStore {
  readonly #items = new Map<string, string>();

  override async getItem(key: string): Promise<string | undefined> {
    return this.#items.get(key) ?? (await super.getItem(key));
  }

  override setItem(key: string, value: string): Promise<void> {
    this.#items.set(key, value);
    return Promise.resolve();
  }

  override removeItem(key: string): Promise<void> {
    this.#items.delete(key);
    return Promise.resolve();
  }
}
