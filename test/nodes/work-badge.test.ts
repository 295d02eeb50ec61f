/** What the badge of a node that deals with a message says while it takes long, and what it leaves out when it does not. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Node, NodeStatus } from 'node-red';
import { WorkBadge } from '../../nodes/work-badge';

describe('the badge of a node that works', () => {
  let shown: (string | undefined)[];
  let badge: WorkBadge;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    shown = [];
    const node: Pick<Node, 'status'> = {
      status: (status: string | NodeStatus) => {
        shown.push(typeof status === 'string' ? status : status.text);
      },
    };
    badge = new WorkBadge(node as Node, 'save');
  });

  afterEach(() => {
    badge.close();
    mock.timers.reset();
  });

  const WORKING = '@icure-community/node-red-icure/icure-account:status.working';

  it('says how far it is', () => {
    badge.working();
    badge.progress(0, 1200);
    badge.progress(50, 1200);
    assert.deepEqual(shown, [WORKING]);
    mock.timers.tick(500);
    assert.deepEqual(shown, [WORKING, '50 / 1.2k']);
  });

  it('says at once that it is over, and nothing of its progress afterwards', () => {
    badge.working();
    badge.progress(50, 120);
    badge.done(120);
    mock.timers.tick(5_000);
    assert.deepEqual(shown, [WORKING, 'saved 120']);
  });

  it('does not count when there is one', () => {
    badge.working();
    badge.progress(0, 1);
    mock.timers.tick(5_000);
    assert.deepEqual(shown, [WORKING]);
  });
});
