/** Data owners of whatever type: whole, or as a stub that holds the public keys. */
import type { JsonObject } from '../../src/model/json';
import { findDataOwner, kindOfDataOwner, type DataOwnerType } from '../access/data-owners';
import { accessLevel } from '../access/delegations';
import type { Caller } from '../auth/caller';
import type { Api } from '../http/api';
import type { FilterableClass } from '../filters';
import { idsIn, objectIn } from '../http/call';
import { HttpError } from '../http/error';
import type { Database } from '../store/database';
import { withoutNulls, type StoredDocument } from '../store/document';
import { presented } from './presentation';
import { accessDenied } from './resource';

interface DataOwner {
  readonly type: DataOwnerType;
  readonly document: StoredDocument;
}

/** What a stub holds besides id and rev: the parts of a data owner that encryption needs, readable by everybody. */
const STUB_FIELDS = [
  'parentId',
  'publicKey',
  'hcPartyKeys',
  'aesExchangeKeys',
  'transferKeys',
  'privateKeyShamirPartitions',
] as const;

const CLASSES: Readonly<Record<DataOwnerType, FilterableClass>> = {
  hcp: 'HealthcareParty',
  patient: 'Patient',
  device: 'Device',
};

export function addDataOwnerRoutes(api: Api, database: Database): void {
  api.get('/dataowner/current', ({ caller }) => whole(current(database, caller)));
  api.get('/dataowner/stub/:id', ({ param }) => stub(find(database, param('id'))));
  api.put('/dataowner/stub', ({ body, caller }) => modifyStub(objectIn(body), database, caller));
  api.get('/dataowner/:id', ({ param, caller }) => {
    const owner = find(database, param('id'));
    if (owner.type === 'patient' && accessLevel(owner.document, caller) === 'none') throw accessDenied();
    return whole(owner);
  });
}

/** The caller's stub and those of its parents, and several stubs at once. */
export function addHierarchyRoutes(api: Api, database: Database): void {
  api.get('/dataowner/current/stub', ({ caller }) => stub(current(database, caller)));
  api.get('/dataowner/current/hierarchy', ({ caller }) => hierarchy(database, caller).map(whole));
  api.get('/dataowner/current/hierarchy/stub', ({ caller }) => hierarchy(database, caller).map(stub));
  api.post('/dataowner/stub/byIds', ({ body }) =>
    idsIn(body).flatMap((id) => {
      const found = findDataOwner(database, id);
      return found === undefined ? [] : [stub(found)];
    }),
  );
}

/** @throws HttpError 404 */
function find(database: Database, id: string): DataOwner {
  const found = findDataOwner(database, id);
  if (found === undefined) throw new HttpError(404);
  return found;
}

function current(database: Database, { dataOwnerId }: Caller): DataOwner {
  if (dataOwnerId === undefined) throw new HttpError(404);
  return find(database, dataOwnerId);
}

function hierarchy(database: Database, caller: Caller): DataOwner[] {
  return [...caller.hierarchy.map((id) => find(database, id)), current(database, caller)];
}

function whole({ type, document }: DataOwner): JsonObject {
  return { type, dataOwner: presented(document, CLASSES[type]) };
}

function stub({ type, document }: DataOwner): JsonObject {
  const { id, rev, publicKeysForOaepWithSha256 = [] } = document;
  const others = Object.fromEntries(STUB_FIELDS.map((field) => [field, document[field]]));
  return { type, stub: withoutNulls({ id, rev, publicKeysForOaepWithSha256, ...others }) };
}

/** Takes over the keys of a stub. A data owner's keys are its own to change. */
function modifyStub(sent: JsonObject, database: Database, caller: Caller): JsonObject {
  const changed = withoutNulls(objectIn(sent.stub));
  const { dataOwnerId } = caller;
  if (changed.id !== dataOwnerId || dataOwnerId === undefined) throw accessDenied();
  const { type, document } = find(database, dataOwnerId);
  const keys = Object.fromEntries(
    [...STUB_FIELDS, 'publicKeysForOaepWithSha256', 'tags', 'cryptoActorProperties'].map((field) => [
      field,
      changed[field] ?? document[field],
    ]),
  );
  const collection = database.collection(kindOfDataOwner(type));
  return stub({ type, document: collection.modify(withoutNulls({ ...document, ...keys, rev: changed.rev })) });
}
