/** How the tests of filters ask them: of one document at a time, live with and without quirks, and on REST. */
import assert from 'node:assert/strict';
import { matchesLive, parseFilter, resolve, type FilterableClass, type FilterContext } from '../../../sandbox/filters';
import type { FilterTable } from '../../../sandbox/filters/definition';
import type { JsonObject } from '../../../src/model/json';

/** Documents of these tests say in `owners` who has access; the caller is `me`. */
export function context(quirks: boolean, callerDataOwnerId: string | undefined = 'me'): FilterContext {
  return {
    quirks,
    callerDataOwnerId,
    hasAccess: (dataOwnerId, { owners }) => Array.isArray(owners) && owners.includes(dataOwnerId),
  };
}

/** Where a document gets through: live on the real server, live as the filter's name says, on REST. */
export interface Passage {
  readonly live: boolean;
  readonly named: boolean;
  readonly rest: boolean;
}

export const EVERYWHERE: Passage = { live: true, named: true, rest: true };
export const NOWHERE: Passage = { live: false, named: false, rest: false };

export function passage(filter: JsonObject, entityClass: FilterableClass, document: JsonObject): Passage {
  const parsed = parseFilter(filter, entityClass);
  return {
    live: matchesLive(parsed, document, context(true)),
    named: matchesLive(parsed, document, context(false)),
    rest: resolve(parsed, [document], context(true)).some((id) => id === document.id),
  };
}

/** A filter as it stands on the wire. */
export interface FilterJson extends JsonObject {
  readonly $type: string;
}

/** What a filter means, shown by documents (their id is `x` unless they say otherwise). */
export interface Example {
  readonly filter: FilterJson;
  /** Gets through everywhere. */
  readonly hit: JsonObject;
  /** Get through nowhere; none only for a filter that takes everything. */
  readonly misses: readonly JsonObject[];
}

export function checkExamples(entityClass: FilterableClass, table: FilterTable, examples: readonly Example[]): void {
  for (const { filter, hit, misses } of examples) {
    it(`${filter.$type} ${JSON.stringify({ ...filter, $type: undefined })}`, () => {
      assert.deepEqual(passage(filter, entityClass, { id: 'x', ...hit }), EVERYWHERE);
      assert.equal(misses.length === 0, filter.$type.startsWith('All'));
      for (const miss of misses) {
        assert.deepEqual(passage(filter, entityClass, { id: 'x', ...miss }), NOWHERE, JSON.stringify(miss));
      }
    });
  }

  it('are all shown by an example', () => {
    const shown = new Set(examples.map(({ filter }) => filter.$type));
    assert.deepEqual(
      Object.keys(table).filter((type) => !shown.has(type)),
      [],
    );
  });
}

/** Where the server's live matching, the filter's name and REST disagree about a document. */
export interface Difference {
  readonly because: string;
  readonly filter: FilterJson;
  readonly document: JsonObject;
  readonly passes: Passage;
}

export function checkDifferences(entityClass: FilterableClass, differences: readonly Difference[]): void {
  for (const { because, filter, document, passes } of differences) {
    it(`${filter.$type}: ${because}`, () => {
      assert.deepEqual(passage(filter, entityClass, { id: 'x', ...document }), passes);
    });
  }
}
