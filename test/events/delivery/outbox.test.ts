import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { CheckpointChanges, Reference } from '../../../src/events/checkpoint/checkpoint';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { Outbox } from '../../../src/events/delivery/outbox';
import { readAgain, referenceTo } from '../../../src/events/delivery/reference';
import type { Waiting } from '../../../src/events/delivery/window';
import type { EntityEvent } from '../../../src/model/event';
import { FailureError, type Failure } from '../../../src/model/failure';
import { ScriptedStore } from '../../support/scripted-store';
import { numbers, turns, turnsUntil, waiting } from '../../support/waiting-events';

const EVERYTHING = { owner: 'self', match: 'all', criteria: [] } as const;
/** ms after which what could not be read is read again. */
const RETRY = 2_000;

/** An outbox on a checkpoint, and what it tells. */
class Desk {
  readonly sent: number[] = [];
  readonly redelivered: number[] = [];
  readonly reads: number[][] = [];
  readonly troubles: Failure['code'][] = [];
  readonly outbox: Outbox;
  onSend: (sequence: number) => void = () => undefined;
  /** Called before a write to the checkpoint. */
  onWrite: (changes: CheckpointChanges) => Promise<void> = () => Promise.resolve();
  read: (references: readonly Reference[]) => Promise<readonly EntityEvent[]> = (references) =>
    readAgain(new ScriptedStore(), 'Patient', EVERYTHING, references);

  constructor(
    maxInFlight?: number,
    readonly checkpoint = new MemoryCheckpoint(),
  ) {
    this.outbox = new Outbox({
      checkpoint: {
        references: (from, limit) => checkpoint.references(from, limit),
        write: async (changes) => {
          await this.onWrite(changes);
          await checkpoint.write(changes);
        },
      },
      maxInFlight,
      read: (references) => {
        this.reads.push(references.map(({ sequence }) => sequence));
        return this.read(references);
      },
      send: (event, sequence) => {
        this.sent.push(sequence);
        if (event.redelivered === true) this.redelivered.push(sequence);
        this.onSend(sequence);
      },
      onTrouble: ({ code }) => {
        this.troubles.push(code);
      },
    });
  }

  /** Puts them in as whoever lets events in does: they are written down first. */
  async put(...events: readonly Waiting[]): Promise<void> {
    await this.checkpoint.write({ references: events.map((one) => referenceTo(one, false)) });
    this.outbox.push(events);
  }

  async putNumbers(first: number, last: number): Promise<void> {
    await this.put(...numbers(first, last).map((sequence) => waiting(sequence)));
  }

  /** Takes up what an earlier one left. */
  async resume(): Promise<void> {
    this.outbox.resume(await this.checkpoint.countReferences(), this.checkpoint.lastSequence);
  }

  /** What is written down and has not been told for good. */
  async kept(): Promise<number[]> {
    return (await this.checkpoint.references(0, 1_000_000)).map(({ sequence }) => sequence);
  }

  async attempted(): Promise<number[]> {
    const references = await this.checkpoint.references(0, 1_000_000);
    return references.filter(({ attempted }) => attempted).map(({ sequence }) => sequence);
  }

  acknowledgeAll(): void {
    for (const sequence of this.sent) this.outbox.acknowledge(sequence);
  }
}

