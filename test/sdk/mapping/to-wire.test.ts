import assert from 'node:assert/strict';
import { ENTITY_NAMES, isSavable, type SavableEntity } from '../../../src/model/entities';
import type { JsonObject } from '../../../src/model/json';
import { toPayload, toWire } from '../../../src/sdk/mapping';
import { TABLES } from '../../../src/sdk/mapping/tables';
import { numbersFrom } from '../../model/arbitrary-filter';
import { ARBITRARY_FIELDS, arbitraryWire } from './arbitrary-wire';
import { MALFORMED } from './malformed-payloads';

const SAVABLE = ENTITY_NAMES.filter(isSavable);

function accepted(entity: SavableEntity, payload: JsonObject, isNew = false) {
  const reading = toWire(entity, payload, isNew);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading;
}

function refused(entity: SavableEntity, payload: JsonObject, isNew = false) {
  const reading = toWire(entity, payload, isNew);
  assert.ok(!reading.ok, `accepted: ${JSON.stringify(reading)}`);
  return reading.problem;
}

/** What the store sends, with what a data sample's contact says about it. */
function wholeWire(entity: SavableEntity, payload: JsonObject): JsonObject {
  const { wire, links, batchId } = accepted(entity, payload);
  const { healthcareElementIds, canvasesIds } = links;
  return {
    ...wire,
    ...(batchId === undefined ? {} : { contactId: batchId }),
    ...(healthcareElementIds === undefined ? {} : { healthElementsIds: [...healthcareElementIds] }),
    ...(canvasesIds === undefined ? {} : { formIds: [...canvasesIds] }),
  };
}

