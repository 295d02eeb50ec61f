/** Two flows that save the same entity at once: one wins, the other is told or tries again, and nothing is overwritten unseen. */
import assert from 'node:assert/strict';
import { ENTITY_NAMES, isSavable, type SavableEntity } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';
import { NO_CHANGES } from '../../src/model/label-changes';
import type { SaveOutcome, SdkSession } from '../../src/sdk/port';
import { numbersFrom, type Next } from '../model/arbitrary-filter';
import { textIn } from './author';
import { LEGS, useSdkOf } from './legs';
import { Stage } from './stage';
import { payloadOf, saveOne, textChange } from './storing';

/** 1,000 in all, spread over the legs and the entities. */
const ROUNDS = Math.ceil(1_000 / (LEGS.length * ENTITY_NAMES.filter(isSavable).length));

for (const leg of LEGS) {
  describe(`contract: two flows at once, ${leg.title}`, () => {
    useSdkOf(leg);
    let stage: Stage;
    let sessions: readonly SdkSession[];
    let patient: string;

    before(async () => {
      stage = await Stage.open(leg);
      const account = stage.newAccount();
      const settings = stage.settings(account);
      const first = await stage.sessions.connect(settings);
      sessions = [first, await stage.sessions.connect(settings)];
      patient = (await saveOne(first, 'Patient', payloadOf('Patient', 'Subject'))).id;
    });
    after(() => stage.end());

    /** Each flow adds a word to the text that it has read; the text tells at the end who was lost. */
    for (const entity of ENTITY_NAMES.filter(isSavable)) {
      it(`lose no change of a ${entity}`, async () => {
        const next = numbersFrom(20261124);
        const [session] = sessions;
        assert(session);
        const { id } = await saveOne(session, entity, payloadOf(entity, 'begin'), { patient });
        const kept = ['begin'];
        let conflicts = 0;
        for (let round = 0; round < ROUNDS; round += 1) {
          const words = await Promise.all(
            sessions.map(async (flow, index) => {
              const word = `${round}.${index}`;
              const outcome = await addWord(flow, entity, id, word, next);
              if (outcome.kind === 'saved') return { word, text: textOf(entity, outcome.stored.payload) };
              assert.equal(outcome.failure.code, 'conflict');
              conflicts += 1;
              return undefined;
            }),
          );
          const saved = words
            .filter((word) => word !== undefined)
            .sort((one, other) => one.text.length - other.text.length);
          assert(saved.length > 0, 'one of them wins');
          kept.push(...saved.map(({ word }) => word));
          assert.equal(await storedText(session, entity, id), kept.join(' '), `round ${round}`);
        }
        assert(conflicts > 0, 'they did meet');
      });
    }

    it('lose no label when each may try again', async () => {
      const [session] = sessions;
      assert(session);
      const { id, payload } = await saveOne(session, 'Patient', payloadOf('Patient', 'Labelled'));
      const codes = Array.from({ length: 20 }, (_value, index) => `label-${index}`);
      const outcomes = await Promise.all(
        codes.map((code, index) =>
          (sessions[index % 2] ?? session).store.save({
            entity: 'Patient',
            payloads: [payload],
            shareWith: [],
            changes: { labels: { add: [{ type: 'flow', code }], remove: [] }, codes: { add: [], remove: [] } },
            retries: 50,
          }),
        ),
      );
      assert.deepEqual(
        outcomes.flat().map(({ kind }) => kind),
        codes.map(() => 'saved'),
      );
      const [stored] = await session.store.get('Patient', [id]);
      assert.deepEqual(labelCodes(stored?.payload).sort(), ['TEST', ...codes].sort());
    });
  });
}

/** Reads, adds a word, saves; how long it waits in between is up to chance. */
async function addWord(
  { store }: SdkSession,
  entity: SavableEntity,
  id: string,
  word: string,
  next: Next,
): Promise<SaveOutcome> {
  await turns(next);
  const [stored] = await store.get(entity, [id]);
  assert(stored);
  const { rev, batchId, modified } = stored.payload;
  await turns(next);
  const text = `${textOf(entity, stored.payload)} ${word}`;
  const [outcome] = await store.save({
    entity,
    payloads: [{ id, rev, batchId, modified, ...textChange(entity, text) }],
    shareWith: [],
    changes: NO_CHANGES,
    retries: 0,
  });
  assert(outcome);
  return outcome;
}

async function storedText({ store }: SdkSession, entity: SavableEntity, id: string): Promise<string> {
  const [stored] = await store.get(entity, [id]);
  return textOf(entity, stored?.payload ?? {});
}

async function turns(next: Next): Promise<void> {
  for (let left = next(10); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
}

function textOf(entity: SavableEntity, payload: JsonObject): string {
  return String(textIn(entity, payload));
}

function labelCodes(payload: JsonObject | undefined): unknown[] {
  const labels = payload?.labels;
  return Array.isArray(labels) ? labels.map((label) => (label as JsonObject).code) : [];
}
