import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure';
import { parseFilter } from '../../../src/model/filter';
import type { JsonObject } from '../../../src/model/json';
import type { ChannelRequest } from '../../../src/sdk/port';
import { EventReader, type EventSources } from '../../../src/sdk/wire/event-reader';
import type { Patients } from '../../../src/sdk/wire/patients-of';

const FAILURE: Failure = { code: 'protocol', message: 'Finding the patient failed.' };

describe('an event with a filter on the patient', () => {
  const asksForPatient: JsonObject = { criteria: [{ by: 'patient', ids: ['p'] }] };
  const sample = { id: 's', contactId: 'c', tags: [{ type: 'T', code: 'c' }] };

  interface Stage {
    readonly filter?: JsonObject;
    readonly eventType?: ChannelRequest['eventType'];
    readonly wire?: JsonObject;
    /** By the id of the metadata. */
    readonly patients?: Readonly<Record<string, Patients>>;
    readonly before?: JsonObject & { readonly id: string };
  }

  /** What comes of an event: whether it passed, what was asked for and what was told. */
  async function read({ filter = asksForPatient, eventType = 'CREATE', wire = sample, patients = {}, before }: Stage) {
    const asked: string[] = [];
    const problems: Failure[] = [];
    const sources: EventSources = {
      decrypt: (_entity, _id, document) => Promise.resolve({ wire: document, decrypted: true }),
      patientsOf: (_entity, id) => {
        asked.push(id);
        return Promise.resolve(patients[id] ?? { kind: 'no-access' });
      },
      findBeforeDeletion: () =>
        Promise.resolve(
          before === undefined ? { kind: 'not-found', failure: FAILURE } : { kind: 'found', wire: before },
        ),
    };
    const parsing = parseFilter(filter, 'DataSample');
    assert(parsing.ok);
    const request: ChannelRequest = { entity: 'DataSample', eventType, filter: parsing.filter };
    const event = await new EventReader(sources, 'self').read(request, wire, (problem) => problems.push(problem));
    return { passed: event !== undefined, unchecked: event?.unchecked, asked, problems };
  }

  const done = (...result: string[]): Patients => ({ kind: 'done', result });
  const quiet = { unchecked: undefined, problems: [] };

  it('passes when it is about the patient, whom the metadata of the contact tell', async () => {
    assert.deepEqual(await read({ patients: { c: done('p') } }), { ...quiet, passed: true, asked: ['c'] });
    assert.deepEqual(await read({ patients: { c: done('q', 'p') } }), { ...quiet, passed: true, asked: ['c'] });
  });

  it('does not pass when it is about another one, or nobody tells', async () => {
    assert.deepEqual(await read({ patients: { c: done('q') } }), { ...quiet, passed: false, asked: ['c'] });
    assert.deepEqual(await read({}), { ...quiet, passed: false, asked: ['c'] });
  });

  it('does not pass when it cannot be told, and says so', async () => {
    assert.deepEqual(await read({ patients: { c: { kind: 'refused', failure: FAILURE } } }), {
      passed: false,
      unchecked: undefined,
      asked: ['c'],
      problems: [FAILURE],
    });
  });

  it('is not asked for the patient by another filter', async () => {
    const filter = { criteria: [{ by: 'label', type: 'T' }] };
    assert.deepEqual(await read({ filter }), { ...quiet, passed: true, asked: [] });
  });

  it('passes, after a deletion, by whom it was about before', async () => {
    const stage: Stage = { eventType: 'DELETE', wire: { id: 's', contactId: 'end', endOfLife: 1 } };
    const before = { ...sample, contactId: 'first' };
    const [one, another] = [done('p'), done('q')];
    assert.equal((await read({ ...stage, before, patients: { first: one, end: another } })).passed, true);
    assert.equal((await read({ ...stage, before, patients: { first: another, end: one } })).passed, false);
    const lost = await read(stage);
    assert.deepEqual([lost.passed, lost.unchecked], [true, true]);
  });
});
