import assert from 'node:assert/strict';
import { parseFilter as parseWireFilter, resolve } from '../../../sandbox/filters';
import type { EntityName } from '../../../src/model/entities';
import { matchesFilter, parseFilter } from '../../../src/model/filter';
import type { JsonObject } from '../../../src/model/json';
import { toPayload } from '../../../src/sdk/mapping';
import { toSearchFilter } from '../../../src/sdk/store/search-filter';
import { ownersOf } from '../../../src/sdk/wire/entity-json';
import { arbitraryFilter, numbersFrom } from '../../model/arbitrary-filter';
import { arbitraryDocument, CLASSES, SELF } from '../wire/arbitrary-document';

describe("the server's part of a search", () => {
  it('never holds back what the exact filter lets through', () => {
    const next = numbersFrom(11);
    const seen = { wanted: 0, heldBack: 0 };
    for (let round = 0; round < 20_000; round += 1) {
      const { entity, json } = arbitraryFilter(next);
      const parsing = parseFilter(json, entity);
      assert(parsing.ok);
      const { filter } = parsing;
      // Deleted entities are not searched, and healthcare elements without a patient are in no index.
      const wire = { ...arbitraryDocument(entity, 'CREATE', next), secretForeignKeys: ['patient'] };
      const wireFilter = toSearchFilter(entity, filter, SELF);

      const owners = ownersOf(wire);
      const exact = matchesFilter(filter, {
        payload: toPayload(entity, wire),
        patients: ['a', '0'],
        owners,
        sharedWithSelf: owners.includes(SELF),
      });
      const found = resolve(parseWireFilter(wireFilter, CLASSES[entity]), [wire], {
        quirks: true,
        callerDataOwnerId: SELF,
        hasAccess: (dataOwnerId, document) => ownersOf(document).includes(dataOwnerId),
      });
      const byServer = found.some((id) => id === (wire as JsonObject).id);
      if (exact) seen.wanted += 1;
      if (!byServer) seen.heldBack += 1;
      assert(byServer || !exact, JSON.stringify({ filter: json, wireFilter, wire }));
    }
    // Neither side is trivial.
    assert(seen.wanted > 1_000 && seen.heldBack > 1_000, JSON.stringify(seen));
  });

  it('has a label with its code, and not one of any code, since the server then finds nothing', () => {
    const label = { by: 'label', type: 'IC-TEST', code: 'TEST' };
    assert.deepEqual(translate('DataSample', { criteria: [label] }), {
      $type: 'ServiceByHcPartyTagCodeDateFilter',
      healthcarePartyId: SELF,
      tagType: 'IC-TEST',
      tagCode: 'TEST',
    });
    assert.deepEqual(translate('DataSample', { criteria: [{ by: 'label', type: 'IC-TEST' }] }), {
      $type: 'ServiceByHcPartyFilter',
      hcpId: SELF,
    });
  });

  it('has an identifier with its system, under the name of the owner that the filter has', () => {
    const criteria = [{ by: 'identifier', system: 'https://example.org', value: '1' }];
    const identifiers = [{ system: 'https://example.org', value: '1' }];
    assert.deepEqual(translate('HealthcareElement', { criteria }), {
      $type: 'HealthElementByHcPartyIdentifiersFilter',
      hcPartyId: SELF,
      identifiers,
    });
    assert.deepEqual(translate('Patient', { owner: 'another', criteria }), {
      $type: 'PatientByHcPartyAndIdentifiersFilter',
      healthcarePartyId: 'another',
      identifiers,
    });
  });

  it('asks for ids without asking for everything', () => {
    assert.deepEqual(translate('HealthcareElement', { criteria: [{ by: 'id', ids: ['a', 'b'] }] }), {
      $type: 'HealthElementByIdsFilter',
      ids: ['a', 'b'],
    });
  });

  function translate(entity: EntityName, json: JsonObject): JsonObject {
    const parsing = parseFilter(json, entity);
    assert(parsing.ok);
    return toSearchFilter(entity, parsing.filter, SELF);
  }
});
