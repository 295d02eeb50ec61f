/** Exchange data (the keys that two data owners share) and the maps by which an anonymous one is found. */
import type { JsonObject } from '../../src/model/json';
import { isJsonObject } from '../../src/model/json';
import { hashOfAccessControlKey } from '../access/control-keys';
import type { Api } from '../http/api';
import { idsIn, objectIn } from '../http/call';
import type { Collection } from '../store/collection';
import type { Database } from '../store/database';
import { withoutNulls, type StoredDocument } from '../store/document';
import { page } from './paging';

export function addExchangeDataRoutes(api: Api, database: Database): void {
  const exchangeData = database.collection('exchangedata');
  api.post('/exchangedata', ({ body }) => exchangeData.create(withoutNulls(objectIn(body))));
  api.put('/exchangedata', ({ body }) => exchangeData.modify(withoutNulls(objectIn(body))));
  api.get('/exchangedata/byParticipant/:id', (call) =>
    page(call, withParticipant(exchangeData, call.param('id')), (document): JsonObject => document),
  );
  api.get('/exchangedata/byDelegatorDelegate/:delegator/:delegate', ({ param }) =>
    exchangeData
      .live()
      .filter(({ delegator, delegate }) => delegator === param('delegator') && delegate === param('delegate')),
  );
  api.get('/exchangedata/:id', ({ param }) => exchangeData.get(param('id')));
}

/** The maps, and the ways to ask for exchange data that came with them. */
export function addExchangeDataMapRoutes(api: Api, database: Database): void {
  const exchangeData = database.collection('exchangedata');
  const maps = database.collection('exchangedatamap');
  api.post('/exchangedata/byIds', ({ body }) => existing(exchangeData, idsIn(body)));
  api.get('/exchangedata/byParticipant/:id/counterparts', ({ param }) => {
    const id = param('id');
    const others = withParticipant(exchangeData, id).map(({ delegator, delegate }) =>
      delegator === id ? delegate : delegator,
    );
    return [...new Set(others.filter((other) => typeof other === 'string'))];
  });
  api.put('/exchangedatamap/batch', ({ body }) => {
    for (const [key, encryptedIds] of Object.entries(objectIn(objectIn(body).batch))) {
      if (isJsonObject(encryptedIds)) {
        putExchangeDataMap(maps, hashOfAccessControlKey(Buffer.from(key, 'hex')), encryptedIds);
      }
    }
    return '';
  });
  api.post('/exchangedatamap/batch', ({ body }) => existing(maps, idsIn(body)));
}

/**
 * Keeps, for a delegation, the id of the exchange data encrypted for each of the delegate's keys.
 * @param hash the key of the delegation
 * @param encryptedIds the encrypted id by the fingerprint of the key that it is encrypted for
 */
export function putExchangeDataMap(maps: Collection, hash: string, encryptedIds: JsonObject): void {
  const known = maps.find(hash);
  if (known === undefined) {
    maps.create({ id: hash, encryptedExchangeDataIds: encryptedIds });
    return;
  }
  const before = isJsonObject(known.encryptedExchangeDataIds) ? known.encryptedExchangeDataIds : {};
  maps.modify({ ...known, encryptedExchangeDataIds: { ...before, ...encryptedIds } });
}

function withParticipant(exchangeData: Collection, id: string): StoredDocument[] {
  return exchangeData.live().filter(({ delegator, delegate }) => delegator === id || delegate === id);
}

function existing(collection: Collection, ids: readonly string[]): StoredDocument[] {
  return ids.flatMap((id) => collection.find(id) ?? []);
}
