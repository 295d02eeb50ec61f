/** A feed from its start until it is closed or its process ends, with all that it uses and all that it did. */
import assert from 'node:assert/strict';
import { Feed, type FeedWish } from '../../../../src/events/delivery/feed';
import type { EventSource } from '../../../../src/events/subscription';
import type { EntityEvent } from '../../../../src/model/event';
import type { Failure } from '../../../../src/model/failure';
import type { Disk } from './disk';
import { viewOf, type Entities, type Written } from './entities';
import { Searching, type SearchFaults } from './searching';
import { Sockets, type SocketFaults } from './sockets';
import { never, type Chance, type Note, type Turns } from './turns';

export interface World {
  readonly entities: Entities;
  readonly disk: Disk;
  readonly chance: Chance;
  readonly turns: Turns;
  readonly log: Note;
  readonly socketFaults: SocketFaults;
  readonly searchFaults: SearchFaults;
}

/** A message as the flow got it. */
export interface Sent {
  readonly process: number;
  readonly sequence: number;
  readonly event: EntityEvent;
  acknowledged: boolean;
}

/** Turns after which a feed that has not come to an end never will. */
const LONG = 3_000;

export class FeedProcess {
  readonly feed: Feed;
  readonly sent: Sent[] = [];
  readonly problems: Failure[] = [];
  readonly searching: Searching;
  sockets: Sockets | undefined;
  isAlive = true;
  hasCrashed = false;
  #crashAfter: number | undefined;
  #checkpoints: { end(): void }[] = [];

  constructor(
    readonly number: number,
    readonly wish: FeedWish,
    private readonly world: World,
  ) {
    const { entities, disk, chance, turns, searchFaults } = world;
    this.searching = new Searching(entities, searchFaults, chance, turns);
    this.feed = new Feed(
      wish,
      this.#source(),
      async () => {
        await turns.after(chance.below(3));
        const checkpoint = disk.open(() => this.#onWrite());
        this.#checkpoints.push(checkpoint);
        return { checkpoint };
      },
      {
        onEvent: (event, sequence) => {
          if (this.isAlive) this.sent.push({ process: number, sequence, event, acknowledged: false });
        },
        onState: () => undefined,
        onProblem: (failure) => {
          this.problems.push(failure);
        },
      },
    );
    this.feed.start();
  }

  get unacknowledged(): Sent[] {
    return this.sent.filter(({ acknowledged }) => !acknowledged);
  }

  /** Whether it hears of everything. */
  get isConnected(): boolean {
    return this.sockets?.isUp === true;
  }

  /** Whether it has nothing to do. */
  get isIdle(): boolean {
    const { catchUp, backlog, inFlight } = this.feed.snapshot();
    const isLooking = catchUp.kind === 'running' || catchUp.kind === 'failed';
    return !isLooking && backlog === 0 && inFlight === 0 && this.searching.busy === 0 && this.sockets?.isIdle === true;
  }

  announce(written: Written): void {
    if (this.isAlive) this.sockets?.announce(written);
  }

  acknowledge(sent: Sent): void {
    if (this.feed.acknowledge(sent.sequence)) sent.acknowledged = true;
  }

  /** The process ends at the write after so many others. */
  crashAfter(writes: number): void {
    this.#crashAfter = writes;
  }

  crash(): void {
    this.isAlive = false;
    this.hasCrashed = true;
    this.sockets?.close();
    this.searching.end();
    for (const checkpoint of this.#checkpoints) checkpoint.end();
  }

  /** Closes it as Node-RED does; it must come to an end whatever the server and the flow do. It may crash meanwhile. */
  async close(): Promise<void> {
    let isClosed = false;
    const closing = this.feed.close().then(() => {
      isClosed = true;
    });
    await this.until(() => isClosed || this.hasCrashed, 'closed');
    if (this.hasCrashed) return;
    await closing;
    this.isAlive = false;
    this.searching.end();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    for (let turn = 0; turn < LONG; turn += 1) {
      if (condition()) return;
      await this.world.turns.pass();
    }
    const { catchUp, backlog, inFlight } = this.feed.snapshot();
    assert.fail(
      `The feed is not ${what}: ${JSON.stringify({ catchUp, backlog, inFlight, busy: this.searching.busy })}`,
    );
  }

  #onWrite(): 'go on' | 'before' | 'after' {
    if (this.#crashAfter === undefined) return 'go on';
    this.#crashAfter -= 1;
    if (this.#crashAfter >= 0) return 'go on';
    this.crash();
    return this.world.chance.happens(50) ? 'before' : 'after';
  }

  #source(): EventSource {
    const { entities, chance, turns, log, socketFaults, searchFaults } = this.world;
    return {
      subscribe: (subscription) => {
        const view = viewOf(this.wish.filter);
        const sockets = new Sockets(entities, view, subscription, socketFaults, chance, turns, log);
        this.sockets = sockets;
        return async () => {
          sockets.close();
          await turns.after(chance.below(3));
        };
      },
      withStore: async (_stopping, work) => {
        await turns.after(chance.below(searchFaults.delay + 1));
        return this.isAlive ? work(this.searching) : never();
      },
      owner: async () => {
        await turns.after(chance.below(5));
        return 'https://server.example owner';
      },
    };
  }
}
