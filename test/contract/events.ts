/** Every event that the platform has, and what each message's payload promises. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ENTITIES, ENTITY_NAMES, EVENT_TYPES, type EntityName, type EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import { isJsonObject, type JsonValue } from '../../src/model/json';
import type { SdkSession } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { filterFor, Heard, listen } from '../support/sessions';
import { textIn, USUAL_TEXT, type Author } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

/** Names that only encryption or logins need; none of them may reach a flow. */
const SECRET_NAMES = new Set([
  ...['encryptedSelf', 'securityMetadata', 'systemMetaData', 'systemMetadata', 'delegations', 'encryptionKeys'],
  ...['cryptedForeignKeys', 'secretForeignKeys', 'aesExchangeKeys', 'transferKeys', 'publicKey', 'passwordHash'],
  ...['hcPartyKeys', 'privateKeyShamirPartitions', 'publicKeysForOaepWithSha256', 'authenticationTokens', 'secret'],
  ...['applicationTokens', 'encryptedContent'],
]);

export function specifyEvents(leg: Leg): void {
  describe('events', () => {
    let stage: Stage;
    let session: SdkSession;
    let author: Author;
    const heard = new Map<string, Heard>();
    const written = new Map<EntityName, string>();

    before(async () => {
      stage = await Stage.open(leg);
      const reader = stage.newAccount();
      session = await stage.connect(reader);
      author = await stage.author(reader.dataOwnerId);
      for (const { entity, type } of cells())
        heard.set(`${entity} ${type}`, (await listen(session, entity, type)).heard);
      for (const entity of ENTITY_NAMES) {
        const id = await author.create(entity, {
          labels: [{ type: 'IC-TEST', code: 'TEST' }],
          codes: [{ type: 'LOINC', code: '2339-0' }],
          identifiers: [{ system: 'http://example.org', value: 'x-1' }],
        });
        if (ENTITIES[entity].eventTypes.includes('UPDATE')) await author.update(entity, id, 'Changed');
        await author.remove(entity, id);
        written.set(entity, id);
      }
    });

    after(() => stage.end());

    function channel(entity: EntityName, type: EventType): Heard {
      const found = heard.get(`${entity} ${type}`);
      assert(found);
      return found;
    }

    /** The one event of what was written. */
    async function event(entity: EntityName, type: EventType): Promise<EntityEvent> {
      const id = written.get(entity);
      const { events, problems } = channel(entity, type);
      return eventually(
        () => `${type} of ${entity}; problems ${JSON.stringify(problems)}`,
        () => {
          const found = events.find((candidate) => candidate.id === id);
          assert(found);
          return found;
        },
      );
    }

    it('exist in 14 kinds', () => {
      assert.equal(heard.size, 14);
    });

    for (const { entity, type } of cells()) {
      it(`${type} of ${entity} comes once, and says what it is`, async () => {
        const { id, rev, payload, receivedAt, ...rest } = await event(entity, type);
        assert.deepEqual(rest, { type, entity, source: 'live', decrypted: true });
        assert.equal(payload.id, id);
        assert.equal(rev, payload.rev);
        assert.equal(rev === undefined, entity === 'DataSample');
        assert.equal(new Date(receivedAt).toISOString(), receivedAt);
        const { events, problems } = channel(entity, type);
        assert.equal(events.filter((other) => other.id === id).length, 1);
        assert.deepEqual(problems, []);
      });

      it(`${type} of ${entity} has a payload of plain JSON, without encryption metadata or secrets`, async () => {
        const { payload } = await event(entity, type);
        assert.deepEqual(JSON.parse(JSON.stringify(payload)), payload);
        const names = namesIn(payload);
        assert.deepEqual(
          names.filter((name) => SECRET_NAMES.has(name)),
          [],
        );
        assert(!names.includes('tags'), 'labels have their MedTech name');
      });
    }

    for (const entity of ENTITY_NAMES) {
      it(`carry the decrypted text of a ${entity}`, async () => {
        assert.equal(textIn(entity, (await event(entity, 'CREATE')).payload), USUAL_TEXT);
        if (!ENTITIES[entity].eventTypes.includes('UPDATE')) return;
        assert.equal(textIn(entity, (await event(entity, 'UPDATE')).payload), 'Changed');
        assert.equal(textIn(entity, (await event(entity, 'DELETE')).payload), 'Changed');
      });
    }

    for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
      it(`carry labels, codes and identifiers of a ${entity}`, async () => {
        const { labels, codes, identifiers } = (await event(entity, 'CREATE')).payload;
        assert.deepEqual(pick(labels, 'type', 'code'), [['IC-TEST', 'TEST']]);
        assert.deepEqual(pick(codes, 'type', 'code'), [['LOINC', '2339-0']]);
        assert.deepEqual(pick(identifiers, 'system', 'value'), [['http://example.org', 'x-1']]);
      });
    }

    it('of what cannot be decrypted come with its clear fields, and say so', async () => {
      const { heard: patients } = await listen(session, 'Patient', 'CREATE');
      const readable = await author.create('Patient');
      await patients.eventOf(readable);
      const sealed = await createSealedPatient(stage, readable, stage.newAccount());
      const { decrypted, payload } = await patients.eventOf(sealed);
      assert.equal(decrypted, false);
      assert.equal(payload.lastName, 'Sealed');
      assert.equal(textIn('Patient', payload), undefined);
    });

    it('of a type that the platform does not have are refused', async () => {
      const refused = new Heard();
      session.openChannel({ entity: 'DataSample', eventType: 'UPDATE', filter: filterFor('DataSample') }, refused);
      assert.equal((await refused.untilClosed())?.code, 'bad-config');
    });
  });
}

function cells(): { entity: EntityName; type: EventType }[] {
  return ENTITY_NAMES.flatMap((entity) =>
    EVENT_TYPES.filter((type) => ENTITIES[entity].eventTypes.includes(type)).map((type) => ({ entity, type })),
  );
}

function namesIn(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

function pick(list: JsonValue | undefined, ...names: readonly string[]): unknown[][] {
  return (Array.isArray(list) ? list : []).filter(isJsonObject).map((item) => names.map((name) => item[name]));
}

/** A copy of a patient whose delegations have lost the keys in them, as when another key pair was used; written past every SDK. */
async function createSealedPatient(
  { sandbox }: Stage,
  id: string,
  { login, password }: { login: string; password: string },
): Promise<string> {
  const stored = sandbox.documents('patient').find((document) => document.id === id);
  assert(stored);
  const sealed: unknown = JSON.parse(
    JSON.stringify(stored, (name, value: unknown) => {
      if (name !== 'encryptionKeys') return value;
      return Array.isArray(value) ? [] : {};
    }),
  );
  assert(isJsonObject(sealed));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}/rest/v2/auth/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ username: login, password }),
  });
  const tokens: unknown = await answer.json();
  assert(isJsonObject(tokens) && typeof tokens.token === 'string');
  const copy = randomUUID();
  const created = await fetch(`${sandbox.url}/rest/v2/patient`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${tokens.token}` },
    body: JSON.stringify({ ...sealed, id: copy, rev: undefined, lastName: 'Sealed' }),
  });
  assert.equal(created.status, 200, await created.text());
  return copy;
}