describe('what is to be saved', () => {
  describe('comes back as it was', () => {
    for (const entity of SAVABLE) {
      it(`of 500 arbitrary documents of a ${entity}`, () => {
        const next = numbersFrom(entity.length);
        for (let round = 0; round < 500; round += 1) {
          const payload = toPayload(entity, arbitraryWire(entity, next));
          assert.deepEqual(toPayload(entity, wholeWire(entity, payload)), payload);
        }
      });

      it(`of a ${entity} of which hardly anything is known`, () => {
        const payload = toPayload(entity, { id: 'x' });
        assert.deepEqual(toPayload(entity, wholeWire(entity, payload)), payload);
      });

      it(`whichever field of a ${entity} it is`, () => {
        const wireNames = Object.values(TABLES[entity]).map(([wireName]) => wireName);
        assert.deepEqual(Object.keys(ARBITRARY_FIELDS[entity]).sort(), wireNames.sort());
      });
    }
  });

  it('has the names and forms of the wire', () => {
    const payload = {
      labels: [{ type: 'T', code: 'c' }],
      content: { en: { measureValue: { value: 5.4, unitCodes: [{ type: 'U' }] } } },
      valueDate: 20260102030405,
      notes: [{ labels: [], markdown: { en: 'x' } }],
    };
    assert.deepEqual(accepted('DataSample', payload).wire, {
      tags: [{ type: 'T', code: 'c' }],
      content: { en: { measureValue: { value: 5.4, unitCodes: [{ type: 'U' }] } } },
      valueDate: 20260102030405,
      notes: [{ tags: [], markdown: { en: 'x' } }],
    });
    assert.deepEqual(accepted('HealthcareElement', { description: 'd', healthcareElementId: 'h' }).wire, {
      descr: 'd',
      healthElementId: 'h',
    });
    assert.deepEqual(accepted('Notification', { type: 'NEW_USER', identifiers: [] }).wire, {
      taskType: 'NEW_USER',
      identifier: [],
    });
  });

  it('says no more than the payload: what is absent or undefined stays away, null clears', () => {
    assert.deepEqual(accepted('Patient', {}).wire, {});
    assert.deepEqual(accepted('Patient', { note: null, labels: null, alias: undefined }).wire, {
      note: null,
      tags: null,
    });
  });

  it('has no null inside of lists, records and objects, where there is nothing to clear', () => {
    const payload = {
      content: { en: { stringValue: 'x', numberValue: null }, fr: null },
      labels: [{ type: 'T', id: null }],
    };
    assert.deepEqual(accepted('DataSample', payload).wire, {
      content: { en: { stringValue: 'x' } },
      tags: [{ type: 'T' }],
    });
  });

  it('takes what an event brings besides', () => {
    const brought = {
      rev: '2-b',
      created: 1,
      modified: 2,
      endOfLife: 3,
      deletionDate: 4,
      author: 'a',
      responsible: 'r',
    };
    assert.deepEqual(accepted('Patient', brought).wire, brought);
  });

  it('takes dates of which the day, or the month too, is not known, and the day that leap years have', () => {
    for (const date of [19860100, 19860000, 20240229, 20000229]) {
      assert.deepEqual(accepted('Patient', { dateOfBirth: date }).wire, { dateOfBirth: date });
      assert.deepEqual(accepted('HealthcareElement', { openingDate: date }).wire, { openingDate: date });
    }
  });

  it('keeps what belongs to the contact of a data sample apart', () => {
    const payload = { batchId: 'b', healthcareElementIds: ['h'], canvasesIds: ['c'], comment: 'x' };
    const { wire, links, batchId } = accepted('DataSample', payload);
    assert.deepEqual(wire, { comment: 'x' });
    assert.deepEqual(links, { healthcareElementIds: ['h'], canvasesIds: ['c'] });
    assert.equal(batchId, 'b');
  });

  it('has no links where the payload has none, and empty ones where it clears them', () => {
    assert.deepEqual(accepted('DataSample', {}).links, {});
    const { links, batchId } = accepted('DataSample', { healthcareElementIds: null, batchId: null });
    assert.deepEqual(links, { healthcareElementIds: [] });
    assert.equal(batchId, undefined);
  });

  it('of a new patient has a first or a last name', () => {
    for (const payload of [{}, { firstName: '', lastName: null }, { companyName: 'Night Watch' }]) {
      const { field, reason } = refused('Patient', payload, true);
      assert.equal(field, 'lastName');
      assert.match(reason, /firstName or a lastName/);
    }
    accepted('Patient', { firstName: 'Jon' }, true);
    accepted('Patient', { lastName: 'Snow' }, true);
    accepted('Patient', {}, false);
  });

  it('of anything else new may be empty', () => {
    for (const entity of SAVABLE.filter((name) => name !== 'Patient')) accepted(entity, {}, true);
  });

  it('tells the first problem, in the order of the payload', () => {
    assert.equal(refused('Patient', { nose: 1, gender: 'x', firstName: 5 }).field, 'nose');
    assert.equal(refused('Patient', { firstName: 5, gender: 'x', nose: 1 }).field, 'firstName');
  });

  it('never tells a value, which may be health data', () => {
    for (const value of ['secret', ['secret'], { secret: 'secret' }]) {
      const { reason } = refused('Patient', { gender: value });
      assert.doesNotMatch(reason, /secret/);
    }
  });

  it('leaves the payload as it is', () => {
    const payload = Object.freeze({ labels: Object.freeze([Object.freeze({ type: 'T' })]) }) as unknown as JsonObject;
    assert.deepEqual(accepted('Patient', payload).wire, { tags: [{ type: 'T' }] });
  });

  describe('names what is wrong', () => {
    for (const [entity, payload, field, reason] of MALFORMED) {
      const told = JSON.stringify(payload, (_, value: unknown) => (typeof value === 'number' ? String(value) : value));
      it(`in the ${entity} ${told.length > 120 ? `${told.slice(0, 120)}…` : told}`, () => {
        const problem = refused(entity, payload);
        assert.equal(problem.field, field);
        assert.match(problem.reason, reason);
      });
    }
  });
});
