import type { Storage } from './shape';

/**
 * Holds what the SDK stores for as long as its session lasts. It forms its entries differently in each generation; the keys that last are kept in the
 * `KeyStore`, which the other driver reads too.
 */
export class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();

  getItem(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#items.get(key));
  }

  setItem(key: string, value: string): Promise<void> {
    this.#items.set(key, value);
    return Promise.resolve();
  }

  removeItem(key: string): Promise<void> {
    this.#items.delete(key);
    return Promise.resolve();
  }
}
