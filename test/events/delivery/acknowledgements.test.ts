import assert from 'node:assert/strict';
import { acknowledgements, deliveryId, parseDeliveryId } from '../../../src/events/delivery/acknowledgements';

describe('acknowledgements', () => {
  /** A feed that takes each sequence number once. */
  function feed(feedId: string): { readonly settled: number[]; readonly unregister: () => void } {
    const settled: number[] = [];
    const unregister = acknowledgements.register(feedId, (sequence) => {
      if (settled.includes(sequence)) return false;
      settled.push(sequence);
      return true;
    });
    return { settled, unregister };
  }

  it('reach the feed that they are about, and no other', () => {
    const [first, second] = [feed('node-1'), feed('node-2')];
    assert.equal(acknowledgements.acknowledge(deliveryId('node-2', 7)), 'acknowledged');
    assert.deepEqual([first.settled, second.settled], [[], [7]]);
    first.unregister();
    second.unregister();
  });

  it('count once', () => {
    const { settled, unregister } = feed('node');
    const id = deliveryId('node', 1);
    assert.deepEqual(
      [1, 2, 3].map(() => acknowledgements.acknowledge(id)),
      ['acknowledged', 'already', 'already'],
    );
    assert.deepEqual(settled, [1]);
    unregister();
  });

  it('are unknown when the feed is gone', () => {
    const { settled, unregister } = feed('node');
    unregister();
    unregister();
    assert.equal(acknowledgements.acknowledge(deliveryId('node', 1)), 'unknown');
    assert.deepEqual(settled, []);
  });

  it('reach the feed that took the place of another, also when that one leaves after it came', () => {
    const before = feed('node');
    const after = feed('node');
    before.unregister();
    assert.equal(acknowledgements.acknowledge(deliveryId('node', 3)), 'acknowledged');
    assert.deepEqual([before.settled, after.settled], [[], [3]]);
    after.unregister();
  });

  for (const feedId of ['a', 'a:b', '7:7', ':', 'ward\n3', 'constructor', '💉']) {
    it(`name a delivery of ${JSON.stringify(feedId)}`, () => {
      for (const sequence of [0, 1, 10, Number.MAX_SAFE_INTEGER]) {
        assert.deepEqual(parseDeliveryId(deliveryId(feedId, sequence)), { feedId, sequence });
      }
    });
  }

  it('are malformed when they are no id of a delivery', () => {
    const texts = ['', ':', 'node', ':1', 'node:', 'node:-1', 'node:1.5', 'node:1 ', 'node:01', 'node:1e3', 'node:x'];
    for (const text of [...texts, `node:${'9'.repeat(16)}`, `node:${'9'.repeat(10_000)}`, 'node:٣', 'node:1\n']) {
      assert.equal(acknowledgements.acknowledge(text), 'malformed', JSON.stringify(text));
    }
  });
});
