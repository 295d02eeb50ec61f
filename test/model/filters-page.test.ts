import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRITERIA } from '../../src/model/criteria';
import { ENTITIES, ENTITY_NAMES } from '../../src/model/entities';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'filters.md'), 'utf8');

describe('the page on filters', () => {
  /** By kind: the cells of its row. */
  const rows = new Map(
    [...PAGE.matchAll(/^\| `(?<kind>\w+)` +\|(?<cells>(?:[^|]*\|){2}[^|]*)\|$/gm)].map(({ groups }) => [
      groups?.kind ?? '',
      (groups?.cells ?? '').split('|').map((cell) => cell.trim()),
    ]),
  );

  it('has a row for every kind of criterion, and no other', () => {
    assert.deepEqual([...rows.keys()].sort(), Object.keys(CRITERIA).sort());
  });

  for (const [kind, { fields }] of Object.entries(CRITERIA)) {
    it(`says of ${kind} which entities and fields it has, and where the server matches it live`, () => {
      const [entities = '', named = '', live = ''] = rows.get(kind) ?? [];
      const having = ENTITY_NAMES.filter((entity) => ENTITIES[entity].criteria.some((known) => known === kind));
      const matched = having.filter((entity) => ENTITIES[entity].matchedLive.some((known) => known === kind));
      assert.deepEqual(namesIn(entities), having);
      assert.deepEqual(namesIn(live), matched);
      assert.deepEqual(
        [...named.matchAll(/`(\w+)`/g)].map(([, name]) => name),
        fields.map(({ name }) => name),
      );
    });
  }
});

/** The entities that a cell names. */
function namesIn(cell: string): string[] {
  return cell === 'all' ? [...ENTITY_NAMES] : ENTITY_NAMES.filter((entity) => new RegExp(`\\b${entity}\\b`).test(cell));
}
