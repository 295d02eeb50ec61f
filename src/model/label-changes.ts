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

function changed(list: JsonValue | undefined, { add, remove }: CodingChanges): JsonValue {
  // What is there but no list stays, so that saving refuses it by its name instead of replacing what is stored.
  if (list !== undefined && list !== null && !Array.isArray(list)) return list;
  const kept = (list ?? []).filter((coding) => !remove.some((given) => isMeant(coding, given)));
  return add.reduce<JsonValue[]>(withCoding, kept);
}

function withCoding(list: JsonValue[], given: CodingToAdd): JsonValue[] {
  if (list.some((coding) => isMeant(coding, given))) return list;
  const { type, code } = given;
  return [...list, { id: `${type}|${code}|${VERSION}`, type, code, version: VERSION }];
}

function isMeant(coding: JsonValue, { type, code }: Coding): boolean {
  return isJsonObject(coding) && coding.type === type && (code === undefined || coding.code === code);
}

/** The lists as the settings of a node have them. */
export interface RawLabelChanges {
  readonly addLabels?: unknown;
  readonly removeLabels?: unknown;
  readonly addCodes?: unknown;
  readonly removeCodes?: unknown;
}

export type LabelChangesReading =
  { readonly ok: true; readonly changes: LabelChanges } | { readonly ok: false; readonly reason: string };

class Refusal extends Error {}

/** Reads the lists of `{ type, code }`; something to be removed may leave the code out. */
export function parseLabelChanges(raw: RawLabelChanges): LabelChangesReading {
  try {
    return {
      ok: true,
      changes: {
        labels: {
          add: readCodings(raw.addLabels, 'label to add').map(toAdd('label to add')),
          remove: readCodings(raw.removeLabels, 'label to remove'),
        },
        codes: {
          add: readCodings(raw.addCodes, 'code to add').map(toAdd('code to add')),
          remove: readCodings(raw.removeCodes, 'code to remove'),
        },
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message };
    throw error;
  }
}

function readCodings(value: unknown, what: string): Coding[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) throw new Refusal(`the ${what} must stand in a list`);
  return value.map((item: unknown, index) => {
    const { type, code } = isJsonObject(item) ? item : {};
    if (typeof type !== 'string' || type.trim() === '') throw new Refusal(`${what} ${index + 1} has no type`);
    if (code !== undefined && typeof code !== 'string')
      throw new Refusal(`${what} ${index + 1} has a code that is no text`);
    const trimmed = code?.trim();
    return { type: type.trim(), code: trimmed === '' ? undefined : trimmed };
  });
}

function toAdd(what: string): (coding: Coding, index: number) => CodingToAdd {
  return ({ type, code }, index) => {
    if (code === undefined) throw new Refusal(`${what} ${index + 1} has no code`);
    return { type, code };
  };
}
