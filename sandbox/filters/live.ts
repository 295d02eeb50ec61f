/** Filters in subscriptions: which are allowed there, and which events they let through. */
import type { JsonObject } from '../../src/model/json';
import type { FilterContext, FilterLeaf, OwnerTest } from './definition';
import { FilterNotUsableLive, LiveMatchFailure } from './errors';
import type { ParsedFilter } from './parsed';

/**
 * Checks that a filter may stand in a subscription: all of its parts must be matchable against events.
 * @throws FilterNotUsableLive
 */
export function assertUsableLive(filter: ParsedFilter): void {
  switch (filter.kind) {
    case 'leaf':
      if (!filter.leaf.usableLive) throw new FilterNotUsableLive('This filter cannot be used in websocket.');
      return;
    case 'union':
    case 'intersection':
      filter.filters.forEach(assertUsableLive);
      return;
    case 'complement':
      assertUsableLive(filter.superSet);
      assertUsableLive(filter.subSet);
      return;
    default:
      filter satisfies never;
  }
}

/** Whether an event with this content is delivered. A filter whose matching fails inside the server (a quirk) delivers nothing. */
export function matchesLive(filter: ParsedFilter, document: JsonObject, context: FilterContext): boolean {
  const isOwner: OwnerTest = (dataOwnerId, candidate) =>
    dataOwnerId === undefined || context.hasAccess(dataOwnerId, candidate);
  const matchesLeaf = context.quirks
    ? (leaf: FilterLeaf) => leaf.liveQuirk(document, isOwner)
    : (leaf: FilterLeaf) => leaf.matches(document, isOwner);
  try {
    return combine(filter, matchesLeaf);
  } catch (error) {
    if (error instanceof LiveMatchFailure) return false;
    throw error;
  }
}

/** Parts are asked in their order and no further than needed, as on the server: it decides whether a failing part is reached. */
function combine(filter: ParsedFilter, matchesLeaf: (leaf: FilterLeaf) => boolean): boolean {
  switch (filter.kind) {
    case 'leaf':
      return matchesLeaf(filter.leaf);
    case 'union':
      return filter.filters.some((part) => combine(part, matchesLeaf));
    case 'intersection':
      return filter.filters.every((part) => combine(part, matchesLeaf));
    case 'complement':
      return combine(filter.superSet, matchesLeaf) && !combine(filter.subSet, matchesLeaf);
    default:
      return filter satisfies never;
  }
}
