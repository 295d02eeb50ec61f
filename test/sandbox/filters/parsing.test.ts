import assert from 'node:assert/strict';
import { assertUsableLive, FilterError, FilterNotUsableLive, parseFilter } from '../../../sandbox/filters';
import { EVERYWHERE, NOWHERE, passage } from './asking';
import { CARDINAL_FILTERS } from './cardinal-filters';

const UNSUPPORTED = /^Unsupported filter: .* is not known by the backend version or is for another type of entity$/;

function refusal(json: unknown): string {
  try {
    parseFilter(json, 'Patient');
  } catch (error) {
    assert.ok(error instanceof FilterError);
    return error.message;
  }
  return assert.fail('it was accepted');
}

describe('reading of filters', () => {
  for (const [entityClass, json] of CARDINAL_FILTERS) {
    it(`takes what the Cardinal SDK sends: ${entityClass} ${json}`, () => {
      const filter = parseFilter(JSON.parse(json), entityClass);
      if (json.includes('ServiceByHcPartyHealthElementIdsFilter')) {
        assert.throws(() => {
          assertUsableLive(filter);
        }, FilterNotUsableLive);
      } else {
        assertUsableLive(filter);
      }
    });
  }

  it('takes "type" for "$type" where there is a "filterType", which is then the "type" of the filter itself', () => {
    const filter = { type: 'MaintenanceTaskByHcPartyAndTypeFilter', filterType: 'T', healthcarePartyId: 'me' };
    assert.deepEqual(passage(filter, 'MaintenanceTask', { id: 'x', owners: ['me'], taskType: 'T' }), EVERYWHERE);
    assert.deepEqual(passage(filter, 'MaintenanceTask', { id: 'x', owners: ['me'], taskType: 'U' }), NOWHERE);
  });

  it('ignores "desc" and fields that it does not know', () => {
    const filter = { $type: 'PatientByIdsFilter', ids: ['x'], desc: 1, whatever: { a: 1 } };
    assert.deepEqual(passage(filter, 'Patient', { id: 'x' }), EVERYWHERE);
  });

  it('takes null for absent', () => {
    const filter = { $type: 'PatientByDataOwnerTagFilter', dataOwnerId: 'me', tagType: 'T', tagCode: null };
    assert.deepEqual(
      passage(filter, 'Patient', { id: 'x', owners: ['me'], tags: [{ type: 'T', code: 'c' }] }),
      EVERYWHERE,
    );
  });

  for (const [what, json] of Object.entries<unknown>({
    'no object': 'PatientByIdsFilter',
    null: null,
    'a list': [],
    'no type': { ids: [] },
    'a "type" without "filterType"': { type: 'PatientByIdsFilter', ids: [] },
    'an unknown type': { $type: 'PatientByShoeSizeFilter' },
    'a type that only JavaScript knows': { $type: 'toString' },
    'a missing field': { $type: 'PatientByIdsFilter' },
    'null for a required field': { $type: 'PatientByIdsFilter', ids: null },
    'a wrong type in a list': { $type: 'PatientByIdsFilter', ids: [1] },
    'a text for a list': { $type: 'PatientByIdsFilter', ids: 'x' },
    'a text for a number': { $type: 'PatientByHcPartyDateOfBirthFilter', dateOfBirth: '19501231' },
    'a number for a text': { $type: 'PatientByHcPartyFilter', healthcarePartyId: 1 },
    'a text for a truth value': { $type: 'PatientByHcPartyAndActiveFilter', active: 'true' },
    'a text for an identifier': { $type: 'PatientByHcPartyAndIdentifiersFilter', identifiers: ['v'] },
    'a union of something else': { $type: 'UnionFilter', filters: [1] },
    'a union of no list': { $type: 'UnionFilter', filters: {} },
    'a complement without its parts': { $type: 'ComplementFilter' },
  })) {
    it(`refuses ${what}`, () => {
      assert.equal(refusal(json), 'Invalid parameters for method');
    });
  }

  it('refuses a filter of another class, inside others too', () => {
    const ofUsers = { $type: 'AllUsersFilter' };
    assert.match(refusal(ofUsers), UNSUPPORTED);
    assert.match(refusal({ $type: 'UnionFilter', filters: [ofUsers] }), UNSUPPORTED);
    const everything = { $type: 'PatientByHcPartyFilter' };
    assert.match(refusal({ $type: 'ComplementFilter', superSet: everything, subSet: ofUsers }), UNSUPPORTED);
  });

  for (const $type of ['ServiceByHcPartyTagCodeDateFilter', 'HealthElementByHcPartyTagCodeFilter'] as const) {
    const entityClass = $type.startsWith('Service') ? 'Service' : 'HealthElement';
    it(`refuses a code without a type: ${$type}`, () => {
      for (const [field, message] of [
        ['tagCode', 'If you specify tagCode you must also specify tagType'],
        ['codeCode', 'If you specify codeCode you must also specify codeType'],
      ] as const) {
        assert.throws(() => parseFilter({ $type, healthcarePartyId: 'me', [field]: '1' }, entityClass), {
          name: 'FilterError',
          message,
        });
      }
    });
  }

  it('refuses a healthcare party filter by neither tag nor code', () => {
    assert.throws(() => parseFilter({ $type: 'HealthcarePartyByTagCodeFilter' }, 'HealthcareParty'), {
      name: 'FilterError',
      message: 'You must specify at least one of tagType or codeType',
    });
  });
});
