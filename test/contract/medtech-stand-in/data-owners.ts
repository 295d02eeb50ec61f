/** The documents of data owners, which carry their keys. */
import { fingerprint } from './key-pairs';
import { statusOf, type RestClient } from './rest-client';
import type { Fields } from './models';

/** In the order in which the real one asks for a data owner; for a healthcare party it gets two 404s first. */
const KINDS = ['patient', 'device', 'hcparty'] as const;

/** By public key of the delegator, then delegate, then fingerprint of the reader's key: the key, encrypted for that reader. */
type AesExchangeKeys = Record<string, Record<string, Record<string, string>>>;

export interface DataOwner extends Fields {
  readonly id: string;
  readonly publicKey?: string;
  readonly aesExchangeKeys?: AesExchangeKeys;
  readonly hcPartyKeys?: Record<string, readonly string[]>;
}

/** By delegator, then fingerprint of the delegator's key, then of the reader's. */
export type ReceivedKeys = Record<string, Record<string, Record<string, string>>>;

export class DataOwners {
  constructor(private readonly rest: RestClient) {}

  async get(id: string): Promise<DataOwner> {
    return (await this.#find(id)).owner;
  }

  async save(owner: DataOwner): Promise<void> {
    const { kind } = await this.#find(owner.id);
    await this.rest.send('PUT', kind, owner);
  }

  async keysFor(id: string): Promise<ReceivedKeys> {
    const answers = await Promise.all(KINDS.map((kind) => this.rest.send('GET', `${kind}/${id}/aesExchangeKeys`)));
    return Object.assign({}, ...answers) as ReceivedKeys;
  }

  async #find(id: string): Promise<{ readonly kind: string; readonly owner: DataOwner }> {
    for (const kind of KINDS) {
      try {
        return { kind, owner: (await this.rest.send('GET', `${kind}/${id}`)) as DataOwner };
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
      }
    }
    throw new Error(`DataOwner with id ${id} cannot be resolved`);
  }
}

/** The public keys of which a data owner has exchanged keys, and the one beside them. */
export function publicKeysOf({ publicKey, aesExchangeKeys = {} }: DataOwner): string[] {
  return [...new Set([...(publicKey === undefined ? [] : [publicKey]), ...Object.keys(aesExchangeKeys)])];
}

export function knows(owner: DataOwner, publicKey: string): boolean {
  return publicKeysOf(owner).some((known) => fingerprint(known) === fingerprint(publicKey));
}
