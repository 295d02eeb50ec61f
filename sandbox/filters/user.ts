/** Filters of users. Users have no data owners: whoever may list them may use all of these. */
import type { JsonObject } from '../../src/model/json';
import { sanitized, textsAmong } from './conditions';
import { filter, type FilterTable } from './definition';
import { text } from './fields';
import { all, byIds } from './recurring';

export const userFilters: FilterTable = {
  AllUsersFilter: all,

  UserByIdsFilter: byIds,

  UsersByPatientIdFilter: filter(
    { patientId: text },
    { matches: ({ patientId }, user) => user.patientId === patientId },
  ),

  UserByHealthcarePartyIdFilter: filter(
    { healthcarePartyId: text },
    { matches: ({ healthcarePartyId }, user) => user.healthcarePartyId === healthcarePartyId },
  ),

  UserByNameEmailPhoneFilter: filter(
    { searchString: text },
    {
      matches: ({ searchString }, user) => wordsOf(user).some((word) => word.startsWith(sanitized(searchString))),
      liveQuirk: ({ searchString }, user) =>
        textsAmong(searchedIn(user)).some((field) => sanitized(field).startsWith(sanitized(searchString))),
      /** The view's keys are sanitized, what is searched for is not. */
      rest: ({ searchString }, user) => wordsOf(user).some((word) => word.startsWith(searchString)),
    },
  ),
};

function searchedIn({ name, login, email, mobilePhone, status }: JsonObject) {
  return [name, login, email, mobilePhone, status];
}

/** The words that a user can be found by; a word of one or two characters is none. */
function wordsOf(user: JsonObject): string[] {
  return textsAmong(searchedIn(user))
    .flatMap((field) => field.split(/[ |/'`]+/))
    .filter((word) => word.length > 2)
    .map(sanitized);
}
