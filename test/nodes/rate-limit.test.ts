import assert from 'node:assert/strict';
import { RateLimit } from '../../nodes/admin/rate-limit';

describe('the limit of an endpoint', () => {
  let now = 0;
  const limitOf = (atATime: number, perMinute: number): RateLimit => new RateLimit({ atATime, perMinute }, () => now);

  beforeEach(() => {
    now = 1_000_000;
  });

  it('lets so many in at a time, and the next when one has left', () => {
    const limit = limitOf(2, 100);
    assert.equal(limit.enter(), undefined);
    assert.equal(limit.enter(), undefined);
    assert.equal(limit.enter(), 1);
    limit.leave();
    assert.equal(limit.enter(), undefined);
  });

  it('lets so many in within a minute, and says when there is room again', () => {
    const limit = limitOf(1, 3);
    for (let count = 0; count < 3; count += 1) {
      assert.equal(limit.enter(), undefined);
      limit.leave();
      now += 10_000;
    }
    assert.equal(limit.enter(), 30);
    now += 29_999;
    assert.equal(limit.enter(), 1);
    now += 1;
    assert.equal(limit.enter(), undefined);
    limit.leave();
    assert.equal(limit.enter(), 10);
  });

  it('does not count what it refused', () => {
    const limit = limitOf(1, 2);
    assert.equal(limit.enter(), undefined);
    for (let count = 0; count < 10; count += 1) assert.equal(limit.enter(), 1);
    limit.leave();
    assert.equal(limit.enter(), undefined);
  });
});
