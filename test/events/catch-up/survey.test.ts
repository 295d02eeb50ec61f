import assert from 'node:assert/strict';
import { Survey, type SurveyPage } from '../../../src/events/catch-up/survey';
import type { Entry } from '../../../src/events/checkpoint/checkpoint';
import { entryPage, type EntryPage } from '../../../src/events/checkpoint/entry-page';
import { FailureError } from '../../../src/model/failure';
import { versionOf, type Version } from '../../../src/model/version';

const NOW = Math.floor(Date.now() / 1000);

function version(order: number): Version {
  return versionOf('Patient', { rev: `${order}-${String(order).padStart(32, '0')}` });
}

function entry(order: number, more: Partial<Entry> = {}): Entry {
  return { version: version(order), state: 'present', told: true, writtenAt: NOW, ...more };
}

/** A checkpoint that gives its entries page by page, each when it is asked to. */
class Pages implements AsyncIterable<EntryPage> {
  given = 0;
  isLeft = false;
  #waiting: (() => void)[] = [];

  constructor(private readonly pages: readonly Readonly<Record<string, Entry>>[]) {}

  give(): void {
    this.#waiting.shift()?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EntryPage> {
    try {
      for (const page of this.pages) {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve);
        });
        this.given += 1;
        yield entryPage(Object.entries(page));
      }
    } finally {
      this.isLeft = true;
    }
  }
}

function surveyOf(matches: readonly string[], more: Partial<ConstructorParameters<typeof Survey>[0]> = {}): Survey {
  return new Survey({
    matches,
    withKnown: true,
    isOfInterest: ({ state }) => state === 'present',
    pageSize: 2,
    stopping: new AbortController().signal,
    ...more,
  });
}

async function walked(survey: Survey, entries: Readonly<Record<string, Entry>>): Promise<SurveyPage[]> {
  const pages = new Pages([entries]);
  const walking = survey.walk(pages);
  pages.give();
  await walking;
  const given: SurveyPage[] = [];
  for (let page = survey.next(); page !== undefined; page = survey.next()) given.push(page);
  return given;
}

describe('a survey of what is known', () => {
  it('gives out what is new, then what is known, each once', async () => {
    const given = await walked(surveyOf(['a', 'b', 'c', 'd', 'e']), { b: entry(1), c: entry(1), e: entry(1) });
    assert.deepEqual(given, [
      { ids: ['a', 'd'], kind: 'new', isAfterNew: false },
      { ids: ['b', 'c'], kind: 'known', isAfterNew: true },
      { ids: ['e'], kind: 'known', isAfterNew: true },
    ]);
  });

  it('counts what the filter held back as new', async () => {
    const given = await walked(surveyOf(['a', 'b']), { a: entry(1, { state: 'outside' }), b: entry(1) });
    assert.deepEqual(
      given.map(({ ids, kind }) => `${kind} ${ids.join()}`),
      ['new a', 'known b'],
    );
  });

  it('keeps what is known to itself when it is not asked for, and counts it', async () => {
    const survey = surveyOf(['a', 'b'], { withKnown: false });
    assert.deepEqual(await walked(survey, { a: entry(1) }), [{ ids: ['b'], kind: 'new', isAfterNew: false }]);
    assert.equal(survey.knownCount, 1);
  });

  it('gives out full pages of what is known before it has come to the end', async () => {
    const survey = surveyOf(['a', 'b', 'c', 'd']);
    const pages = new Pages([{ a: entry(1), b: entry(1), c: entry(1) }, {}]);
    const walking = survey.walk(pages);
    assert.equal(survey.next(), undefined);
    const progress = survey.progress();
    pages.give();
    await progress;
    assert.deepEqual(survey.next(), { ids: ['a', 'b'], kind: 'known', isAfterNew: false });
    assert.equal(survey.next(), undefined);
    pages.give();
    await walking;
    assert.deepEqual(survey.next(), { ids: ['d'], kind: 'new', isAfterNew: false });
    assert.deepEqual(survey.next(), { ids: ['c'], kind: 'known', isAfterNew: true });
  });

  it('knows the versions, whatever order it is asked in', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `id-${String(index).padStart(2, '0')}`);
    const survey = surveyOf(ids);
    await walked(survey, Object.fromEntries(ids.toReversed().map((id) => [id, entry(Number(id.slice(3)))])));
    for (const id of [...ids, ...ids.toReversed()]) {
      const order = Number(id.slice(3));
      assert.equal(survey.isKnown({ id, version: version(order), isDeleted: false }), true, id);
      assert.equal(survey.isKnown({ id, version: version(order + 1), isDeleted: false }), false, id);
      const otherMark = { order, mark: 'ffffffffffffffff' };
      assert.equal(survey.isKnown({ id, version: otherMark, isDeleted: false }), false, id);
    }
    for (const id of ['', 'id', 'id-10x', 'z']) {
      assert.equal(survey.isKnown({ id, version: version(1), isDeleted: false }), false, id);
    }
  });

  it('does not take what it knows nothing of for version 0', async () => {
    const survey = surveyOf(['a']);
    await walked(survey, {});
    assert.equal(survey.isKnown({ id: 'a', version: { order: 0, mark: '0'.repeat(16) }, isDeleted: false }), false);
  });

  it('remembers what does not match and is of interest', async () => {
    const survey = surveyOf(['b']);
    await walked(survey, { a: entry(1), b: entry(1), c: entry(1, { state: 'deleted' }), d: entry(1) });
    assert.deepEqual(survey.elsewhere, ['a', 'd']);
  });

  it('says that it is over when the walk fails, and wakes who waits', async () => {
    const survey = surveyOf(['a']);
    const failing: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new FailureError('checkpoint-failed', 'The disk is full.')),
      }),
    };
    const walking = survey.walk(failing);
    const progress = survey.progress();
    await assert.rejects(walking, { code: 'checkpoint-failed' });
    await progress;
    assert.equal(survey.isOver, true);
    assert.equal(survey.next(), undefined);
    await survey.progress();
  });

  it('leaves the checkpoint at its next step when it is stopped, and fails when the node is closed', async () => {
    const stopped = surveyOf(['a']);
    const pages = new Pages([{}, {}, {}]);
    const walking = stopped.walk(pages);
    stopped.stop();
    pages.give();
    await walking;
    assert.deepEqual([pages.given, pages.isLeft], [1, true]);
    const stopping = new AbortController();
    const closed = surveyOf(['a'], { stopping: stopping.signal });
    const others = new Pages([{}, {}]);
    const walkingThere = closed.walk(others);
    stopping.abort();
    others.give();
    await assert.rejects(walkingThere, { code: 'closed' });
    assert.equal(others.isLeft, true);
  });
});
