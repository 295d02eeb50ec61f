/** Filters of healthcare parties, which are not encrypted and have no data owners. */
import type { JsonObject } from '../../src/model/json';
import {
  hasIdentifier,
  hasStubIfAsked,
  isSet,
  objectsOf,
  refuseCodeWithoutType,
  sanitized,
  textsAmong,
} from './conditions';
import { filter, type FilterTable } from './definition';
import { identifiers, optionalText, text } from './fields';
import { all, byIds } from './recurring';

export const healthcarePartyFilters: FilterTable = {
  AllHealthcarePartiesFilter: all,

  HealthcarePartyByIdsFilter: byIds,

  HealthcarePartyByIdentifiersFilter: filter(
    { identifiers },
    {
      matches: (fields, party) => hasIdentifier(party.identifier, fields.identifiers),
      liveQuirk: (fields, party) =>
        !isSet(party, 'deletionDate') && hasIdentifier(party.identifier, fields.identifiers),
    },
  ),

  HealthcarePartyByNameFilter: filter(
    { name: text },
    {
      matches: ({ name }, party) =>
        [fullNameOf(party), ...textsAmong([party.name, party.speciality])].some((one) =>
          sanitized(one).includes(sanitized(name)),
        ),
      /** Only what is searched for is freed of accents and spaces, not the party's name. */
      liveQuirk: ({ name }, party) => fullNameOf(party).toLowerCase().includes(sanitized(name)),
    },
  ),

  HealthcarePartyByNationalIdentifierFilter: filter(
    { searchValue: text },
    {
      matches: ({ searchValue }, { ssin, nihii, cbe, ehp }) =>
        textsAmong([ssin, nihii, cbe, ehp]).some((one) => one.startsWith(searchValue)),
    },
  ),

  HealthcarePartyByParentIdFilter: filter(
    { parentId: text },
    { matches: ({ parentId }, party) => party.parentId === parentId },
  ),

  HealthcarePartyByTagCodeFilter: filter(
    { tagType: optionalText, tagCode: optionalText, codeType: optionalText, codeCode: optionalText },
    {
      refuse: (fields) =>
        refuseCodeWithoutType(fields) ??
        (fields.tagType === undefined && fields.codeType === undefined
          ? 'You must specify at least one of tagType or codeType'
          : undefined),
      matches: ({ tagType, tagCode, codeType, codeCode }, party) =>
        hasStubIfAsked(party.tags, tagType, tagCode) && hasStubIfAsked(party.codes, codeType, codeCode),
    },
  ),

  HealthcarePartyByTypeSpecialtyPostCodeFilter: filter(
    { specialty: text, specCode: text, startPostCode: text, endPostCode: text },
    {
      matches: ({ specialty, specCode, startPostCode, endPostCode }, party) =>
        party.speciality === specialty &&
        party.nihiiSpecCode === specCode &&
        textsAmong(objectsOf(party.addresses).map(({ postalCode }) => postalCode)).some(
          (postalCode) => postalCode >= startPostCode && postalCode <= endPostCode,
        ),
    },
  ),
};

function fullNameOf({ lastName, firstName }: JsonObject): string {
  return textsAmong([lastName, firstName]).join('');
}
