/** Filters of all shapes, the same ones in every run. */
import { CRITERIA, type CriterionDescription, type CriterionField, type CriterionKind } from '../../src/model/criteria';
import { ENTITIES, ENTITY_NAMES, type EntityName } from '../../src/model/entities';
import type { JsonObject, JsonValue } from '../../src/model/json';

/** The next number, from 0 up to but not including `below`. */
export type Next = (below: number) => number;

/** A linear congruential generator (the constants of Numerical Recipes). */
export function numbersFrom(seed: number): Next {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A filter as `filterToJson` writes it: defaults spelled out, nothing superfluous. */
export function arbitraryFilter(next: Next): { entity: EntityName; json: JsonObject } {
  const entity = pick(ENTITY_NAMES, next);
  const { hasOwner, criteria } = ENTITIES[entity];
  const parts = times(next(4), () => (next(3) === 0 ? group(criteria, next) : criterion(criteria, next)));
  return {
    entity,
    json: { ...(hasOwner ? { owner: pick(['self', 'an-id'], next) } : {}), match: match(next), criteria: parts },
  };
}

/** The same JSON with the keys of all its objects in another order. */
export function shuffledKeys(json: JsonObject, next: Next): JsonObject {
  const entries = Object.entries(json).map(([key, value]) => [next(1000), key, shuffled(value, next)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => one - other).map(([, key, value]) => [key, value]));
}

function shuffled(value: JsonValue | undefined, next: Next): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next) ?? null);
  return typeof value === 'object' && value !== null ? shuffledKeys(value, next) : value;
}

function group(kinds: readonly CriterionKind[], next: Next): JsonObject {
  const criteria = times(1 + next(3), () => criterion(kinds, next));
  return { match: match(next), criteria, ...negation(next) };
}

function criterion(kinds: readonly CriterionKind[], next: Next): JsonObject {
  const by = pick(kinds, next);
  const { fields, refuse }: CriterionDescription = CRITERIA[by];
  const values: Record<string, string | string[]> = {};
  for (const field of fields) if (field.required || next(2) !== 0) values[field.name] = valueOf(field, next);
  return refuse?.(values) === undefined ? { by, ...values, ...negation(next) } : criterion([by], next);
}

function valueOf({ kind, choices = [] }: CriterionField, next: Next): string | string[] {
  switch (kind) {
    case 'text':
      return text(next);
    case 'list':
      return times(1 + next(3), () => text(next));
    case 'date':
      return pick(['1980-01-31', '2026-01-01', '2026-01-31T08:30', '2026-12-31T23:59:59'], next);
    case 'choice':
      return pick(choices, next);
    default:
      return kind satisfies never;
  }
}

function negation(next: Next): JsonObject {
  return next(2) === 0 ? { not: true } : {};
}

function match(next: Next): string {
  return pick(['all', 'any'], next);
}

function text(next: Next): string {
  return pick(['a', ' spaced ', 'é"\\', '__proto__', '0', 'https://example.org/system'], next);
}

function pick<Item>(items: readonly Item[], next: Next): Item {
  const item = items[next(items.length)];
  if (item === undefined) throw new RangeError('there is nothing to pick from');
  return item;
}

function times<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}
