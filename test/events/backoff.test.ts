import assert from 'node:assert/strict';
import { permanentRetryDelay, retryDelay } from '../../src/events/backoff';

describe('retry delays', () => {
  const backoff = { shortest: 1_000, longest: 60_000 };

  it('start near the shortest delay and grow to the longest', () => {
    const highest = [1, 2, 3, 4, 5, 6, 7, 50, 5_000].map((failures) => retryDelay(failures, backoff, () => 1));
    assert.deepEqual(highest, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('are spread over the whole range, and never shorter than the shortest', () => {
    assert.equal(
      retryDelay(4, backoff, () => 0),
      1_000,
    );
    assert.equal(
      retryDelay(4, backoff, () => 0.5),
      8_500,
    );
  });

  it('stay at the shortest delay when the longest is the same', () => {
    assert.equal(
      retryDelay(9, { shortest: 500, longest: 500 }, () => 1),
      500,
    );
  });

  it('are much longer for what only a person can put right', () => {
    assert.equal(
      permanentRetryDelay(backoff, () => 0),
      240_000,
    );
    assert.equal(
      permanentRetryDelay(backoff, () => 1),
      360_000,
    );
  });
});
