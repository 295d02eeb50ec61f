/**
 * What the dialogs offer to pick from: what is on the server already. The work for one list is bounded, however much is stored: so many entities are read,
 * and the answer says of how many they are a part.
 */
import type { EntityName } from '../model/entities';
import type { Filter } from '../model/filter';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import type { StoredEntity } from '../model/stored-entity';
import type { EntityStore } from '../sdk/port';
import { LOOKED_AT, readFew } from './looking';

/** Patients in one list, at most. */
const PATIENTS = 50;

/** Letters from which on patients are looked for by name. */
export const LEAST_LETTERS = 2;

export interface Choice {
  /** What is put into the field. */
  readonly value: string;
  /** What people call it, when that is not the value. */
  readonly name?: string;
  /** What tells it from others of the same name: a birth date, `YYYYMMDD`. */
  readonly birthDate?: number;
  /** How many of the entities that were looked at have it. */
  readonly count?: number;
  /** Of a code: its type. */
  readonly type?: string;
}

export interface ChoiceList {
  readonly choices: readonly Choice[];
  /** How many entities were read for it, of how many that there are; the same when the list is complete. */
  readonly lookedAt: number;
  readonly total: number;
}

/** The lists that there are. */
export type Wanted =
  | { readonly kind: 'labels' | 'codes'; readonly entities: readonly EntityName[] }
  | { readonly kind: 'systems'; readonly entities: readonly EntityName[] }
  | { readonly kind: 'types' }
  | { readonly kind: 'owners' }
  | { readonly kind: 'patients'; readonly typed: string };

/**
 * @param stopping when it is aborted, no further page is read
 * @throws FailureError
 */
export function listChoices(store: EntityStore, wanted: Wanted, stopping: AbortSignal): Promise<ChoiceList> {
  switch (wanted.kind) {
    case 'labels':
    case 'codes': {
      const { kind, entities } = wanted;
      return listSeen(store, entities, ({ payload }) => codingsOf(payload[kind]), stopping);
    }
    case 'systems':
      return listSeen(store, wanted.entities, ({ payload }) => systemsOf(payload.identifiers), stopping);
    case 'types':
      return listSeen(store, ['Notification'], ({ payload }) => textChoice(payload.type), stopping);
    case 'owners':
      return listOwners(store);
    case 'patients':
      return listPatients(store, wanted.typed, stopping);
    default:
      return wanted satisfies never;
  }
}

/** What the entities that are looked at have of something, the most frequent first. */
async function listSeen(
  store: EntityStore,
  entities: readonly EntityName[],
  seenIn: (stored: StoredEntity) => readonly Choice[],
  stopping: AbortSignal,
): Promise<ChoiceList> {
  const counts = new Map<string, Choice & { readonly count: number }>();
  let lookedAt = 0;
  let total = 0;
  for (const entity of entities) {
    const ids = await store.match(entity, everything(entity));
    // Ids are random, so that the first are as good as any.
    const read = ids.slice(0, Math.floor(LOOKED_AT / entities.length));
    total += ids.length;
    lookedAt += read.length;
    for (const stored of await readFew(store, entity, read, stopping)) {
      for (const choice of seenIn(stored)) {
        const key = JSON.stringify([choice.type, choice.value]);
        counts.set(key, { ...choice, count: (counts.get(key)?.count ?? 0) + 1 });
      }
    }
  }
  const choices = [...counts.values()].sort((left, right) => right.count - left.count || byValue(left, right));
  return { choices, lookedAt, total };
}

async function listOwners(store: EntityStore): Promise<ChoiceList> {
  const owners = await store.dataOwners(LOOKED_AT);
  const choices = owners.map(({ id, name }) => (name === '' ? { value: id } : { value: id, name }));
  return {
    choices: choices.sort(byName),
    lookedAt: owners.length,
    // Whether there are more is not known when the list is full.
    total: owners.length < LOOKED_AT ? owners.length : owners.length + 1,
  };
}

/**
 * The server looks in the names that it can read. Names that are encrypted are not among them, so that others are looked at as well, as far as the
 * bound allows.
 */
async function listPatients(store: EntityStore, typed: string, stopping: AbortSignal): Promise<ChoiceList> {
  const words = foldedWords(typed);
  const longest = [...words].sort((left, right) => right.length - left.length)[0] ?? '';
  const named = longest.length < LEAST_LETTERS ? [] : await store.matchName(longest);
  const all = named.length >= LOOKED_AT ? named : await store.match('Patient', everything('Patient'));
  const read = [...new Set([...named, ...all])].slice(0, LOOKED_AT);
  const found = (await readFew(store, 'Patient', read, stopping)).filter(({ payload }) => {
    const name = foldedWords(namesOf(payload).join(' ')).join(' ');
    return words.every((word) => name.includes(word));
  });
  const choices = found.map(patientChoice).sort(byName);
  return { choices: choices.slice(0, PATIENTS), lookedAt: read.length, total: Math.max(all.length, read.length) };
}

function everything(entity: EntityName): Filter {
  return { owner: entity === 'User' ? undefined : 'self', match: 'all', criteria: [] };
}

/** Each coding once, however often an entity has it. */
function codingsOf(list: JsonValue | undefined): Choice[] {
  const codings = objectsOf(list).flatMap(({ type, code }) =>
    isFilled(type) && isFilled(code) ? [{ type, value: code }] : [],
  );
  return [...new Map(codings.map((coding) => [JSON.stringify(coding), coding])).values()];
}

function systemsOf(list: JsonValue | undefined): Choice[] {
  const systems = objectsOf(list).map(({ system }) => system);
  return [...new Set(systems)].flatMap(textChoice);
}

function textChoice(value: JsonValue | undefined): Choice[] {
  return isFilled(value) ? [{ value }] : [];
}

function patientChoice({ id, payload }: StoredEntity): Choice {
  const name = [payload.firstName, payload.lastName].filter(isFilled).join(' ');
  const shown = name === '' ? namesOf(payload)[0] : name;
  const { dateOfBirth } = payload;
  return {
    value: id,
    ...(shown === undefined ? {} : { name: shown }),
    ...(typeof dateOfBirth === 'number' ? { birthDate: dateOfBirth } : {}),
  };
}

function namesOf({ firstName, lastName, maidenName, partnerName, companyName }: JsonObject): string[] {
  return [firstName, lastName, maidenName, partnerName, companyName].filter(isFilled);
}

/** Without accents and case. */
function foldedWords(text: string): string[] {
  const folded = text.normalize('NFD').replace(/\p{Mark}/gu, '');
  return folded
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function byName(left: Choice, right: Choice): number {
  return (left.name ?? left.value).localeCompare(right.name ?? right.value) || byValue(left, right);
}

function byValue(left: Choice, right: Choice): number {
  return `${left.type ?? ''} ${left.value}`.localeCompare(`${right.type ?? ''} ${right.value}`);
}

function objectsOf(list: JsonValue | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
