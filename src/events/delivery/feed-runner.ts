/**
 * Runs the feed of a node that can be stopped, started and told to listen to something else: one feed after the other, all on the same checkpoint. Where one
 * takes another's place, it listens before the other ends, so that nothing falls between the two; what both have heard is told once.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenCheckpoint } from '../checkpoint/keeper';
import type { EntityEvent } from '../../model/event';
import { FailureError, type Failure } from '../../model/failure';
import type { EventSource } from '../subscription';
import { acknowledgements, deliveryId } from './acknowledgements';
import { Feed, STOPPED_FEED, type FeedListener, type FeedState } from './feed';
import type { FeedSnapshot } from './feed-snapshot';
import type { FeedWish } from './plan';
import { Tally } from './tally';

export interface RunnerListener extends Pick<FeedListener, 'onProblem'> {
  /** @param delivery what acknowledges the event */
  onEvent: (event: EntityEvent, delivery: string) => void;
  /** At each change of the feed that runs, and when none runs any more. */
  onState: (state: FeedState) => void;
}

/** ms that a feed which is to take another's place may need until it listens; then the other ends all the same. */
export const TAKEOVER_LIMIT = 10_000;

/** ms for which both listen: what the other one has got from the server by then is still on its way through decryption. */
const OVERLAP = 1_000;

interface Run {
  readonly wish: FeedWish;
  readonly feed: Feed;
  state: FeedState;
  /** Something about the state has changed. */
  onChange: () => void;
  /** Ends the feed, and lets nobody acknowledge what it has told. */
  readonly end: (isFlowStopped: boolean) => Promise<void>;
}

/** How a feed that is to take another's place gets on. */
type Takeover =
  | { readonly kind: 'listens' }
  /** It does not listen, and neither does the other one, or it takes too long. */
  | { readonly kind: 'does-not-listen' }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** The calls of `start`, `stop` and `replace` must come one after the other: the next when the last one has resolved. */
export class FeedRunner {
  #run: Run | undefined;
  /** On its way to take the place of the one that runs. */
  #next: Run | undefined;
  readonly #closing = new AbortController();

  constructor(
    private readonly nodeId: string,
    private readonly source: EventSource,
    private readonly openCheckpoint: OpenCheckpoint,
    private readonly listener: RunnerListener,
  ) {}

  /** What the feed that runs listens to. */
  get wish(): FeedWish | undefined {
    return this.#run?.wish;
  }

  get state(): FeedState {
    return this.#run?.state ?? STOPPED_FEED;
  }

  /** Counts begin with the feed. */
  snapshot(): FeedSnapshot {
    const stopped = { state: 'stopped', catchUp: { kind: 'off' }, backlog: 0, inFlight: 0 } as const;
    return this.#run?.feed.snapshot() ?? { ...stopped, ...new Tally().counts() };
  }

  /** Harmless when a feed runs. */
  start(wish: FeedWish): void {
    if (this.#run !== undefined || this.#closing.signal.aborted) return;
    const run = this.#begin(wish, this.openCheckpoint);
    this.#run = run;
    this.#show(run);
    run.feed.start();
  }

  /** Resolves when nothing is left open. Harmless when none runs. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    await run.end(false);
    this.listener.onState(STOPPED_FEED);
  }

  /**
   * Listens to something else from now on; starts when nothing runs.
   * @throws FailureError when the server refuses it; what runs goes on then
   */
  async replace(wish: FeedWish): Promise<void> {
    const old = this.#run;
    if (old === undefined) {
      this.start(wish);
      return;
    }
    let release: (isFree: boolean) => void = () => undefined;
    const released = new Promise<boolean>((resolve) => {
      release = resolve;
    });
    const next = this.#begin(wish, async (owner) => {
      if (await released) return this.openCheckpoint(owner);
      throw new FailureError('closed', 'The node goes on listening to what it did.');
    });
    this.#next = next;
    try {
      const takeover = await this.#takeover(old, next);
      if (takeover.kind === 'refused') {
        const ended = next.end(false);
        release(false);
        await ended;
        throw new FailureError(takeover.failure.code, takeover.failure.message);
      }
      if (takeover.kind === 'listens')
        await delay(OVERLAP, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      old.onChange = () => undefined;
      await old.end(this.#closing.signal.aborted);
      this.#run = next;
      this.#show(next);
    } finally {
      this.#next = undefined;
      release(true);
    }
  }

  /**
   * Forgets what was delivered and what is to be delivered, and begins as at the first start.
   * @throws FailureError
   */
  async startOver(): Promise<void> {
    if (this.#run === undefined) throw new FailureError('closed', 'The node is stopped: start it first.');
    await this.#run.feed.startOver();
  }

  /** Ends everything for good; resolves when nothing is left open. */
  async close(): Promise<void> {
    this.#closing.abort();
    // The one that runs lets go of the checkpoint for which the next one waits.
    await Promise.all([this.#run?.end(true), this.#next?.end(true)]);
    this.#run = undefined;
  }

  #begin(wish: FeedWish, openCheckpoint: OpenCheckpoint): Run {
    // Another one for each feed: what an earlier one sent and nobody acknowledged comes again.
    const feedId = `${this.nodeId}~${randomUUID()}`;
    const feed = new Feed(wish, this.source, openCheckpoint, {
      onEvent: (event, sequence) => {
        this.listener.onEvent(event, deliveryId(feedId, sequence));
      },
      onProblem: this.listener.onProblem,
      onState: (state) => {
        run.state = state;
        run.onChange();
      },
    });
    const unregister = acknowledgements.register(feedId, (sequence) => feed.acknowledge(sequence));
    let ending: Promise<void> | undefined;
    const run: Run = {
      wish,
      feed,
      state: STOPPED_FEED,
      onChange: () => undefined,
      end: (isFlowStopped) => {
        unregister();
        ending ??= feed.close(isFlowStopped);
        return ending;
      },
    };
    return run;
  }

  /** Tells how a feed is, now and from now on. */
  #show(run: Run): void {
    run.onChange = () => {
      this.listener.onState(run.state);
    };
    run.onChange();
  }

  /** Starts the next feed and waits until it listens, or until it is pointless to wait because the other one does not listen either. */
  #takeover(old: Run, next: Run): Promise<Takeover> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const settle = (takeover: Takeover): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        next.onChange = () => undefined;
        this.#show(old);
        resolve(takeover);
      };
      const giveUp = (): void => {
        settle({ kind: 'does-not-listen' });
      };
      const look = (): void => {
        const { connection } = next.state;
        if (connection.kind === 'live') settle({ kind: 'listens' });
        else if (old.state.connection.kind !== 'live') giveUp();
        else if (connection.kind === 'failed') settle({ kind: 'refused', failure: connection.failure });
      };
      const timer = setTimeout(giveUp, TAKEOVER_LIMIT);
      signal.addEventListener('abort', giveUp, { once: true });
      next.onChange = look;
      old.onChange = () => {
        this.listener.onState(old.state);
        look();
      };
      next.feed.start();
      look();
    });
  }
}
