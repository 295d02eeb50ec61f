/** What an account does with what is stored: its session, the parts in which it works, and what becomes of it when something breaks. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AccountClient } from '../../src/account/client';
import { findPages, type FindRequest, type Page } from '../../src/account/finding';
import { deleteAll, saveAll } from '../../src/account/writing';
import { FailureError } from '../../src/model/failure';
import { parseFilter, type Filter } from '../../src/model/filter';
import type { JsonObject } from '../../src/model/json';
import { NO_CHANGES } from '../../src/model/label-changes';
import type { AccountSettings, SaveRequest } from '../../src/sdk/port';
import { ScriptedDriver, type ScriptedSession } from '../support/scripted-driver';
import { stored } from '../support/scripted-store';

const SETTINGS: AccountSettings = {
  sdk: 'cardinal',
  serverUrl: 'http://127.0.0.1:1',
  userName: 'somebody',
  secret: { kind: 'password', value: 'something' },
  createKeyPair: false,
  keyFolder: 'nowhere',
  moduleFolders: [],
  openTimeout: 10_000,
  silenceTimeout: 10_000,
  concurrency: 4,
};
const BACKOFF = { shortest: 1_000, longest: 1_000 };
const LINGER = 10_000;

const idsTo = (count: number): string[] => Array.from({ length: count }, (_value, index) => `id-${index}`);
const payloadsTo = (count: number): JsonObject[] => idsTo(count).map((id) => ({ id }));

function saving(payloads: readonly JsonObject[], entity: SaveRequest['entity'] = 'Patient'): SaveRequest {
  return { entity, payloads, shareWith: [], changes: NO_CHANGES, retries: 0 };
}

function byIds(ids: readonly string[], limit = Number.POSITIVE_INFINITY): FindRequest {
  return { entity: 'Patient', by: { kind: 'ids', ids }, limit };
}

function byFilter(limit = Number.POSITIVE_INFINITY): FindRequest {
  return { entity: 'Patient', by: { kind: 'filter', filter: anyPatient() }, limit };
}

function anyPatient(): Filter {
  const parsing = parseFilter({}, 'Patient');
  assert(parsing.ok);
  return parsing.filter;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

/** Fails with one of the codes and a text. */
function failing(code: string, text = /./): (error: unknown) => boolean {
  return (error) => error instanceof FailureError && error.code === code && text.test(error.message);
}

