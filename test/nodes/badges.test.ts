/** How often a badge changes, and what it says, while much happens. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { readCountedText } from '../../src/model/badge-text';
import { eventually } from '../support/eventually';
import { listeningNodes } from '../support/flow';
import { connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

/** ms by which a badge may come here later than it was shown, on a machine that is busy. */
const LATE = 500;

describe('the badge of an event node', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
  });
  after(() => bed.end());

  async function deploy(id: string, delivery = {}): Promise<void> {
    await bed.deploy(...listeningNodes(id, 'Patient', { eventTypes: ['CREATE'], delivery }));
  }

  function toldOf(id: string): number {
    return nodeRed.shownBy(`${id}-debug`).length;
  }

  /** Two badges a second, however long one looks. */
  function isCalm(id: string): void {
    const times = nodeRed.frames.filter((frame) => frame.id === id).map(({ at }) => at);
    assert.ok(times.length > 1);
    times.forEach((from, first) => {
      times.slice(first).forEach((to, count) => {
        assert.ok(to - from >= count * 500 - LATE, `${count + 1} badges within ${Math.round(to - from)} ms`);
      });
    });
  }

  it('changes at most twice a second while events come fast, and ends with what is so', async () => {
    await deploy('fast');
    await nodeRed.badge('fast', connected);
    // Somebody can write for the account as soon as it has a key.
    await bed.startWriter();
    const writer = sandbox.createWriter({ readers: [bed.professional.dataOwnerId] });
    const count = 600;
    for (let written = 0; written < count; written += 1) {
      writer.create('Patient');
      if (written % 20 === 0) await new Promise(setImmediate);
    }
    await eventually('all are told', () => {
      assert.ok(toldOf('fast') >= count);
    });
    await nodeRed.badge('fast', ({ text = '' }) => text === 'node-red:common.status.connected');
    isCalm('fast');
  });

  it('does not speak of an event that is taken at once', async () => {
    await deploy('calm');
    await nodeRed.badge('calm', connected);
    const writer = sandbox.createWriter({ readers: [bed.professional.dataOwnerId] });
    const texts = (): (string | undefined)[] =>
      nodeRed.frames.filter(({ id }) => id === 'calm').map(({ status }) => status.text);
    for (let round = 1; round <= 3; round += 1) {
      const before = texts().length;
      const told = toldOf('calm');
      writer.create('Patient');
      await eventually('the badge is shown anew', () => {
        assert.ok(texts().length > before);
      });
      assert.ok(toldOf('calm') > told);
      assert.deepEqual(new Set(texts().slice(before)), new Set(['node-red:common.status.connected']));
    }
  });

  it('tells readable numbers while it catches up', async () => {
    await deploy('catching', { catchUp: 'creations', firstStart: 'all', acknowledge: true, maxInFlight: 7 });
    // The flow acknowledges nothing, so it does not get any further.
    await nodeRed.badge('catching', ({ text = '' }) => {
      const counted = readCountedText(text);
      return counted?.name === 'catchingUp' && /^60\d$/.test(counted.counts.total ?? '');
    });
    const texts = nodeRed.frames.filter(({ id }) => id === 'catching').map(({ status }) => status.text ?? '');
    assert.ok(!texts.some((text) => readCountedText(text)?.counts.total === '0'), 'no number before one is known');
    isCalm('catching');
  });

  it('is left alone when the node is gone', async () => {
    await bed.deploy();
    const before = nodeRed.frames.length;
    await deploy('last');
    await nodeRed.badge('last', connected);
    const gone = nodeRed.frames.slice(before).filter(({ id, status }) => id !== 'last' && status.text !== undefined);
    assert.deepEqual(gone, []);
  });
});
