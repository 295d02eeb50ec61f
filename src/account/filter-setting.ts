/**
 * A filter as it stands in a node's settings. Node-RED has replaced each `${NAME}` that is a whole text in it, however deep, by the variable's value;
 * what it left as it was is not set. The same goes for the filter as a whole, and for a list in it: their variables hold texts.
 */
import { CRITERIA, isCriterionKind, type CriterionField } from '../model/criteria';
import { describeFilterProblem, parseFilter, type Filter } from '../model/filter';
import type { EntityName } from '../model/entities';
import { FailureError } from '../model/failure';
import { isJsonObject, type JsonObject } from '../model/json';

/** @throws FailureError `bad-filter`, which names a variable that is not set */
export function readFilterSetting(setting: unknown, entity: EntityName): Filter {
  const unset = unsetVariable(setting, 'the filter');
  if (unset !== undefined) {
    throw refused(`${unset.place} names the environment variable ${unset.name}, which is not set`);
  }
  const parsing = parseFilter(withLists(fromText(setting)) ?? undefined, entity);
  if (parsing.ok) return parsing.filter;
  throw refused(describeFilterProblem(parsing.problem));
}

function refused(why: string): FailureError {
  return new FailureError('bad-filter', `The filter cannot be understood: ${why}.`);
}

interface Unset {
  readonly name: string;
  readonly place: string;
}

function unsetVariable(value: unknown, place: string): Unset | undefined {
  if (typeof value === 'string') {
    const name = /^\$\{(?<name>[^}]+)\}$/.exec(value.trim())?.groups?.name;
    return name === undefined ? undefined : { name, place };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const unset = unsetVariable(inner, innerPlace(place, key, inner));
    if (unset !== undefined) return unset;
  }
  return undefined;
}

/** The owner, or the criterion by its number: `criterion 2.1` is the first one in the group in the second place. */
function innerPlace(place: string, key: string, value: unknown): string {
  if (key === 'owner') return 'the owner';
  if (!/^\d+$/.test(key) || !isJsonObject(value)) return place;
  const number = Number(key) + 1;
  return place.startsWith('criterion ') ? `${place}.${number}` : `criterion ${number}`;
}

/** What no JSON is stays a text, which is refused for being one. */
function fromText(setting: unknown): unknown {
  if (typeof setting !== 'string' || setting === '') return setting;
  try {
    return JSON.parse(setting) as unknown;
  } catch {
    return setting;
  }
}

function withLists(filter: unknown): unknown {
  if (!isJsonObject(filter) || !Array.isArray(filter.criteria)) return filter;
  return { ...filter, criteria: filter.criteria.map((part) => (isJsonObject(part) ? withListsOf(part) : part)) };
}

function withListsOf(part: JsonObject): JsonObject {
  if (Array.isArray(part.criteria)) {
    return { ...part, criteria: part.criteria.map((inner) => (isJsonObject(inner) ? withListsOf(inner) : inner)) };
  }
  if (!isCriterionKind(part.by)) return part;
  const fields: readonly CriterionField[] = CRITERIA[part.by].fields;
  const lists = fields
    .filter(({ name, kind }) => kind === 'list' && typeof part[name] === 'string')
    .map(({ name }) => [name, itemsOf(part[name])] as const);
  return { ...part, ...Object.fromEntries(lists) };
}

/** A variable's list, its items separated by commas. */
function itemsOf(value: unknown): string[] {
  return String(value)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
