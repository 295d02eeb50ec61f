/** Data owners: healthcare parties, patients and devices, in whose names data is written and shared. */
import type { Database } from '../store/database';
import type { CollectionKind, StoredDocument } from '../store/document';

export const DATA_OWNER_TYPES = ['hcp', 'patient', 'device'] as const;
export type DataOwnerType = (typeof DATA_OWNER_TYPES)[number];

const KINDS: Readonly<Record<DataOwnerType, CollectionKind>> = { hcp: 'hcparty', patient: 'patient', device: 'device' };

/** The collection that holds the data owners of a type. */
export function kindOfDataOwner(type: DataOwnerType): CollectionKind {
  return KINDS[type];
}

/** Which data owner a user acts for; a user may be none. */
export function dataOwnerOf(user: StoredDocument): { readonly id: string; readonly type: DataOwnerType } | undefined {
  const { healthcarePartyId, patientId, deviceId } = user;
  if (typeof healthcarePartyId === 'string') return { id: healthcarePartyId, type: 'hcp' };
  if (typeof patientId === 'string') return { id: patientId, type: 'patient' };
  if (typeof deviceId === 'string') return { id: deviceId, type: 'device' };
  return undefined;
}

/** A data owner of whatever type. */
export function findDataOwner(
  database: Database,
  id: string,
): { readonly type: DataOwnerType; readonly document: StoredDocument } | undefined {
  for (const type of DATA_OWNER_TYPES) {
    const document = database.collection(KINDS[type]).find(id);
    if (document !== undefined) return { type, document };
  }
  return undefined;
}

/** Ids of a healthcare party's parents, topmost first. */
export function parentsOf(database: Database, id: string): readonly string[] {
  const parentOf = (child: string) => database.collection('hcparty').find(child)?.parentId;
  const parents: string[] = [];
  let parentId = parentOf(id);
  while (typeof parentId === 'string' && parentId !== id && !parents.includes(parentId)) {
    parents.unshift(parentId);
    parentId = parentOf(parentId);
  }
  return parents;
}
