import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { assertUsableLive, matchesLive, parseFilter as parseWireFilter } from '../../../sandbox/filters';
import { ENTITIES, ENTITY_NAMES, type EntityName, type EventType } from '../../../src/model/entities';
import { matchesFilter, parseFilter } from '../../../src/model/filter';
import type { JsonObject } from '../../../src/model/json';
import { toPayload } from '../../../src/sdk/mapping';
import { ownersOf } from '../../../src/sdk/wire/entity-json';
import { toWireFilter } from '../../../src/sdk/wire/wire-filter';
import { filterExamples } from '../../contract/filter-examples';
import { arbitraryFilter, numbersFrom } from '../../model/arbitrary-filter';
import { arbitraryDocument, CLASSES, pick, SELF } from './arbitrary-document';

describe("the server's part of a filter", () => {
  it('never holds back what the exact filter lets through', () => {
    const next = numbersFrom(7);
    const seen = { wanted: 0, heldBack: 0 };
    for (let round = 0; round < 20_000; round += 1) {
      const { entity, json } = arbitraryFilter(next);
      const { eventTypes } = ENTITIES[entity];
      const eventType = pick(eventTypes, next);
      const parsing = parseFilter(json, entity);
      assert(parsing.ok);
      const { filter } = parsing;
      const wire = arbitraryDocument(entity, eventType, next);
      const wireFilter = toWireFilter({ entity, eventType, filter }, SELF);

      const owners = ownersOf(wire);
      const exact = matchesFilter(filter, {
        payload: toPayload(entity, wire),
        patients: ['a', '0'],
        owners,
        sharedWithSelf: owners.includes(SELF),
      });
      const parsed = parseWireFilter(wireFilter, CLASSES[entity]);
      assertUsableLive(parsed);
      const byServer = matchesLive(parsed, wire, {
        quirks: true,
        callerDataOwnerId: SELF,
        hasAccess: (dataOwnerId, document) => ownersOf(document).includes(dataOwnerId),
      });
      if (exact) seen.wanted += 1;
      if (!byServer) seen.heldBack += 1;
      assert(byServer || !exact, JSON.stringify({ filter: json, eventType, wireFilter, wire }));
    }
    // Neither side is trivial.
    assert(seen.wanted > 1_000 && seen.heldBack > 1_000, JSON.stringify(seen));
  });

  for (const entity of ENTITY_NAMES) {
    it(`asks for everything of the owner when a ${entity} filter has no criteria`, () => {
      const expected: Record<EntityName, JsonObject> = {
        Patient: { $type: 'PatientByHcPartyFilter', healthcarePartyId: SELF },
        DataSample: { $type: 'ServiceByHcPartyFilter', hcpId: SELF },
        HealthcareElement: { $type: 'HealthElementByHcPartyFilter', hcpId: SELF },
        Notification: { $type: 'MaintenanceTaskAfterDateFilter', healthcarePartyId: SELF, date: 0 },
        User: { $type: 'AllUsersFilter' },
      };
      assert.deepEqual(translate(entity, 'CREATE', {}), expected[entity]);
    });
  }

  const label = { by: 'label', type: 'IC-TEST', code: 'TEST' };
  const byLabel = {
    $type: 'ServiceByHcPartyTagCodeDateFilter',
    healthcarePartyId: SELF,
    tagType: 'IC-TEST',
    tagCode: 'TEST',
  };
  const all = { $type: 'ServiceByHcPartyFilter', hcpId: SELF };

  it('has the label of a data sample that is created', () => {
    assert.deepEqual(translate('DataSample', 'CREATE', { criteria: [label] }), {
      $type: 'IntersectionFilter',
      filters: [all, byLabel],
    });
  });

  it('does not have it when one is deleted, since the server then holds everything back', () => {
    assert.deepEqual(translate('DataSample', 'DELETE', { criteria: [label] }), all);
  });

  it('leaves out what the server cannot do, and with it every alternative to it', () => {
    const identifier = { by: 'identifier', value: '1' };
    assert.deepEqual(translate('DataSample', 'CREATE', { match: 'all', criteria: [label, identifier] }), {
      $type: 'IntersectionFilter',
      filters: [all, byLabel],
    });
    assert.deepEqual(translate('DataSample', 'CREATE', { match: 'any', criteria: [label, identifier] }), all);
    assert.deepEqual(translate('DataSample', 'CREATE', { criteria: [{ ...label, not: true }] }), all);
  });

  for (const entity of ENTITY_NAMES) {
    const { criteria, matchedLive } = ENTITIES[entity];
    for (const { kind, filter } of filterExamples(entity)) {
      const isMatchedLive = matchedLive.includes(kind);
      it(`${isMatchedLive ? 'has' : 'does not have'} the ${kind} of a ${entity}`, () => {
        assert(criteria.includes(kind));
        const wire = translate(entity, 'CREATE', filter);
        assert.equal(!isDeepStrictEqual(wire, translate(entity, 'CREATE', {})), isMatchedLive, JSON.stringify(wire));
      });
    }
  }

  it('is for the owner that the filter names', () => {
    assert.deepEqual(translate('Patient', 'UPDATE', { owner: 'another' }), {
      $type: 'PatientByHcPartyFilter',
      healthcarePartyId: 'another',
    });
  });

  function translate(entity: EntityName, eventType: EventType, json: JsonObject): JsonObject {
    const parsing = parseFilter(json, entity);
    assert(parsing.ok);
    return toWireFilter({ entity, eventType, filter: parsing.filter }, SELF);
  }
});
