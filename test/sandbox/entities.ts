/** Entities as they are on the wire, made by hand. */
import { createHash, randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';

export interface Delegation {
  readonly delegate?: string;
  readonly delegator?: string;
  readonly permissions?: 'READ' | 'WRITE';
  /** The access control key under whose hash the delegation stands, 16 bytes as hex. */
  readonly accessControlKey?: string;
}

/** The metadata of an entity with these secure delegations. */
export function sharedBy(...delegations: readonly Delegation[]): JsonObject {
  return {
    securityMetadata: {
      secureDelegations: Object.fromEntries(
        delegations.map(({ accessControlKey = randomKey(), permissions = 'WRITE', ...owners }) => [
          hashOf(accessControlKey),
          { ...owners, permissions },
        ]),
      ),
    },
  };
}

/** A new access control key. */
export function randomKey(): string {
  return randomUUID().replaceAll('-', '');
}

/** The key under which a delegation stands in an entity. */
export function hashOf(accessControlKey: string): string {
  return createHash('sha256').update(Buffer.from(accessControlKey, 'hex')).digest('hex');
}

/** An entity with a new id; nobody has access who is not among the delegates. */
export function entity(delegates: readonly string[], values: JsonObject = {}): JsonObject & { id: string } {
  return {
    id: randomUUID(),
    firstName: 'Ada',
    // The server's views of health elements leave out those that belong to no patient.
    secretForeignKeys: ['secret'],
    ...sharedBy(...delegates.map((delegate) => ({ delegate }))),
    ...values,
  };
}
