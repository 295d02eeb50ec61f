import assert from 'node:assert/strict';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { allEntries, entry, manyEntries, reference } from './stage';

describe('a checkpoint in memory', () => {
  it('remembers the entries that were read or written last', async () => {
    const checkpoint = new MemoryCheckpoint(3);
    await checkpoint.write({ entries: ['a', 'b', 'c'].map((id) => [id, entry(1)]) });
    await checkpoint.get(['a']);
    await checkpoint.write({ entries: [['b', entry(2)]] });
    await checkpoint.write({ entries: [['d', entry(1)]] });
    assert.deepEqual([...(await allEntries(checkpoint)).keys()], ['a', 'b', 'd']);
    assert.deepEqual(await checkpoint.get(['c', 'b']), [undefined, entry(2)]);
  });

  it('remembers 10,000 if nothing else is said, and all references', async () => {
    const checkpoint = new MemoryCheckpoint();
    const references = Array.from({ length: 12_000 }, (_value, index) => reference(index + 1));
    await checkpoint.write({ entries: manyEntries(12_000), references });
    assert.equal((await allEntries(checkpoint)).size, 10_000);
    assert.equal(await checkpoint.countReferences(), 12_000);
  });
});
