import assert from 'node:assert/strict';
import { CRITERIA, isCriterionKind, type CriterionDescription } from '../../src/model/criteria';
import {
  ENTITIES,
  ENTITY_NAMES,
  eventNodeType,
  eventTopic,
  isEntityName,
  type EntityName,
  type EventType,
} from '../../src/model/entities';

describe('the table of entities', () => {
  it('has the 14 events of the platform: all three types of five entities, but no UPDATE of a DataSample', () => {
    const events = ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].eventTypes.map((type) => `${entity} ${type}`));
    assert.equal(events.length, 14);
    assert.equal(new Set(events).size, 14);
    assert.ok(!events.includes('DataSample UPDATE'));
    assert.deepEqual(ENTITIES.DataSample.eventTypes, ['CREATE', 'DELETE']);
  });

  it('gives each entity a topic and a node type of its own', () => {
    const expected: Record<EntityName, readonly [EventType, string, string]> = {
      Patient: ['CREATE', 'icure/patient/create', 'icure-patient-events'],
      DataSample: ['DELETE', 'icure/data-sample/delete', 'icure-data-sample-events'],
      HealthcareElement: ['UPDATE', 'icure/healthcare-element/update', 'icure-healthcare-element-events'],
      Notification: ['CREATE', 'icure/notification/create', 'icure-notification-events'],
      User: ['DELETE', 'icure/user/delete', 'icure-user-events'],
    };
    for (const entity of ENTITY_NAMES) {
      const [type, topic, nodeType] = expected[entity];
      assert.equal(eventTopic(entity, type), topic);
      assert.equal(eventNodeType(entity), nodeType);
    }
  });

  it('knows owners of all but users, who are not encrypted', () => {
    assert.deepEqual(
      ENTITY_NAMES.filter((entity) => !ENTITIES[entity].hasOwner),
      ['User'],
    );
  });

  it('names only criteria that there are, each once, and uses every one of them', () => {
    const used = new Set<string>();
    for (const entity of ENTITY_NAMES) {
      const { criteria } = ENTITIES[entity];
      assert.equal(new Set(criteria).size, criteria.length, entity);
      criteria.forEach((kind) => used.add(kind));
    }
    assert.deepEqual([...used].sort(), Object.keys(CRITERIA).sort());
  });

  it('has the server match only what can be asked for', () => {
    for (const entity of ENTITY_NAMES) {
      const { criteria, matchedLive } = ENTITIES[entity];
      assert.deepEqual(
        matchedLive.filter((kind) => !criteria.includes(kind)),
        [],
        entity,
      );
    }
  });

  it('gives choices to every field that is one, and only to them', () => {
    const descriptions: readonly CriterionDescription[] = Object.values(CRITERIA);
    for (const { name, kind, choices } of descriptions.flatMap(({ fields }) => fields)) {
      assert.equal(choices !== undefined && choices.length > 0, kind === 'choice', name);
    }
  });

  it('tells names of entities and criteria from anything else', () => {
    for (const name of ENTITY_NAMES) assert.equal(isEntityName(name), true);
    for (const name of Object.keys(CRITERIA)) assert.equal(isCriterionKind(name), true);
    for (const value of ['PATIENT', 'Service', 'toString', '', undefined, null, 1, {}]) {
      assert.equal(isEntityName(value), false);
      assert.equal(isCriterionKind(value), false);
    }
  });
});
