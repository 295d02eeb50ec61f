/** One random history of a server, a feed and whatever comes between them; the same for the same seed. */
import type { FeedWish } from '../../../../src/events/delivery/feed';
import { CATCH_UPS, FIRST_STARTS, type DeliverySettings } from '../../../../src/model/delivery-settings';
import { ENTITIES, ENTITY_NAMES } from '../../../../src/model/entities';
import type { EntityEvent } from '../../../../src/model/event';
import { Disk } from './disk';
import { Entities, FILTERS, viewOf, type View } from './entities';
import { FeedProcess, type World } from './process';
import { Chance, Turns } from './turns';
import { check } from './verdict';

/** What may happen in a history besides writes and lost connections. */
interface Adversities {
  readonly crashes: boolean;
  readonly startsOver: boolean;
  readonly changes: boolean;
}

export class History {
  readonly #chance: Chance;
  readonly #turns = new Turns();
  readonly #world: World;
  readonly #adversities: Adversities;
  readonly #processes: FeedProcess[] = [];
  readonly #log: string[] = [];
  #process: FeedProcess;
  #taken: EntityEvent[] = [];
  /** Ids of what was heard of while the node started over, or by a process that ended: it is not known what has become of that. */
  readonly #heardMeanwhile = new Set<string>();
  #startedAt: number;
  #hasCrashed = false;
  #hasChanged = false;
  #hasStartedOver = false;
  #collapsed = 0;

  constructor(seed: number) {
    const chance = new Chance(seed);
    this.#chance = chance;
    const log = (what: string): void => {
      this.#note(what);
    };
    this.#world = {
      entities: new Entities(chance.pick(ENTITY_NAMES), chance, this.#turns),
      disk: new Disk(chance, this.#turns, log),
      chance,
      turns: this.#turns,
      log,
      socketFaults: {
        drop: chance.pick([0, 0, 10]),
        repeat: chance.pick([0, 10, 30]),
        reorder: chance.pick([0, 0, 50]),
        delay: chance.pick([0, 3, 15]),
      },
      searchFaults: {
        fail: chance.pick([0, 0, 5, 20]),
        hang: chance.pick([0, 0, 5]),
        delay: chance.pick([0, 2, 10]),
      },
    };
    this.#adversities = {
      crashes: chance.happens(50),
      startsOver: chance.happens(15),
      changes: chance.happens(20),
    };
    for (let writes = chance.below(8); writes > 0; writes -= 1) this.#world.entities.write();
    this.#turns.now += 1;
    this.#startedAt = this.#turns.now;
    this.#process = this.#start(this.#firstWish());
  }

  /** What happened, in words. */
  get log(): string {
    return this.#log.join('\n');
  }

  async run(): Promise<void> {
    for (let steps = 30 + this.#chance.below(100); steps > 0; steps -= 1) {
      if (!this.#process.isAlive) await this.#afterCrash();
      await this.#step();
    }
    if (!this.#process.isAlive) await this.#afterCrash();
    await this.#settle();
    await this.#process.close();
  }

  async #step(): Promise<void> {
    const chance = this.#chance;
    const { crashes, startsOver, changes } = this.#adversities;
    const process = this.#process;
    const what = chance.below(100);
    if (what < 45) this.#write();
    else if (what < 65) await this.#turns.pass(1 + chance.below(8));
    else if (what < 75) this.#acknowledgeSome();
    else if (what < 85) {
      this.#note('the sockets open');
      process.sockets?.open();
    } else if (what < 89) {
      this.#note('a socket breaks');
      process.sockets?.break(chance.happens(50));
    } else if (what < 92) await this.#restart(process.wish);
    else if (what < 94 && crashes) {
      const writes = chance.below(6);
      this.#note(`it will crash after ${writes} writes`);
      process.crashAfter(writes);
    } else if (what < 95 && startsOver) await this.#startOver();
    else if (what < 97 && changes) await this.#restart(this.#changedWish(process.wish));
    else if (what >= 98) await this.#settle();
  }

  #write(): void {
    const written = this.#world.entities.write();
    const { rev, isDeleted, isShown, sights } = written.state;
    this.#note(`${written.id} is written: ${JSON.stringify({ type: written.type, rev, isDeleted, isShown, sights })}`);
    this.#process.announce(written);
  }