describe('finding, saving and deleting with an account', () => {
  let driver: ScriptedDriver;
  let client: AccountClient;
  let stop: AbortController;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    driver = new ScriptedDriver();
    client = new AccountClient(driver, SETTINGS, BACKOFF);
    stop = new AbortController();
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
  });

  /** The session, which the first thing that is done opens. */
  async function session(): Promise<ScriptedSession> {
    await client.withStore(stop.signal, () => Promise.resolve());
    const latest = driver.sessions.at(-1);
    assert(latest);
    return latest;
  }

  async function pagesOf(request: FindRequest): Promise<Page[]> {
    const pages: Page[] = [];
    await findPages(client, request, stop.signal, (page) => {
      pages.push(page);
      return Promise.resolve();
    });
    return pages;
  }

  function save(request: SaveRequest): { readonly outcomes: ReturnType<typeof saveAll>; readonly progress: number[] } {
    const progress: number[] = [];
    const outcomes = saveAll(client, request, { onProgress: (done) => progress.push(done), stopping: stop.signal });
    return { outcomes, progress };
  }

  describe('the session', () => {
    it('is opened for it, kept while it lasts, and ended some time after', async () => {
      const opened = await session();
      let finish: (() => void) | undefined;
      const working = client.withStore(stop.signal, () => new Promise<void>((resolve) => (finish = resolve)));
      await settle();
      mock.timers.tick(10 * LINGER);
      await settle();
      assert.equal(opened.closed, false, 'kept while something is being done');
      finish?.();
      await working;
      mock.timers.tick(LINGER - 1);
      await settle();
      assert.equal(opened.closed, false, 'kept for what may come next');
      mock.timers.tick(1);
      await settle();
      assert.equal(opened.closed, true);
      assert.equal(driver.sessions.length, 1);
    });

    it('is opened again after it has ended', async () => {
      await session();
      mock.timers.tick(LINGER);
      await settle();
      await session();
      assert.equal(driver.sessions.length, 2);
    });

    it('outlives what is done while somebody listens', async () => {
      const leave = client.subscribe({
        entity: 'Patient',
        eventTypes: ['CREATE'],
        filter: anyPatient(),
        onEvent: () => Promise.resolve(),
        onProblem: () => undefined,
        onState: () => undefined,
      });
      const opened = await session();
      mock.timers.tick(10 * LINGER);
      await settle();
      assert.equal(opened.closed, false);
      await leave();
      mock.timers.tick(LINGER);
      await settle();
      assert.equal(opened.closed, true);
    });

    it('that is refused for good refuses what is to be done at once, with the same reason', async () => {
      driver.refusal = new FailureError('bad-credentials', 'The server refuses the login.');
      await assert.rejects(pagesOf(byIds(['a'])), failing('bad-credentials', /refuses the login/));
    });

    it('that breaks for a moment is waited for', async () => {
      driver.refusal = new FailureError('unreachable', 'The server does not answer.');
      const pages = pagesOf(byIds(['a']));
      await settle();
      driver.refusal = undefined;
      mock.timers.tick(1_000);
      assert.equal((await pages)[0]?.found.length, 1);
    });

    it('that does not come is waited for no longer than the login may take, and the reason is told', async () => {
      driver.refusal = new FailureError('unreachable', 'The server does not answer.');
      const refused = assert.rejects(pagesOf(byIds(['a'])), failing('unreachable', /does not answer/));
      for (let second = 0; second < 30; second += 1) {
        await settle();
        mock.timers.tick(1_000);
      }
      await refused;
    });

    it('is not waited for any more by what is stopped', async () => {
      driver.refusal = new FailureError('unreachable', 'The server does not answer.');
      const refused = assert.rejects(save(saving(payloadsTo(1))).outcomes, failing('closed'));
      await settle();
      stop.abort();
      await refused;
    });

    it('is not opened for what comes after the account was closed', async () => {
      await client.close();
      await assert.rejects(pagesOf(byIds(['a'])), failing('closed'));
      assert.equal(driver.sessions.length, 0);
    });
  });

  describe('finding', () => {
    it('reads pages of 100, in order, the next when the last one has been taken', async () => {
      const { store } = await session();
      store.matching = idsTo(250);
      const taken: string[] = [];
      await findPages(client, byFilter(), stop.signal, async ({ found, isLast }) => {
        assert.equal(store.gets.flat().length, taken.length + found.length, 'no page is read ahead');
        await Promise.resolve();
        taken.push(...found.map(({ id }) => id));
        assert.equal(isLast, taken.length === 250);
      });
      assert.deepEqual(taken, idsTo(250));
      assert.deepEqual(
        store.gets.map((ids) => ids.length),
        [100, 100, 50],
      );
    });

    it('tells the ids that are not there, each once, and hands over an empty page when there is nothing', async () => {
      const { store } = await session();
      store.onGet = (_entity, ids) => ids.map((id) => (id.startsWith('gone') ? undefined : stored(id)));
      const [page] = await pagesOf(byIds(['gone-1', 'a', 'gone-2', 'a', 'gone-1']));
      assert(page);
      assert.deepEqual(
        page.found.map(({ id }) => id),
        ['a'],
      );
      assert.deepEqual(page.missing, ['gone-1', 'gone-2']);
      assert.deepEqual(await pagesOf(byFilter()), [{ found: [], missing: [], isLast: true }]);
    });

    it('takes what a filter leaves out for no missing id', async () => {
      const { store } = await session();
      store.matching = idsTo(3);
      store.onGet = (_entity, ids, filter) => {
        assert(filter, 'the exact filter is applied to what is read');
        return ids.map((id) => (id === 'id-1' ? undefined : stored(id)));
      };
      const [page] = await pagesOf(byFilter());
      assert(page);
      assert.deepEqual(page.missing, []);
      assert.equal(page.found.length, 2);
    });

    it('reads no page beyond the limit', async () => {
      const { store } = await session();
      store.matching = idsTo(500);
      const pages = await pagesOf(byFilter(101));
      assert.deepEqual(
        pages.map(({ found, isLast }) => [found.length, isLast]),
        [
          [100, false],
          [1, true],
        ],
      );
      assert.equal(store.gets.length, 2);
    });

    it('reads no page more once it is stopped', async () => {
      const { store } = await session();
      store.matching = idsTo(500);
      const stopped = findPages(client, byFilter(), stop.signal, () => {
        stop.abort();
        return Promise.resolve();
      });
      await assert.rejects(stopped, failing('closed', /stopped/));
      assert.equal(store.gets.length, 1);
    });
  });

  describe('saving', () => {
    it('sends 50 at a time, tells the progress, and answers in order', async () => {
      const { store } = await session();
      const { outcomes, progress } = save(saving(payloadsTo(120)));
      assert.deepEqual(
        (await outcomes).map((outcome) => outcome.kind === 'saved' && outcome.stored.id),
        idsTo(120),
      );
      assert.deepEqual(
        store.saves.map(({ payloads }) => payloads.length),
        [50, 50, 20],
      );
      assert.deepEqual(progress, [50, 100, 120]);
    });

    it('sends new data samples together, whatever stands between them', async () => {
      const { store } = await session();
      const payloads = payloadsTo(200).map((payload, index) =>
        index % 2 === 0 ? payload : { ...payload, batchId: 'batch' },
      );
      const outcomes = await save(saving(payloads, 'DataSample')).outcomes;
      assert.deepEqual(
        store.saves.map((request) => [request.payloads.length, request.payloads.every(({ batchId }) => !batchId)]),
        [
          [100, true],
          [50, false],
          [50, false],
        ],
      );
      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind === 'saved' && outcome.stored.id),
        idsTo(200),
      );
    });

    it('takes a data sample with an empty batch for a new one, as the store does', async () => {
      const { store } = await session();
      await save(saving([{ id: 'a' }, { id: 'b', batchId: '' }, { id: 'c', batchId: null }], 'DataSample')).outcomes;
      assert.equal(store.saves.length, 1);
    });

    it('keeps what was saved when the session ends meanwhile, names all the rest and does not send it', async () => {
      const { store, fail } = await session();
      store.onSave = () => {
        if (store.saves.length === 2) fail({ code: 'sdk-crashed', message: 'gone' });
        return store.saves.length === 2 ? new Promise(() => undefined) : Promise.resolve();
      };
      const outcomes = await save(saving(payloadsTo(120))).outcomes;
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        [...Array.from({ length: 50 }, () => 'saved'), ...Array.from({ length: 70 }, () => 'failed')],
      );
      const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : []));
      assert.deepEqual(
        failures.map(({ id }) => id),
        idsTo(120).slice(50),
      );
      assert.match(failures.at(0)?.message ?? '', /not known whether it was saved/);
      assert.match(failures.at(50)?.message ?? '', /Not sent/);
      assert.equal(driver.sessions.flatMap(({ store: { saves } }) => saves).length, 2);
    });

    it('rejects when the session ends before anything was saved', async () => {
      const { store, fail } = await session();
      store.onSave = () => {
        fail({ code: 'sdk-crashed', message: 'gone' });
        return new Promise(() => undefined);
      };
      await assert.rejects(save(saving(payloadsTo(120))).outcomes, failing('closed', /not known whether/));
      assert.equal(store.saves.length, 1);
    });

    it('finishes the part that is under way when it is stopped, and sends no other', async () => {
      const { store } = await session();
      store.onSave = () => {
        stop.abort();
        return Promise.resolve();
      };
      const outcomes = await save(saving(payloadsTo(120))).outcomes;
      assert.equal(store.saves.length, 1);
      assert.equal(outcomes.filter(({ kind }) => kind === 'saved').length, 50);
      assert.equal(outcomes.length, 120);
      const last = outcomes.at(-1);
      assert(last?.kind === 'failed');
      assert.deepEqual([last.failure.code, last.failure.id], ['closed', 'id-119']);
    });

    it('of nothing does nothing, without a session', async () => {
      assert.deepEqual(await save(saving([])).outcomes, []);
      assert.equal(driver.sessions.length, 0);
    });
  });

  it('deletes 50 at a time, with the revisions that were given', async () => {
    const { store } = await session();
    const items = idsTo(60).map((id, index) => (index === 0 ? { id, rev: '1-a' } : { id }));
    const progress: number[] = [];
    const outcomes = await deleteAll(
      client,
      { entity: 'Patient', items },
      { onProgress: (done) => progress.push(done), stopping: stop.signal },
    );
    assert.deepEqual(
      outcomes,
      idsTo(60).map((id) => ({ kind: 'deleted', id })),
    );
    assert.deepEqual(
      store.deletes.map((request) => request.items.length),
      [50, 10],
    );
    assert.deepEqual(store.deletes[0]?.items[0], { id: 'id-0', rev: '1-a' });
    assert.deepEqual(progress, [50, 60]);
  });
});
