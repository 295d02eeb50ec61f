import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  COUNTED_TEXTS,
  countedText,
  readCountedText,
  shortCount,
  type CountedTextName,
} from '../../src/model/badge-text';

const NAMES = Object.keys(COUNTED_TEXTS) as CountedTextName[];
const LOCALES = join(__dirname, '..', '..', '..', 'nodes', 'locales');
/** Characters that a badge shows well. */
const LONGEST_BADGE = 32;

describe('the texts of badges with numbers in them', () => {
  it('have short numbers, which are never more than the number', () => {
    for (const [count, short] of [
      [0, '0'],
      [999, '999'],
      [1_000, '1k'],
      [1_234, '1.2k'],
      [1_999, '1.9k'],
      [12_345, '12k'],
      [999_999, '999k'],
      [1_000_000, '1M'],
      [3_450_000, '3.4M'],
      [12_000_000_000, '12G'],
    ] as const) {
      assert.equal(shortCount(count), short);
    }
  });

  it('are read as they were written', () => {
    for (const name of NAMES) {
      const names = COUNTED_TEXTS[name].counts;
      const counts = Object.fromEntries(names.map((count, index) => [count, 1_234 + index * 100_000]));
      assert.deepEqual(readCountedText(countedText(name, counts)), {
        name,
        counts: Object.fromEntries(names.map((count) => [count, shortCount(counts[count] ?? 0)])),
      });
    }
  });

  it('are not found in other texts', () => {
    for (const text of [
      '',
      'found',
      'found 1/2',
      'lost 1',
      'catching up 12',
      'found 1 2',
      'found x',
      '12 found',
      '@a/b:c.d',
    ]) {
      assert.equal(readCountedText(text), undefined, text);
    }
  });

  it('are short enough in every language', () => {
    for (const language of ['en-US', 'fr']) {
      const file = join(LOCALES, language, 'icure-account.json');
      const { status } = JSON.parse(readFileSync(file, 'utf8')) as { status: Record<string, string> };
      for (const name of NAMES) {
        const text = (status[name] ?? '').replaceAll(/__\w+?__/g, '999k');
        assert.ok(text !== '' && text.length <= LONGEST_BADGE, `${language} ${name}: ${text}`);
      }
    }
  });
});
