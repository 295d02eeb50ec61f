/** How often a badge changes, and what it says, while much happens. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { readCountedText } from '../../src/model/badge-text';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { connected, NodeRedProcess } from '../support/node-red-process';
import { Writer } from '../support/writer';

/** ms by which a badge may come here later than it was shown, on a machine that is busy. */
const LATE = 500;

describe('the badge of an event node', () => {
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let professional: SandboxAccount;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    const [first] = sandbox.accounts;
    assert(first);
    professional = first;
    nodeRed = new NodeRedProcess();
    await nodeRed.start();
  });
  after(async () => {
    await nodeRed.stop();
    await sandbox.stop();
  });

  async function deploy(id: string, delivery = {}): Promise<void> {
    const nodes = listeningNodes(id, 'Patient', { eventTypes: ['CREATE'], delivery });
    await nodeRed.deploy([TAB, accountNode(sandbox.url, professional), ...nodes]);
  }

  function toldOf(id: string): number {
    return nodeRed.shown.filter((shown) => shown.id === `${id}-debug`).length;
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
    const people = await Writer.of(sandbox, [professional.dataOwnerId]);
    people.end();
    const writer = sandbox.createWriter({ readers: [professional.dataOwnerId] });
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
    const writer = sandbox.createWriter({ readers: [professional.dataOwnerId] });
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
    await nodeRed.deploy([TAB, accountNode(sandbox.url, professional)]);
    const before = nodeRed.frames.length;
    await deploy('last');
    await nodeRed.badge('last', connected);
    const gone = nodeRed.frames.slice(before).filter(({ id, status }) => id !== 'last' && status.text !== undefined);
    assert.deepEqual(gone, []);
  });
});