  #acknowledgeSome(): void {
    const { unacknowledged } = this.#process;
    for (let count = this.#chance.below(4); count > 0 && unacknowledged.length > 0; count -= 1) {
      this.#process.acknowledge(this.#chance.pick(unacknowledged));
    }
  }

  async #restart(wish: FeedWish): Promise<void> {
    this.#note(`it is closed and starts anew: ${JSON.stringify(wish)}`);
    await this.#process.close();
    this.#remember();
    this.#hasCrashed ||= this.#process.hasCrashed;
    if (wish !== this.#process.wish) this.#changed();
    this.#process = this.#start(wish);
  }

  async #afterCrash(): Promise<void> {
    this.#note('it has crashed, and starts anew');
    this.#hasCrashed = true;
    this.#remember();
    for (let writes = this.#chance.below(5); writes > 0; writes -= 1) this.#write();
    await this.#turns.pass(3);
    this.#process = this.#start(this.#process.wish);
  }

  async #startOver(): Promise<void> {
    this.#note('it starts over');
    const process = this.#process;
    process.crashAfter(Number.POSITIVE_INFINITY);
    const startedAt = this.#turns.now;
    let isOver = false;
    const all = Promise.all([
      process.feed.startOver(),
      ...(this.#chance.happens(20) ? [process.feed.startOver()] : []),
    ]);
    const over = all.then(() => {
      isOver = true;
    });
    await process.until(() => isOver, 'starting over');
    await over;
    this.#taken = [];
    for (const { id } of process.sockets?.taken.splice(0) ?? []) this.#heardMeanwhile.add(id);
    this.#startedAt = startedAt;
    this.#hasStartedOver = true;
    this.#hasChanged = false;
  }

  /** The server is well, everything is looked through, and everything is acknowledged. */
  async #settle(): Promise<void> {
    this.#note('all comes to rest');
    const { socketFaults, searchFaults } = this.#world;
    const faults = [{ ...socketFaults }, { ...searchFaults }] as const;
    Object.assign(socketFaults, { drop: 0, repeat: 0, reorder: 0, delay: 0 });
    Object.assign(searchFaults, { fail: 0, hang: 0, delay: 0 });
    const process = this.#process;
    process.crashAfter(Number.POSITIVE_INFINITY);
    await this.#rest(process);
    process.sockets?.break(true);
    await this.#turns.pass(2);
    process.sockets?.open();
    await this.#rest(process);
    Object.assign(socketFaults, faults[0]);
    Object.assign(searchFaults, faults[1]);
    this.#taken.push(...(process.sockets?.taken.splice(0) ?? []));
    this.#check();
  }

  async #rest(process: FeedProcess): Promise<void> {
    let calm = 0;
    await process.until(() => {
      for (const sent of process.unacknowledged) process.acknowledge(sent);
      calm = process.isIdle && process.isConnected ? calm + 1 : 0;
      if (process.sockets?.isUp === false) process.sockets.open();
      return calm > 8;
    }, 'at rest');
  }

  #check(): void {
    const process = this.#process;
    check({
      entities: this.#world.entities,
      disk: this.#world.disk,
      wish: process.wish,
      view: viewOf(process.wish.filter),
      sent: this.#processes.flatMap(({ sent }) => sent),
      taken: this.#taken,
      heardMeanwhile: this.#heardMeanwhile,
      startedAt: this.#startedAt,
      hasCrashed: this.#hasCrashed,
      hasChanged: this.#hasChanged,
      // Those from before cannot be told from those after.
      collapsed: this.#hasStartedOver ? undefined : this.#collapsed + process.feed.snapshot().collapsed,
    });
  }

  /** What the process that ends has counted. What it has heard and not dealt with is lost with it. */
  #remember(): void {
    this.#collapsed += this.#process.feed.snapshot().collapsed;
    for (const { id } of this.#process.sockets?.taken ?? []) this.#heardMeanwhile.add(id);
  }

  #changed(): void {
    this.#hasChanged = true;
    const { disk } = this.#world;
    disk.epoch += 1;
    disk.completeAt = undefined;
  }

  #start(wish: FeedWish): FeedProcess {
    const process = new FeedProcess(this.#processes.length, wish, this.#world);
    this.#processes.push(process);
    return process;
  }

  #firstWish(): FeedWish {
    const chance = this.#chance;
    const { entity } = this.#world.entities;
    const { eventTypes } = ENTITIES[entity];
    const some = eventTypes.filter(() => chance.happens(50));
    const filter = FILTERS[chance.pick<View>(['one', 'one', 'one', 'ids'])];
    return {
      entity,
      eventTypes: chance.happens(60) || some.length === 0 ? eventTypes : some,
      filter,
      delivery: this.#firstDelivery(),
    };
  }

  #firstDelivery(): DeliverySettings {
    const chance = this.#chance;
    return {
      catchUp: chance.pick([...CATCH_UPS, 'everything', 'everything']),
      firstStart: chance.pick(FIRST_STARTS),
      catchUpEvery: chance.pick([0, 3_000, 20_000]) || undefined,
      acknowledge: chance.happens(50),
      maxInFlight: 1 + chance.below(4),
    };
  }

  #changedWish(wish: FeedWish): FeedWish {
    const { delivery } = wish;
    if (delivery.catchUp !== 'off' && this.#chance.happens(30)) {
      const catchUp = delivery.catchUp === 'creations' ? 'everything' : 'creations';
      return { ...wish, delivery: { ...delivery, catchUp } };
    }
    return { ...wish, filter: wish.filter === FILTERS.one ? FILTERS.other : FILTERS.one };
  }

  #note(what: string): void {
    this.#log.push(`${this.#turns.now}: ${what}`);
  }
}
