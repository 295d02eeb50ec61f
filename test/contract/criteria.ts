/** Each kind of criterion of each entity, negated too: what is heard, found and told by `inspect` is what the filter means, deleted or not. */
import assert from 'node:assert/strict';
import type { SandboxAccount } from '../../sandbox';
import { ENTITIES, ENTITY_NAMES, type EntityName, type EventType } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';
import type { SdkSession } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { filterFor, listen, type Heard } from '../support/sessions';
import type { Author } from './author';
import { ELEMENT, filterExamples, grouped, HELD_BACK, negated, PASSES, PASSING_IDS, PATIENT } from './filter-examples';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyCriteria(leg: Leg): void {
  describe('criteria', () => {
    let stage: Stage;
    let account: SandboxAccount;
    let session: SdkSession;
    let author: Author;

    before(async () => {
      stage = await Stage.open(leg);
      account = stage.newAccount();
      session = await stage.connect(account);
      author = await stage.author(account.dataOwnerId);
      await author.create('Patient', { id: PATIENT });
      await author.create('HealthcareElement', { id: ELEMENT });
    });

    after(() => stage.end());

    for (const entity of ENTITY_NAMES) {
      describe(`of ${entity}`, () => {
        const { eventTypes } = ENTITIES[entity];
        const passing = PASSING_IDS[entity];
        /** Two: one is written before what passes, and one after. */
        const others: string[] = [];
        const heard = new Map<string, Heard>();
        const found = new Map<string, string[]>();

        const cases = filterExamples(entity).flatMap(({ kind, filter }) => [
          { kind, name: kind, filter, passes: () => [passing] },
          { kind, name: `not ${kind}`, filter: negated(filter), passes: () => others },
          { kind, name: `${kind}, in a group`, filter: grouped(filter), passes: () => [passing] },
        ]);

        function heardOn(type: EventType, name: string): Heard {
          const channel = heard.get(`${type} ${name}`);
          assert(channel);
          return channel;
        }

        before(async () => {
          for (const { name, filter } of cases) {
            for (const type of eventTypes) {
              heard.set(`${type} ${name}`, (await listen(session, entity, type, filter)).heard);
            }
          }
          others.push(await author.create(entity, HELD_BACK[entity]));
          await author.create(entity, PASSES[entity]);
          others.push(await author.create(entity, HELD_BACK[entity]));
          for (const { name, filter } of cases) found.set(name, await find(session, entity, filter));
          const written = [others[0], passing, others[1]].filter((id) => id !== undefined);
          if (eventTypes.includes('UPDATE')) for (const id of written) await author.update(entity, id, 'Changed');
          for (const id of written) await author.remove(entity, id);
        });

        for (const { kind, name, filter, passes } of cases) {
          for (const type of eventTypes) {
            it(`on ${type}: ${name}`, async () => {
              const channel = heardOn(type, name);
              // What a criterion lets through and what its negation does are all three together: nothing is still on its way unseen.
              const both = [kind, `not ${kind}`].map((one) => heardOn(type, one).events);
              await eventually(
                () =>
                  `all has arrived; ${JSON.stringify([channel.events.length, both.map(({ length }) => length), channel.problems])}`,
                () => {
                  assert(channel.events.length >= passes().length && both.flat().length >= 3);
                },
              );
              assert.deepEqual(channel.events.map(({ id }) => id).sort(), [...passes()].sort());
              assert.deepEqual([channel.problems, channel.closed], [[], []]);
            });
          }

          it(`found: ${name}`, () => {
            const ids = (found.get(name) ?? []).filter((id) => id === passing || others.includes(id));
            assert.deepEqual(ids.sort(), [...passes()].sort());
          });

          it(`of what is deleted: ${name}`, async () => {
            const ids = [passing, ...others];
            const inspections = await session.store.inspect(entity, ids, filterFor(entity, filter));
            const passed = inspections.flatMap((one) => (one.kind === 'found' && one.passes ? [one.stored.id] : []));
            assert.deepEqual(passed.sort(), [...passes()].sort());
            assert(inspections.every((one) => one.kind === 'found' && one.isDeleted));
          });
        }
      });
    }
  });
}

/** What is found for a filter, as nodes find it. */
async function find(session: SdkSession, entity: EntityName, filter: JsonObject): Promise<string[]> {
  const parsed = filterFor(entity, filter);
  const ids = await session.store.match(entity, parsed);
  const stored = await session.store.get(entity, ids, parsed);
  return stored.flatMap((one) => (one === undefined ? [] : [one.id]));
}
