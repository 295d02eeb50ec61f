/** The filters that several classes have. */
import type { JsonObject, JsonValue } from '../../src/model/json';
import { hasId, hasIdentifier, hasIdentifierById } from './conditions';
import { filter, type FilterReader, type Predicate } from './definition';
import { identifiers, optionalText, text, texts, type IdentifierQuery } from './fields';

/** One of the given ids. Asks for no owner; REST answers with the ids as given, existing or not. */
export const byIds: FilterReader = filter(
  { ids: texts },
  { matches: ({ ids }, document) => hasId(document, ids), restIds: ({ ids }) => ids },
);

/** Everything of the class. */
export const all: FilterReader = filter({}, { matches: () => true });

/** Everything of the data owner `hcpId`. */
export const byHcpId: FilterReader = filter(
  { hcpId: text },
  { matches: ({ hcpId }, document, isOwner) => isOwner(hcpId, document) },
);

/** One of the given identifiers, of the data owner `healthcarePartyId`. Live, what has an end of life is passed over. */
export function byIdentifiers(
  rest: (own: JsonValue | undefined, wanted: readonly IdentifierQuery[]) => boolean = hasIdentifier,
): FilterReader {
  interface Fields {
    readonly healthcarePartyId: string | undefined;
    readonly identifiers: readonly IdentifierQuery[];
  }
  const comparing =
    (compare: typeof rest): Predicate<Fields> =>
    (fields, document: JsonObject, isOwner) =>
      isOwner(fields.healthcarePartyId, document) && compare(document.identifier, fields.identifiers);
  return filter<Fields>(
    { healthcarePartyId: optionalText, identifiers },
    {
      matches: comparing(hasIdentifier),
      liveQuirk: comparing(hasIdentifierById),
      skipsEnded: true,
      rest: comparing(rest),
    },
  );
}
