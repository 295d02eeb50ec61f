import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { CheckpointChanges, Entry } from '../../../src/events/checkpoint/checkpoint';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { Admitter } from '../../../src/events/delivery/admitter';
import type { Candidate } from '../../../src/events/delivery/candidate';
import type { EntityEvent } from '../../../src/model/event';
import { FailureError } from '../../../src/model/failure';
import type { EntityName, EventType } from '../../../src/model/entities';
import { versionOf, type Version } from '../../../src/model/version';
import type { Inspection } from '../../../src/sdk/port';
import { turns } from '../../support/waiting-events';

function version(order: number): Version {
  return versionOf('Patient', { rev: revision(order) });
}

function revision(order: number): string {
  return `${order}-${String(order).padStart(32, '0')}`;
}

function heard(id: string, type: EventType, order: number): EntityEvent {
  return {
    type,
    entity: 'Patient',
    id,
    rev: revision(order),
    source: 'live',
    receivedAt: '2026-01-01T00:00:00.000Z',
    decrypted: true,
    payload: { id, note: 'as heard' },
  };
}

function found(id: string, order: number, more: { isDeleted?: boolean; passes?: boolean } = {}): Inspection {
  const payload = { id, note: 'as found' };
  return {
    kind: 'found',
    stored: { entity: 'Patient', id, rev: revision(order), decrypted: true, payload },
    version: version(order),
    isDeleted: false,
    passes: true,
    ...more,
  };
}

/** An admitter on a checkpoint, and what it passes on. */
class Gate {
  readonly checkpoint = new MemoryCheckpoint();
  readonly told: string[] = [];
  readonly events: EntityEvent[] = [];
  duplicates = 0;
  collapsed = 0;
  writes = 0;
  isComplete = true;
  onWrite: (changes: CheckpointChanges) => Promise<void> = () => Promise.resolve();
  readonly admitter: Admitter;

  constructor(entity: EntityName = 'Patient', wants: readonly EventType[] = ['CREATE', 'UPDATE', 'DELETE']) {
    this.admitter = new Admitter({
      checkpoint: {
        get: (ids) => this.checkpoint.get(ids),
        write: async (changes) => {
          this.writes += 1;
          await this.onWrite(changes);
          await this.checkpoint.write(changes);
        },
      },
      rules: () => ({ entity, wants: new Set(wants), leaves: new Set(), isComplete: this.isComplete }),
      tell: (events) => {
        for (const { sequence, event } of events) {
          this.told.push(`${sequence} ${event.type} ${event.id} ${event.rev?.split('-')[0] ?? ''}`.trim());
          this.events.push(event);
        }
      },
      onDuplicate: () => {
        this.duplicates += 1;
      },
      onCollapsed: () => {
        this.collapsed += 1;
      },
    });
  }

  async known(id: string): Promise<Entry | undefined> {
    return (await this.checkpoint.get([id]))[0];
  }

  async find(id: string, inspection: Inspection): Promise<void> {
    await this.admitter.admit([{ kind: 'found', id, inspection }]);
  }
}

