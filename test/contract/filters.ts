/** Every criterion of every entity, on every event type: a filter means what the editor says, whatever the server or the SDK makes of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ENTITIES, ENTITY_NAMES, EVENT_TYPES, type EntityName } from '../../src/model/entities';
import type { SdkSession } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { listen, type Heard } from '../support/sessions';
import type { Author, Values } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

/** Three entities that differ in what can be asked for. Each is written twice, so that what must come stands behind what must not. */
const KINDS = ['A', 'B', 'C'] as const;
type Kind = (typeof KINDS)[number];

const CODED: Readonly<Record<Kind, Values>> = {
  A: {
    labels: [{ type: 'IC-TEST', code: 'TEST' }],
    codes: [{ type: 'LOINC', code: '1' }],
    identifiers: [{ system: 'http://one', value: 'x-1' }],
  },
  B: {
    labels: [
      { type: 'IC-TEST', code: 'OTHER' },
      { type: 'SECOND', code: 'TEST' },
    ],
    codes: [{ type: 'LOINC', code: '2' }],
    identifiers: [{ system: 'http://two', value: 'x-1' }],
  },
  C: {
    labels: [{ type: 'ANOTHER', code: 'TEST' }],
    codes: [{ type: 'SNOMED', code: '1' }],
    identifiers: [{ system: 'http://one', value: 'x-2' }],
  },
};

const NOTIFICATIONS: Readonly<Record<Kind, Values>> = {
  A: { type: 'OTHER', identifiers: [{ system: 'http://one', value: 'x-1' }] },
  B: { type: 'KEY_PAIR_UPDATE', identifiers: [{ system: 'http://two', value: 'x-1' }] },
  C: { type: 'NEW_USER_OWN_DATA_ACCESS', identifiers: [{ system: 'http://one', value: 'x-2' }] },
};

/** What is written for an entity. */
const VALUES: Readonly<Record<EntityName, Readonly<Record<Kind, Values>>>> = {
  Patient: CODED,
  DataSample: CODED,
  HealthcareElement: CODED,
  Notification: NOTIFICATIONS,
  User: { A: {}, B: {}, C: {} },
};

/** What a filter is made with: the ids of what will be written, and who is who. */
interface Cast {
  readonly ids: (...kinds: readonly Kind[]) => string[];
  readonly author: string;
}

interface Case {
  readonly name: string;
  readonly filter: (cast: Cast) => object;
  readonly passes: readonly Kind[];
}

const EVERYTHING: Case = { name: 'nothing asked for', filter: () => ({}), passes: KINDS };

const BY_ID: readonly Case[] = [
  { name: 'ids', filter: ({ ids }) => ({ criteria: [{ by: 'id', ids: ids('A', 'C') }] }), passes: ['A', 'C'] },
  {
    name: 'not these ids',
    filter: ({ ids }) => ({ criteria: [{ by: 'id', ids: ids('A', 'C'), not: true }] }),
    passes: ['B'],
  },
  {
    name: 'all of two lists of ids',
    filter: ({ ids }) => ({
      criteria: [
        { by: 'id', ids: ids('A', 'C') },
        { by: 'id', ids: ids('B', 'C') },
      ],
    }),
    passes: ['C'],
  },
  {
    name: 'any of two lists of ids',
    filter: ({ ids }) => ({
      match: 'any',
      criteria: [
        { by: 'id', ids: ids('A') },
        { by: 'id', ids: ids('B') },
      ],
    }),
    passes: ['A', 'B'],
  },
];

const BY_IDENTIFIER: readonly Case[] = [
  { name: 'an identifier', filter: asksFor({ by: 'identifier', system: 'http://one', value: 'x-1' }), passes: ['A'] },
  { name: 'an identifier of any system', filter: asksFor({ by: 'identifier', value: 'x-1' }), passes: ['A', 'B'] },
  { name: 'not an identifier', filter: asksFor({ by: 'identifier', value: 'x-1', not: true }), passes: ['C'] },
];

const BY_OWNER: readonly Case[] = [
  { name: 'the account itself as the owner', filter: () => ({ owner: 'self' }), passes: KINDS },
  { name: 'another owner, who has access', filter: ({ author }) => ({ owner: author }), passes: KINDS },
];

const BY_CODING: readonly Case[] = [
  { name: 'a label', filter: asksFor({ by: 'label', type: 'IC-TEST', code: 'TEST' }), passes: ['A'] },
  { name: 'a label of any code', filter: asksFor({ by: 'label', type: 'IC-TEST' }), passes: ['A', 'B'] },
  { name: 'not a label', filter: asksFor({ by: 'label', type: 'IC-TEST', not: true }), passes: ['C'] },
  { name: 'a code', filter: asksFor({ by: 'code', type: 'LOINC', code: '2' }), passes: ['B'] },
  { name: 'a code of any code', filter: asksFor({ by: 'code', type: 'LOINC' }), passes: ['A', 'B'] },
  {
    name: 'all of a label and a code',
    filter: asksFor({ by: 'label', type: 'IC-TEST' }, { by: 'code', type: 'LOINC', code: '1' }),
    passes: ['A'],
  },
  {
    name: 'any of a label and a code',
    filter: () => ({
      match: 'any',
      criteria: [
        { by: 'label', type: 'IC-TEST', code: 'TEST' },
        { by: 'code', type: 'SNOMED' },
      ],
    }),
    passes: ['A', 'C'],
  },
  {
    name: 'a criterion and any of a group',
    filter: asksFor(
      { by: 'code', type: 'LOINC' },
      {
        match: 'any',
        criteria: [
          { by: 'label', type: 'SECOND' },
          { by: 'label', type: 'ANOTHER' },
        ],
      },
    ),
    passes: ['B'],
  },
  {
    name: 'not a group',
    filter: asksFor({
      match: 'all',
      not: true,
      criteria: [
        { by: 'label', type: 'IC-TEST' },
        { by: 'code', type: 'LOINC', code: '1' },
      ],
    }),
    passes: ['B', 'C'],
  },
];