describe('outbox', () => {
  describe('of a flow that acknowledges nothing', () => {
    it('tells everything at once and in order, and keeps nothing', async () => {
      const desk = new Desk();
      await desk.putNumbers(1, 200);
      await turnsUntil(() => desk.sent.length === 200);
      await turns();
      assert.deepEqual(desk.sent, numbers(1, 200));
      assert.deepEqual(await desk.kept(), []);
      assert.deepEqual([desk.outbox.backlog, desk.outbox.inFlight], [0, 0]);
      assert.deepEqual(desk.reads, []);
    });

    it('writes down that they may have been told before it tells them, and that they were told after', async () => {
      const desk = new Desk();
      const steps: string[] = [];
      desk.onWrite = ({ references = [], settled = [] }) => {
        if (references.some(({ attempted }) => attempted)) steps.push('attempted');
        if (settled.length > 0) steps.push('settled');
        return Promise.resolve();
      };
      desk.onSend = () => steps.push('sent');
      await desk.putNumbers(1, 2);
      await turns();
      assert.deepEqual(steps, ['attempted', 'sent', 'sent', 'settled']);
    });

    it('tells those that wait behind a slow disk when that has written', async () => {
      const desk = new Desk();
      let write: () => void = () => undefined;
      desk.onWrite = () =>
        new Promise((resolve) => {
          write = resolve;
        });
      await desk.putNumbers(1, 1);
      await desk.putNumbers(2, 3);
      await turns();
      assert.deepEqual(desk.sent, []);
      assert.equal(desk.outbox.backlog, 3);
      desk.onWrite = () => Promise.resolve();
      write();
      await turns();
      assert.deepEqual(desk.sent, [1, 2, 3]);
    });
  });

  describe('of a flow that acknowledges', () => {
    it('has at most so many in flight, and tells the next for each one that is acknowledged', async () => {
      const desk = new Desk(3);
      await desk.putNumbers(1, 6);
      await turns();
      assert.deepEqual(desk.sent, [1, 2, 3]);
      assert.deepEqual([desk.outbox.backlog, desk.outbox.inFlight], [3, 3]);
      assert.equal(desk.outbox.acknowledge(2), true);
      await turns();
      assert.deepEqual(desk.sent, [1, 2, 3, 4]);
      assert.deepEqual([desk.outbox.backlog, desk.outbox.inFlight], [2, 3]);
    });

    it('takes acknowledgements in any order, and keeps what is not acknowledged', async () => {
      const desk = new Desk(10);
      await desk.putNumbers(1, 5);
      await turns();
      for (const sequence of [4, 1, 5]) desk.outbox.acknowledge(sequence);
      await turns();
      assert.deepEqual(await desk.kept(), [2, 3]);
      for (const sequence of [3, 2]) desk.outbox.acknowledge(sequence);
      await turns();
      assert.deepEqual(await desk.kept(), []);
      assert.equal(desk.outbox.inFlight, 0);
    });

    it('knows what is not in flight: told before, not told yet, never there', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 2);
      await turns();
      assert.equal(desk.outbox.acknowledge(2), false);
      assert.equal(desk.outbox.acknowledge(77), false);
      assert.equal(desk.outbox.acknowledge(1), true);
      assert.equal(desk.outbox.acknowledge(1), false);
    });

    it('takes an acknowledgement that is given while the message is handed over', async () => {
      const desk = new Desk(1);
      desk.onSend = (sequence) => {
        desk.outbox.acknowledge(sequence);
      };
      await desk.putNumbers(1, 100);
      await turnsUntil(() => desk.sent.length === 100);
      await turns();
      assert.deepEqual(desk.sent, numbers(1, 100));
      assert.deepEqual(await desk.kept(), []);
    });
  });

  describe('whose memory is full', () => {
    it('leaves further events on disk, and reads them in order when it is their turn', async () => {
      const desk = new Desk(10);
      await desk.putNumbers(1, 600);
      await turns();
      await desk.putNumbers(601, 1_300);
      await turns();
      assert.deepEqual(desk.sent, numbers(1, 10));
      assert.equal(desk.outbox.backlog, 1_290);
      assert.equal(desk.reads.length, 0);
      desk.onSend = (sequence) => {
        desk.outbox.acknowledge(sequence);
      };
      desk.acknowledgeAll();
      await turnsUntil(() => desk.sent.length === 1_300);
      await turns();
      assert.deepEqual(desk.sent, numbers(1, 1_300));
      // 10 had been told when the 1,000 that fit in were counted.
      assert.deepEqual(desk.reads.flat(), numbers(1_011, 1_300));
      assert.ok(desk.reads.every((page) => page.length <= 50));
      assert.deepEqual(desk.redelivered, []);
      assert.equal(desk.outbox.backlog, 0);
      assert.deepEqual(await desk.kept(), []);
    });

    it('counts characters, too', async () => {
      const desk = new Desk(1);
      const text = 'x'.repeat(5_000_000);
      await desk.put(...numbers(1, 4).map((sequence) => waiting(sequence, { text })));
      await turns();
      desk.onSend = (sequence) => {
        desk.outbox.acknowledge(sequence);
      };
      desk.acknowledgeAll();
      await turnsUntil(() => desk.sent.length === 4);
      assert.deepEqual(desk.sent, [1, 2, 3, 4]);
      assert.deepEqual(desk.reads.flat(), [3, 4]);
    });

    it('keeps the order of what comes while it reads', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 1_100);
      let answer: () => void = () => undefined;
      const { read } = desk;
      desk.read = async (references) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return read(references);
      };
      desk.onSend = (sequence) => {
        desk.outbox.acknowledge(sequence);
      };
      desk.acknowledgeAll();
      let more = 1_100;
      await turnsUntil(() => {
        if (desk.reads.length > 0 && more < 1_400) {
          more += 1;
          void desk.put(waiting(more));
        }
        if (more % 7 === 0 || more === 1_400) answer();
        return desk.sent.length === 1_400;
      });
      assert.deepEqual(desk.sent, numbers(1, 1_400));
    });

    it('keeps what comes in memory again when nothing is left on disk', async () => {
      const desk = new Desk();
      await desk.checkpoint.write({ references: [referenceTo(waiting(1), false)] });
      await desk.resume();
      await turns();
      await desk.putNumbers(2, 5);
      await turns();
      assert.deepEqual(desk.sent, [1, 2, 3, 4, 5]);
      assert.deepEqual(desk.reads, [[1]]);
    });
  });

  describe('after a process that ended', () => {
    it('tells what was on its way again, marked, and then what had not been told, all in order', async () => {
      const first = new Desk(2);
      await first.putNumbers(1, 5);
      await turns();
      first.outbox.acknowledge(1);
      await turns();
      assert.deepEqual(first.sent, [1, 2, 3]);

      const second = new Desk(10, first.checkpoint);
      await second.resume();
      assert.equal(second.outbox.backlog, 4);
      await turns();
      assert.deepEqual(second.sent, [2, 3, 4, 5]);
      assert.deepEqual(second.redelivered, [2, 3]);
    });

    it('tells what comes now behind it', async () => {
      const first = new Desk(1);
      await first.putNumbers(1, 120);
      await turns();
      const second = new Desk(undefined, first.checkpoint);
      await second.resume();
      await second.putNumbers(121, 130);
      await turnsUntil(() => second.sent.length === 130);
      assert.deepEqual(second.sent, numbers(1, 130));
    });

    it('marks what it may have told without acknowledgement', async () => {
      const first = new Desk();
      first.onWrite = ({ settled = [] }) => (settled.length > 0 ? new Promise(() => undefined) : Promise.resolve());
      await first.putNumbers(1, 3);
      await turns();
      assert.deepEqual(first.sent, [1, 2, 3]);
      const second = new Desk(undefined, first.checkpoint);
      await second.resume();
      await turns();
      assert.deepEqual(second.redelivered, [1, 2, 3]);
    });
  });

  describe('room', () => {
    it('is there while little waits', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 51);
      await turns();
      await desk.outbox.room();
      assert.equal(desk.outbox.backlog, 50);
    });

    it('comes when enough has been told', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 60);
      await turns();
      let hasRoom = false;
      const room = desk.outbox.room().then(() => {
        hasRoom = true;
      });
      for (let sequence = 1; sequence < 9; sequence += 1) {
        desk.outbox.acknowledge(sequence);
        await turns();
        assert.equal(hasRoom, false, `after ${sequence}`);
      }
      desk.outbox.acknowledge(9);
      await room;
      assert.equal(desk.outbox.backlog, 50);
    });

    it('is not there while something waits on disk', async () => {
      const first = new Desk(1);
      await first.putNumbers(1, 3);
      await turns();
      const desk = new Desk(1, first.checkpoint);
      let answer: () => void = () => undefined;
      const { read } = desk;
      desk.read = async (references) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return read(references);
      };
      await desk.resume();
      let hasRoom = false;
      const room = desk.outbox.room().then(() => {
        hasRoom = true;
      });
      await turns();
      assert.equal(hasRoom, false);
      answer();
      await room;
    });

    it('is there when it is closed', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 100);
      await turns();
      const room = desk.outbox.room();
      await desk.outbox.close();
      await room;
      await desk.outbox.room();
      assert.deepEqual(desk.sent, [1]);
    });
  });

  describe('that is closed', () => {
    it('tells nothing more', async () => {
      const desk = new Desk(1);
      await desk.putNumbers(1, 3);
      await turns();
      await desk.outbox.close();
      desk.outbox.acknowledge(1);
      await desk.putNumbers(4, 4);
      await turns();
      assert.deepEqual(desk.sent, [1]);
      assert.deepEqual(await desk.kept(), [2, 3, 4]);
    });

    it('keeps what a flow that is stopped in the same turn may have dropped, marked', async () => {
      const desk = new Desk();
      const closing = new Promise<void>((resolve, reject) => {
        desk.onSend = (sequence) => {
          if (sequence === 3) desk.outbox.close().then(resolve, reject);
        };
      });
      await desk.putNumbers(1, 3);
      await closing;
      assert.deepEqual(desk.sent, [1, 2, 3]);
      assert.deepEqual(await desk.attempted(), [1, 2, 3]);
    });

    it('has written down what was acknowledged', async () => {
      const acknowledging = new Desk(2);
      await acknowledging.putNumbers(1, 2);
      await turns();
      acknowledging.outbox.acknowledge(1);
      await acknowledging.outbox.close();
      assert.deepEqual(await acknowledging.kept(), [2]);
    });

    it('hands over nothing that was about to be told, and does not mark it either', async () => {
      for (const maxInFlight of [undefined, 5]) {
        const desk = new Desk(maxInFlight);
        const closing = new Promise<void>((resolve, reject) => {
          desk.onWrite = () => {
            desk.outbox.close().then(resolve, reject);
            return Promise.resolve();
          };
        });
        await desk.putNumbers(1, 3);
        await closing;
        assert.deepEqual(desk.sent, []);
        assert.deepEqual(await desk.kept(), [1, 2, 3]);
        assert.deepEqual(await desk.attempted(), []);
      }
    });

    it('waits for no server', async () => {
      const first = new Desk(1);
      await first.putNumbers(1, 3);
      await turns();
      const desk = new Desk(1, first.checkpoint);
      desk.read = () => new Promise(() => undefined);
      await desk.resume();
      await turns();
      assert.equal(desk.reads.length, 1);
      await desk.outbox.close();
      assert.deepEqual(desk.sent, []);
      assert.deepEqual(desk.troubles, []);
    });

    it('does not mind a checkpoint that was closed', async () => {
      const desk = new Desk(2);
      await desk.putNumbers(1, 2);
      await turns();
      await desk.outbox.close();
      await desk.checkpoint.close();
      assert.equal(desk.outbox.acknowledge(1), true);
      await turns();
      assert.deepEqual(desk.troubles, []);
    });
  });

  describe('that cannot read', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    async function stuck(): Promise<Desk> {
      const first = new Desk(1);
      await first.putNumbers(1, 3);
      await turns();
      const desk = new Desk(undefined, first.checkpoint);
      desk.read = () => Promise.reject(new FailureError('unreachable', 'The server does not answer.'));
      await desk.resume();
      await turns();
      return desk;
    }

    it('says so once, tries again, and goes on', async () => {
      const desk = await stuck();
      const { read } = new Desk();
      for (let tries = 2; tries <= 4; tries += 1) {
        mock.timers.tick(RETRY - 1);
        await turns();
        assert.equal(desk.reads.length, tries - 1);
        mock.timers.tick(1);
        await turns();
        assert.equal(desk.reads.length, tries);
      }
      assert.deepEqual(desk.troubles, ['unreachable']);
      desk.read = read;
      mock.timers.tick(RETRY);
      await turns();
      assert.deepEqual(desk.sent, [1, 2, 3]);
    });

    it('says so again when it is for another reason', async () => {
      const desk = await stuck();
      desk.read = () => Promise.reject(new FailureError('forbidden', 'No.'));
      mock.timers.tick(RETRY);
      await turns();
      assert.deepEqual(desk.troubles, ['unreachable', 'forbidden']);
    });

    it('can be closed while it waits to try again', async () => {
      const desk = await stuck();
      await desk.outbox.close();
      mock.timers.tick(10 * RETRY);
      await turns();
      assert.equal(desk.reads.length, 1);
      assert.deepEqual(desk.sent, []);
      assert.deepEqual(await desk.kept(), [1, 2, 3]);
    });
  });

  it('counts nothing any more that was in a checkpoint that was set aside', async () => {
    const first = new Desk(1);
    await first.putNumbers(1, 200);
    await turns();
    const desk = new Desk(1, first.checkpoint);
    await desk.resume();
    await turns();
    await desk.checkpoint.clear();
    for (let sequence = 1; sequence <= 50; sequence += 1) {
      desk.outbox.acknowledge(sequence);
      await turns();
    }
    assert.deepEqual(desk.sent, numbers(1, 50));
    assert.equal(desk.outbox.backlog, 0);
    await desk.putNumbers(201, 201);
    await turns();
    assert.equal(desk.sent.at(-1), 201);
  });
});
