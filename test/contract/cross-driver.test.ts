/** One flow works on either SDK: what one author writes gives the same payloads through each driver. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { ENTITIES, ENTITY_NAMES, isSavable, type EntityName, type EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import type { SdkSession } from '../../src/sdk/port';
import { hostedDriver } from '../../src/sdk/host/host';
import { listen, Sessions, type Heard } from '../support/sessions';
import { textIn, USUAL_TEXT, type Author } from './author';
import { canDecrypt, LEGS, useSdkOf, type Leg } from './legs';
import { Stage } from './stage';
import { payloadOf, saveOne } from './storing';

for (const [index, one] of LEGS.entries()) {
  for (const other of LEGS.slice(index + 1)) {
    for (const author of [one, other]) comparePayloads(one, other, author);
  }
}

function comparePayloads(one: Leg, other: Leg, authorLeg: Leg): void {
  describe(`contract: ${one.title} and ${other.title}, of what ${authorLeg.title} writes`, () => {
    for (const leg of [one, other]) useSdkOf(leg);
    const sessions = new Sessions(hostedDriver);
    const heard = new Map<Leg, Map<string, Heard>>();
    const connected = new Map<Leg, SdkSession>();
    const written = new Map<EntityName, string>();
    let stage: Stage;
    let author: Author;

    before(async () => {
      stage = await Stage.open(authorLeg);
      const account = stage.newAccount();
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      // The same account with the same key; the older SDK registers it, since the newer one reads what the older one makes, but not vice versa.
      const [first, second] = one.generation === 'legacy' ? [one, other] : [other, one];
      for (const leg of [first, second]) {
        leg.select?.();
        const session = await sessions.connect(
          stage.settings(account, { sdk: leg.sdk, privateKey: pem, createKeyPair: leg === first }),
        );
        connected.set(leg, session);
        const channels = new Map<string, Heard>();
        for (const { entity, type } of cells()) {
          channels.set(`${entity} ${type}`, (await listen(session, entity, type)).heard);
        }
        heard.set(leg, channels);
      }
      author = await stage.author(account.dataOwnerId);
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

    after(async () => {
      await sessions.end();
      await stage.end();
    });

    async function eventThrough(leg: Leg, entity: EntityName, type: EventType): Promise<EntityEvent> {
      const id = written.get(entity);
      const channel = heard.get(leg)?.get(`${entity} ${type}`);
      assert(id !== undefined && channel !== undefined);
      return channel.eventOf(id);
    }

    /** Whether a leg gets an entity decrypted; users are not encrypted. */
    const reads = (leg: Leg, entity: EntityName): boolean => entity === 'User' || canDecrypt(leg, authorLeg);

    for (const { entity, type } of cells()) {
      it(`${type} of ${entity}`, async () => {
        const events = await Promise.all([one, other].map((leg) => eventThrough(leg, entity, type)));
        for (const [position, leg] of [one, other].entries()) {
          assert.equal(events[position]?.decrypted, reads(leg, entity), `decrypted through ${leg.title}`);
          if (type === 'CREATE') {
            assert.equal(textIn(entity, events[position].payload), reads(leg, entity) ? USUAL_TEXT : undefined);
          }
        }
        if (!reads(one, entity) || !reads(other, entity)) return;
        const [left, right] = events.map((event) => ({ ...event, receivedAt: undefined }));
        assert.deepEqual(left, right);
      });
    }

    for (const entity of ENTITY_NAMES.filter(isSavable)) {
      it(`${entity}, saved through one and found through the other`, async () => {
        const [saver, finder] = [authorLeg, authorLeg === one ? other : one];
        const session = connected.get(saver);
        assert(session);
        const { id: patient } = await saveOne(session, 'Patient', payloadOf('Patient', 'Subject'));
        const stored = await saveOne(session, entity, payloadOf(entity, USUAL_TEXT), { patient });
        const [found] = (await connected.get(finder)?.store.get(entity, [stored.id])) ?? [];
        assert.equal(found?.decrypted, canDecrypt(finder, saver));
        if (found.decrypted) assert.deepEqual(found.payload, stored.payload);
      });
    }
  });
}

function cells(): { entity: EntityName; type: EventType }[] {
  return ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].eventTypes.map((type) => ({ entity, type })));
}