const BY_TYPE: readonly Case[] = [
  { name: 'a type', filter: asksFor({ by: 'type', type: 'OTHER' }), passes: ['A'] },
  { name: 'not a type', filter: asksFor({ by: 'type', type: 'OTHER', not: true }), passes: ['B', 'C'] },
  {
    name: 'a type and any of a group',
    filter: asksFor(
      { by: 'type', type: 'OTHER', not: true },
      {
        match: 'any',
        criteria: [
          { by: 'identifier', system: 'http://two', value: 'x-1' },
          { by: 'id', ids: ['nobody'] },
        ],
      },
    ),
    passes: ['B'],
  },
];

const CASES: Readonly<Record<EntityName, readonly Case[]>> = {
  Patient: [EVERYTHING, ...BY_OWNER, ...BY_CODING, ...BY_ID, ...BY_IDENTIFIER],
  DataSample: [EVERYTHING, ...BY_OWNER, ...BY_CODING, ...BY_ID, ...BY_IDENTIFIER],
  HealthcareElement: [EVERYTHING, ...BY_OWNER, ...BY_CODING, ...BY_ID, ...BY_IDENTIFIER],
  Notification: [EVERYTHING, ...BY_OWNER, ...BY_TYPE, ...BY_ID, ...BY_IDENTIFIER],
  User: [EVERYTHING, ...BY_ID],
};

function asksFor(...criteria: readonly object[]): () => object {
  return () => ({ criteria });
}

export function specifyFilters(leg: Leg): void {
  describe('filters', () => {
    let stage: Stage;
    let session: SdkSession;
    let author: Author;

    before(async () => {
      stage = await Stage.open(leg);
      const reader = stage.newAccount();
      session = await stage.connect(reader);
      author = await stage.author(reader.dataOwnerId);
    });

    after(() => stage.end());

    for (const entity of ENTITY_NAMES) {
      const types = EVENT_TYPES.filter((type) => ENTITIES[entity].eventTypes.includes(type));

      describe(`of ${entity}`, () => {
        const kindOf = new Map(KINDS.flatMap((kind) => [1, 2].map(() => [randomUUID() as string, kind] as const)));
        const idsOf = (...kinds: readonly Kind[]): string[] =>
          [...kindOf].filter(([, kind]) => kinds.includes(kind)).map(([id]) => id);
        const heard = new Map<string, Heard>();

        before(async () => {
          const cast = { ids: idsOf, author: author.dataOwnerId };
          for (const { name, filter } of CASES[entity]) {
            for (const type of types) {
              heard.set(`${type} ${name}`, (await listen(session, entity, type, filter(cast))).heard);
            }
          }
          for (const id of inTwoRounds(kindOf)) await writeAndDelete(author, entity, id, kindOf);
        });

        for (const { name, passes } of CASES[entity]) {
          for (const type of types) {
            it(`on ${type}: ${name}`, async () => {
              const channel = heard.get(`${type} ${name}`);
              assert(channel);
              const wanted = idsOf(...passes).sort();
              const ids = (): string[] => channel.events.map(({ id }) => id).sort();
              await eventually(
                () => `${wanted.length} events; there are ${ids().length}, ${JSON.stringify(channel.problems)}`,
                () => {
                  assert(ids().length >= wanted.length);
                },
              );
              assert.deepEqual(ids(), wanted);
              assert.deepEqual([channel.problems, channel.closed], [[], []]);
            });
          }
        }
      });
    }

    it('for an owner who has no access let nothing through', async () => {
      const stranger = stage.newAccount();
      const { heard } = await listen(session, 'Patient', 'CREATE', { owner: stranger.dataOwnerId });
      const { heard: all } = await listen(session, 'Patient', 'CREATE');
      const first = await author.create('Patient');
      const second = await author.create('Patient');
      await all.event(1);
      assert.deepEqual(
        all.events.map(({ id }) => id),
        [first, second],
      );
      assert.deepEqual(heard.events, []);
    });
  });
}

/** One of each kind, then the other of each kind: what passes is always followed by nothing that is still on its way unseen. */
function inTwoRounds(kindOf: ReadonlyMap<string, Kind>): string[] {
  const ids = [...kindOf.keys()];
  return [...ids.filter((_, index) => index % 2 === 0), ...ids.filter((_, index) => index % 2 === 1)];
}

async function writeAndDelete(
  author: Author,
  entity: EntityName,
  id: string,
  kindOf: ReadonlyMap<string, Kind>,
): Promise<void> {
  const kind = kindOf.get(id);
  assert(kind);
  await author.create(entity, { id, ...VALUES[entity][kind] });
  if (ENTITIES[entity].eventTypes.includes('UPDATE')) await author.update(entity, id, 'Changed');
  await author.remove(entity, id);
}
