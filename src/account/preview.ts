/** What a filter lets through at the moment: how many entities, and some of them. The work is bounded, however many there are. */
import type { EntityName } from '../model/entities';
import type { Filter } from '../model/filter';
import type { JsonObject } from '../model/json';
import type { StoredEntity } from '../model/stored-entity';
import type { EntityStore } from '../sdk/port';
import { LOOKED_AT, readFew } from './looking';

/** Entities that are shown. */
const SHOWN = 5;

export interface PreviewedEntity {
  readonly id: string;
  /** Epoch, ms. */
  readonly created?: number;
  readonly modified?: number;
  /** Whether the account has a key for it. */
  readonly decrypted: boolean;
  /** Only when it was asked for. */
  readonly payload?: JsonObject;
}

export interface Preview {
  /** How many there are; when only a part was looked at, how many there are about. */
  readonly count: number;
  readonly isExact: boolean;
  /** How many were looked at, of how many that the server takes for a match: it does not know the whole filter. */
  readonly lookedAt: number;
  readonly sieved: number;
  /** Of those that were looked at, the ones that were changed last. */
  readonly entities: readonly PreviewedEntity[];
}

/**
 * @param withContent whether the entities that are shown come with what is in them
 * @param stopping when it is aborted, no further page is read
 * @throws FailureError
 */
export async function previewFilter(
  store: Pick<EntityStore, 'match' | 'get'>,
  {
    entity,
    filter,
    withContent,
  }: { readonly entity: EntityName; readonly filter: Filter; readonly withContent: boolean },
  stopping: AbortSignal,
): Promise<Preview> {
  const ids = await store.match(entity, filter);
  const looked = ids.slice(0, LOOKED_AT);
  const found = await readFew(store, entity, looked, stopping, filter);
  const isExact = looked.length === ids.length;
  return {
    count: isExact ? found.length : Math.round((found.length / looked.length) * ids.length),
    isExact,
    lookedAt: looked.length,
    sieved: ids.length,
    entities: found
      .sort((left, right) => lastChangeOf(right) - lastChangeOf(left))
      .slice(0, SHOWN)
      .map((stored) => previewed(stored, withContent)),
  };
}

function previewed({ id, decrypted, payload }: StoredEntity, withContent: boolean): PreviewedEntity {
  return {
    id,
    ...epoch('created', payload.created),
    ...epoch('modified', payload.modified),
    decrypted,
    ...(withContent ? { payload } : {}),
  };
}

function epoch(
  name: 'created' | 'modified',
  value: unknown,
): { readonly created?: number; readonly modified?: number } {
  return typeof value === 'number' ? { [name]: value } : {};
}

function lastChangeOf({ payload: { created, modified } }: StoredEntity): number {
  return typeof modified === 'number' ? modified : typeof created === 'number' ? created : 0;
}
