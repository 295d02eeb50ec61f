/** Filters on REST: the ids that a filter finds. */
import type { JsonObject } from '../../src/model/json';
import { isSet } from './conditions';
import type { FilterContext, FilterLeaf, OwnerTest } from './definition';
import type { ParsedFilter } from './parsed';

/**
 * The ids that a filter finds among the stored documents, each once, in the order of the documents. Deleted documents are not in
 * the server's views and so not found; filters by id answer with the ids asked for, existing or not.
 */
export function resolve(filter: ParsedFilter, documents: readonly JsonObject[], context: FilterContext): string[] {
  const found = documents.filter((document) => !isSet(document, 'deletionDate'));
  return [...find(filter, found, context)];
}

/** Combines sets of ids, not tests of documents: a service has a document for each of the contacts that it was written in. */
function find(filter: ParsedFilter, documents: readonly JsonObject[], context: FilterContext): Set<string> {
  switch (filter.kind) {
    case 'leaf':
      return findLeaf(filter.leaf, documents, context);
    case 'union':
      return new Set(filter.filters.flatMap((part) => [...find(part, documents, context)]));
    case 'intersection':
      return intersection(
        filter.filters.map((part) => find(part, documents, context)),
        documents,
      );
    case 'complement': {
      const without = find(filter.subSet, documents, context);
      return new Set([...find(filter.superSet, documents, context)].filter((id) => !without.has(id)));
    }
    default:
      return filter satisfies never;
  }
}

/** An empty intersection is everything that is stored. */
function intersection(sets: readonly Set<string>[], documents: readonly JsonObject[]): Set<string> {
  const [first = idsOf(documents), ...others] = sets;
  return new Set([...first].filter((id) => others.every((other) => other.has(id))));
}

function findLeaf(leaf: FilterLeaf, documents: readonly JsonObject[], context: FilterContext): Set<string> {
  if (leaf.restIds !== undefined) return new Set(leaf.restIds);
  const isOwner: OwnerTest = (dataOwnerId, document) => {
    const meant = dataOwnerId ?? context.callerDataOwnerId;
    return meant !== undefined && context.hasAccess(meant, document);
  };
  return idsOf(documents.filter((document) => leaf.rest(document, isOwner)));
}

function idsOf(documents: readonly JsonObject[]): Set<string> {
  return new Set(documents.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
}
