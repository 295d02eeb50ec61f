/** Labels and codes to add to an entity or to remove from it, whatever else is in it. */
import { isJsonObject, type JsonObject, type JsonValue } from './json';

export interface Coding {
  readonly type: string;
  /** Undefined, when something is removed: every code of the type. */
  readonly code: string | undefined;
}

/** What is to become of one list of codings. */
export interface CodingChanges {
  readonly add: readonly CodingToAdd[];
  readonly remove: readonly Coding[];
}

export interface CodingToAdd {
  readonly type: string;
  readonly code: string;
}

export interface LabelChanges {
  readonly labels: CodingChanges;
  readonly codes: CodingChanges;
}

const NO_CHANGE: CodingChanges = { add: [], remove: [] };
export const NO_CHANGES: LabelChanges = { labels: NO_CHANGE, codes: NO_CHANGE };

/** The version of a coding that is added; iCure identifies codings by type, code and version. */
const VERSION = '1';

export function isEmpty({ labels, codes }: LabelChanges): boolean {
  return [labels, codes].every(({ add, remove }) => add.length === 0 && remove.length === 0);
}

/** The payload with the changes. What is there already is not added twice; removing comes first. */
export function applyLabelChanges(payload: JsonObject, changes: LabelChanges): JsonObject {
  if (isEmpty(changes)) return payload;
  return {
    ...payload,
    labels: changed(payload.labels, changes.labels),
    codes: changed(payload.codes, changes.codes),
  };
}

function changed(list: JsonValue | undefined, { add, remove }: CodingChanges): JsonValue[] {
  const kept = (Array.isArray(list) ? list : []).filter((coding) => !remove.some((given) => isMeant(coding, given)));
  const added = add
    .filter((given) => !kept.some((coding) => isMeant(coding, given)))
    .map(({ type, code }) => ({ id: `${type}|${code}|${VERSION}`, type, code, version: VERSION }));
  return [...kept, ...added];
}

function isMeant(coding: JsonValue, { type, code }: Coding): boolean {
  return isJsonObject(coding) && coding.type === type && (code === undefined || coding.code === code);
}
