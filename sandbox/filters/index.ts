/**
 * The server's filters: their JSON, what they find on REST and which events they let through.
 *
 * The semantics come from the server's published sources (github.com/icure/kraken-common: `matches` of each filter class, and the
 * resolvers and views behind REST) and from what the filter factories of the Cardinal SDK send. The part of the server that hands
 * events out is not public; that it asks `matches` about the new content is inferred. What is known, and how well, stands in
 * docs/protocol.md.
 *
 * One file per class holds that class's filters as a table; `definition.ts` says what an entry is.
 */
export type { FilterableClass, FilterContext } from './definition';
export { FilterError, FilterNotUsableLive } from './errors';
export { assertUsableLive, matchesLive } from './live';
export { parseFilter, type ParsedFilter } from './parsed';
export { resolve } from './rest';