describe('admitter', () => {
  it('numbers what it lets in, from what there was on', async () => {
    const gate = new Gate();
    gate.admitter.start(41);
    await gate.admitter.hear(heard('a', 'CREATE', 1));
    await gate.admitter.hear(heard('b', 'CREATE', 1));
    await turns();
    assert.deepEqual(gate.told, ['42 CREATE a 1', '43 CREATE b 1']);
  });

  it('writes down what it lets in before it passes it on, with the references', async () => {
    const gate = new Gate();
    gate.onWrite = ({ entries, references }) => {
      assert.deepEqual(gate.told, []);
      assert.deepEqual(
        entries?.map(([id]) => id),
        ['a'],
      );
      assert.deepEqual(
        references?.map(({ sequence, attempted }) => [sequence, attempted]),
        [[1, false]],
      );
      return Promise.resolve();
    };
    await gate.find('a', found('a', 1));
    assert.deepEqual(gate.told, ['1 CREATE a 1']);
  });

  it('knows within a group what came before', async () => {
    const gate = new Gate();
    const all = [heard('a', 'CREATE', 1), heard('a', 'UPDATE', 2), heard('a', 'CREATE', 1), heard('a', 'DELETE', 3)];
    await Promise.all(all.map((event) => gate.admitter.hear(event)));
    await turns();
    assert.deepEqual(gate.told, ['1 CREATE a 1', '2 UPDATE a 2', '3 DELETE a 3']);
    assert.equal(gate.duplicates, 1);
    assert.equal((await gate.known('a'))?.state, 'deleted');
  });

  it('writes nothing down when nothing is news', async () => {
    const gate = new Gate();
    await gate.find('a', found('a', 1));
    gate.writes = 0;
    await gate.find('a', found('a', 1));
    await gate.admitter.hear(heard('a', 'CREATE', 1));
    await turns();
    assert.equal(gate.writes, 0);
    assert.equal(gate.duplicates, 1);
  });

  it('tells as what it was found, with what was found', async () => {
    const gate = new Gate();
    await gate.find('a', found('a', 3));
    const [event] = gate.events;
    assert.equal(event?.source, 'catch-up');
    assert.deepEqual(event.payload, { id: 'a', note: 'as found' });
    assert.ok(!Number.isNaN(Date.parse(event.receivedAt)));
  });

  it('tells a data sample without the revision of its batch', async () => {
    const gate = new Gate('DataSample', ['CREATE', 'DELETE']);
    await gate.find('a', found('a', 1));
    assert.ok(gate.events[0] && !('rev' in gate.events[0]));
  });

  it('takes what the server no longer has for deleted, and tells its id', async () => {
    const gate = new Gate();
    await gate.find('a', found('a', 1));
    await gate.find('a', { kind: 'gone' });
    assert.deepEqual(gate.told, ['1 CREATE a 1', '2 DELETE a']);
    assert.deepEqual(gate.events[1]?.payload, { id: 'a' });
  });

  it('takes what the server no longer shows for out of sight, and tells nothing', async () => {
    const gate = new Gate();
    await gate.find('a', found('a', 1));
    await gate.find('a', { kind: 'forbidden' });
    assert.deepEqual(gate.told, ['1 CREATE a 1']);
    assert.deepEqual((await gate.known('a'))?.state, 'outside');
  });

  it('counts what was created and deleted before it could be told', async () => {
    const gate = new Gate();
    const ended = (id: string): Candidate => ({ kind: 'ended', stamp: { id, version: version(2), isDeleted: true } });
    await gate.admitter.admit([ended('a'), ended('b'), ended('a')]);
    assert.equal(gate.collapsed, 2);
    assert.deepEqual(gate.told, []);
  });

  it('asks for what has ended when it was told of meanwhile, and tells nothing without its content', async () => {
    const gate = new Gate();
    await gate.admitter.hear(heard('a', 'CREATE', 1));
    const ended: Candidate = { kind: 'ended', stamp: { id: 'a', version: version(2), isDeleted: true } };
    assert.deepEqual(await gate.admitter.admit([ended]), ['a']);
    assert.deepEqual(gate.told, ['1 CREATE a 1']);
    await gate.find('a', found('a', 2, { isDeleted: true }));
    assert.deepEqual(gate.told, ['1 CREATE a 1', '2 DELETE a 2']);
    assert.deepEqual(await gate.admitter.admit([ended]), []);
    assert.equal(gate.collapsed, 0);
  });

  describe('while entities are looked at', () => {
    it('lets in what is heard of them after what was found, and of others at once', async () => {
      const gate = new Gate();
      let answer: (inspections: readonly Inspection[]) => void = () => undefined;
      const looking = gate.admitter.examine(
        ['a'],
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      );
      await gate.admitter.hear(heard('a', 'UPDATE', 3));
      await gate.admitter.hear(heard('b', 'CREATE', 1));
      await turns();
      assert.deepEqual(gate.told, ['1 CREATE b 1']);
      answer([found('a', 2)]);
      await looking;
      await turns();
      assert.deepEqual(gate.told, ['1 CREATE b 1', '2 CREATE a 2', '3 UPDATE a 3']);
    });

    it('lets nothing that is heard afterwards overtake what was held back', async () => {
      const gate = new Gate();
      let answer: (inspections: readonly Inspection[]) => void = () => undefined;
      const looking = gate.admitter.examine(
        ['a'],
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      );
      const hearing: Promise<void>[] = [];
      // So many that whoever brings them has to wait.
      for (let order = 2; order < 602; order += 1) hearing.push(gate.admitter.hear(heard('a', 'UPDATE', order)));
      answer([found('a', 1)]);
      await looking;
      hearing.push(gate.admitter.hear(heard('a', 'UPDATE', 602)));
      await Promise.all(hearing);
      await turns();
      assert.equal(gate.told.length, 602);
      assert.equal(gate.told.at(-1), '602 UPDATE a 602');
    });

    it('lets in what was heard of them also when looking fails', async () => {
      const gate = new Gate();
      let fail: (reason: unknown) => void = () => undefined;
      const looking = gate.admitter.examine(
        ['a'],
        () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      );
      await gate.admitter.hear(heard('a', 'CREATE', 1));
      fail(new FailureError('unreachable', 'The server does not answer.'));
      await assert.rejects(looking, { code: 'unreachable' });
      await turns();
      assert.deepEqual(gate.told, ['1 CREATE a 1']);
    });

    it('makes whoever brings events wait when there are many', async () => {
      const gate = new Gate();
      let answer: (inspections: readonly Inspection[]) => void = () => undefined;
      const looking = gate.admitter.examine(
        ['a'],
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      );
      let taken = 0;
      const bringing = (async () => {
        for (let order = 2; order < 1_000; order += 1) {
          await gate.admitter.hear(heard('a', 'UPDATE', order));
          taken += 1;
        }
      })();
      await turns();
      assert.equal(taken, 255);
      answer([found('a', 1)]);
      await looking;
      await bringing;
      await turns();
      assert.equal(gate.told.length, 999);
    });
  });

  describe('of what is there already', () => {
    const noted = (id: string, order: number, known?: Entry, isDeleted = false): Candidate => ({
      kind: 'noted',
      stamp: { id, version: version(order), isDeleted },
      known,
    });

    it('remembers it, and tells nothing', async () => {
      const gate = new Gate();
      await gate.admitter.admit([noted('a', 3), noted('b', 4, undefined, true)]);
      assert.deepEqual(gate.told, []);
      const [a, b] = await gate.checkpoint.get(['a', 'b']);
      assert.deepEqual([a?.state, a?.told, a?.version.order], ['present', false, 3]);
      assert.deepEqual([b?.state, b?.told], ['deleted', false]);
    });

    it('tells what is heard of the very state that was noted', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'CREATE', 1));
      await turns();
      await gate.admitter.admit([noted('a', 3, await gate.known('a'))]);
      await gate.admitter.hear(heard('a', 'UPDATE', 3));
      await turns();
      assert.deepEqual(gate.told, ['1 CREATE a 1', '2 UPDATE a 3']);
    });

    it('does not note what was heard of since it was looked up', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'UPDATE', 5));
      await turns();
      await gate.admitter.admit([noted('a', 6)]);
      assert.deepEqual([(await gate.known('a'))?.version.order, (await gate.known('a'))?.told], [5, true]);
    });

    it('notes what has come back as present', async () => {
      const gate = new Gate();
      await gate.find('a', found('a', 1));
      await gate.find('a', found('a', 2, { isDeleted: true }));
      await gate.admitter.admit([noted('a', 3, await gate.known('a'))]);
      assert.equal((await gate.known('a'))?.state, 'present');
    });
  });

  describe('of what is to be forgotten', () => {
    it('forgets it', async () => {
      const gate = new Gate();
      await gate.find('a', found('a', 1, { passes: false }));
      const known = await gate.known('a');
      assert.equal(known?.state, 'outside');
      await gate.admitter.admit([{ kind: 'outdated', id: 'a', known }]);
      assert.equal(await gate.known('a'), undefined);
    });

    it('keeps what was heard of since', async () => {
      const gate = new Gate();
      await gate.find('a', found('a', 1, { passes: false }));
      const known = await gate.known('a');
      assert.ok(known);
      await gate.admitter.hear(heard('a', 'UPDATE', 2));
      await turns();
      await gate.admitter.admit([{ kind: 'outdated', id: 'a', known }]);
      assert.equal((await gate.known('a'))?.state, 'present');
      await gate.find('a', found('a', 2));
      assert.deepEqual(gate.told, ['1 CREATE a 2']);
    });

    it('lets in anew what was forgotten in the same group', async () => {
      const gate = new Gate();
      await gate.find('a', found('a', 1, { passes: false }));
      const known = await gate.known('a');
      assert.ok(known);
      await gate.admitter.admit([
        { kind: 'outdated', id: 'a', known },
        { kind: 'found', id: 'a', inspection: found('a', 1) },
      ]);
      assert.deepEqual(gate.told, ['1 CREATE a 1']);
      assert.equal((await gate.known('a'))?.state, 'present');
    });
  });

  describe('that is closed', () => {
    it('lets nothing in any more', async () => {
      const gate = new Gate();
      await gate.admitter.close();
      await gate.admitter.hear(heard('a', 'CREATE', 1));
      await assert.rejects(gate.find('b', found('b', 1)), { code: 'closed' });
      await turns();
      assert.deepEqual(gate.told, []);
      assert.equal(gate.writes, 0);
    });

    it('finishes what is being written, and refuses what waits', async () => {
      const gate = new Gate();
      let write: () => void = () => undefined;
      gate.onWrite = () =>
        new Promise((resolve) => {
          write = resolve;
        });
      const first = gate.find('a', found('a', 1));
      await turns();
      const second = assert.rejects(gate.find('b', found('b', 1)), { code: 'closed' });
      let isClosed = false;
      const closing = gate.admitter.close().then(() => {
        isClosed = true;
      });
      await second;
      await turns();
      assert.equal(isClosed, false);
      write();
      await Promise.all([first, closing]);
      assert.deepEqual(gate.told, ['1 CREATE a 1']);
    });

    it('lets go whoever waits to bring the next event', async () => {
      const gate = new Gate();
      gate.onWrite = () => new Promise(() => undefined);
      const bringing = (async () => {
        for (let order = 1; order < 400; order += 1) await gate.admitter.hear(heard('a', 'UPDATE', order));
      })();
      await turns();
      void gate.admitter.close();
      await bringing;
      assert.deepEqual(gate.told, []);
    });
  });

  it('fails for whoever waits when it cannot be written, and goes on', async () => {
    const gate = new Gate();
    gate.onWrite = () => Promise.reject(new FailureError('checkpoint-failed', 'The disk is full.'));
    await assert.rejects(gate.find('a', found('a', 1)), { code: 'checkpoint-failed' });
    gate.onWrite = () => Promise.resolve();
    await gate.find('a', found('a', 1));
    assert.deepEqual(gate.told, ['2 CREATE a 1']);
  });

  describe('that hears of a deletion before the creation', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    it('tells the creation first when it comes in time', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'DELETE', 2));
      await turns();
      assert.deepEqual(gate.told, []);
      await gate.admitter.hear(heard('a', 'CREATE', 1));
      await turns();
      assert.deepEqual(gate.told, ['1 CREATE a 1', '2 DELETE a 2']);
      mock.timers.tick(5_000);
      await turns();
      assert.equal(gate.told.length, 2);
      assert.equal(gate.collapsed, 0);
    });

    it('tells the creation first when it is found', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'DELETE', 2));
      await turns();
      await gate.find('a', found('a', 1));
      assert.deepEqual(gate.told, ['1 CREATE a 1', '2 DELETE a 2']);
    });

    it('tells the deletion alone when nothing else comes, and counts that', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'DELETE', 2));
      await turns();
      mock.timers.tick(5_000);
      await turns();
      assert.deepEqual(gate.told, ['1 DELETE a 2']);
      assert.equal(gate.collapsed, 1);
    });

    it('does not wait where it is not known what there was', async () => {
      const gate = new Gate();
      gate.isComplete = false;
      await gate.admitter.hear(heard('a', 'DELETE', 2));
      await turns();
      assert.deepEqual(gate.told, ['1 DELETE a 2']);
    });

    it('tells nothing any more when it is closed', async () => {
      const gate = new Gate();
      await gate.admitter.hear(heard('a', 'DELETE', 2));
      await turns();
      await gate.admitter.close();
      mock.timers.tick(5_000);
      await turns();
      assert.deepEqual(gate.told, []);
    });
  });

  it('takes a deletion to which the filter could not be applied for no news of what it does not know, and for news of what it was told', async () => {
    const gate = new Gate();
    await gate.admitter.hear(heard('b', 'CREATE', 1));
    for (const id of ['a', 'b']) await gate.admitter.hear({ ...heard(id, 'DELETE', 2), unchecked: true });
    await turns();
    assert.deepEqual(gate.told, ['1 CREATE b 1', '2 DELETE b 2']);
  });
});
