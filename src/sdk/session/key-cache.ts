/** Remembers the keys of entities: the data samples of a batch have one key, which takes an SDK some milliseconds to find each time. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json';
import { METADATA_FIELDS, type EncryptedEntity } from '../wire/encryption';
import type { Outcome } from './renewable';

/** Entities whose keys are remembered; some hundred bytes each. */
const CAPACITY = 1_000;

type Keys = Outcome<readonly string[]>;

export class KeyCache {
  /** The least recently used first. */
  readonly #known = new Map<string, Promise<Keys>>();

  /**
   * @param find asks the SDK; what it does not find is asked for again the next time
   */
  async find(entity: EncryptedEntity, id: string, wire: JsonObject, find: () => Promise<Keys>): Promise<Keys> {
    const name = nameOf(entity, id, wire);
    const keys = this.#known.get(name) ?? find();
    this.#known.delete(name);
    this.#known.set(name, keys);
    this.#dropOldest();
    try {
      const outcome = await keys;
      if (outcome.kind !== 'done' || outcome.result.length === 0) this.#forget(name, keys);
      return outcome;
    } catch (error) {
      this.#forget(name, keys);
      throw error;
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size > CAPACITY && oldest !== undefined) this.#known.delete(oldest);
  }

  #forget(name: string, keys: Promise<Keys>): void {
    if (this.#known.get(name) === keys) this.#known.delete(name);
  }
}

/** Another one when somebody is given access, or loses it. */
function nameOf(entity: EncryptedEntity, id: string, wire: JsonObject): string {
  const metadata = [...METADATA_FIELDS].map((field) => wire[field] ?? null);
  return createHash('sha256')
    .update(JSON.stringify([entity, id, metadata]))
    .digest('base64');
}
