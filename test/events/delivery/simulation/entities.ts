/** What a simulated server holds: entities with all the states that they ever had. */
import type { EntityName, EventType } from '../../../../src/model/entities';
import type { EntityEvent } from '../../../../src/model/event';
import { parseFilter, type Filter } from '../../../../src/model/filter';
import type { JsonObject } from '../../../../src/model/json';
import type { StoredEntity } from '../../../../src/model/stored-entity';
import { versionOf, type Version } from '../../../../src/model/version';
import type { Inspection, Stamp } from '../../../../src/sdk/port';
import type { Chance, Turns } from './turns';

/** The filters of the simulation. `ids` names all ids that there ever are. */
export const VIEWS = ['one', 'other', 'ids'] as const;
export type View = (typeof VIEWS)[number];

/** How a filter sees an entity: `nearly` is found by the server's search, and not let through. */
type Sight = 'in' | 'nearly' | 'out';

/** One state of an entity. */
export interface State {
  readonly version: Version;
  readonly rev: string;
  readonly contactId: string;
  readonly modified: number;
  readonly endOfLife: number | undefined;
  readonly sights: Readonly<Record<View, Sight>>;
  readonly isDeleted: boolean;
  /** Whether the user may see it. */
  readonly isShown: boolean;
  /** The turn in which it was written. */
  readonly at: number;
}

export interface Written {
  readonly id: string;
  readonly state: State;
  /** What the server announces; undefined: nothing. */
  readonly type: EventType | undefined;
}

/** Filters to hand to what is tested. What passes is not decided by them, but by the `sights` of a state. */
export const FILTERS: Readonly<Record<View, Filter>> = {
  one: filterOn('one'),
  other: filterOn('other'),
  ids: filterOn('ids'),
};

function filterOn(id: string): Filter {
  const parsing = parseFilter({ match: 'all', criteria: [{ by: 'id', ids: [id] }] }, 'Patient');
  if (!parsing.ok) throw new Error(parsing.problem.reason);
  return parsing.filter;
}

export function viewOf(filter: Filter): View {
  const view = VIEWS.find((one) => FILTERS[one] === filter);
  if (view === undefined) throw new Error('No filter of the simulation.');
  return view;
}

export class SimulatedEntity {
  readonly states: State[] = [];
  isPurged = false;

  constructor(
    readonly entity: EntityName,
    readonly id: string,
  ) {}

  /** What the server takes for the newest: of a data sample, what was modified last. */
  get current(): State {
    const newest = this.states.reduce((one, other) => (this.#isLater(other, one) ? other : one));
    return newest;
  }

  passes(state: State, view: View): boolean {
    return state.isShown && state.sights[view] === 'in';
  }

  /** Whether the server's search finds it. */
  matches(view: View): boolean {
    if (view === 'ids') return true;
    const { current } = this;
    if (this.isPurged || !current.isShown) return false;
    if (this.entity === 'DataSample') return this.states.some(({ sights }) => sights[view] !== 'out');
    return !current.isDeleted && current.sights[view] !== 'out';
  }

  stamp(): Stamp | undefined {
    const { version, isDeleted, isShown } = this.current;
    return this.isPurged || !isShown ? undefined : { id: this.id, version, isDeleted };
  }

  inspection(view: View): Inspection {
    const { current } = this;
    if (this.isPurged) return { kind: 'gone' };
    if (!current.isShown) return { kind: 'forbidden' };
    const { version, isDeleted } = current;
    return { kind: 'found', stored: this.#stored(current), version, isDeleted, passes: this.passes(current, view) };
  }

  event(type: EventType, state: State): EntityEvent {
    const { entity, id } = this;
    return {
      type,
      entity,
      id,
      ...(entity === 'DataSample' ? {} : { rev: state.rev }),
      source: 'live',
      receivedAt: new Date(0).toISOString(),
      decrypted: true,
      payload: this.#payload(state),
    };
  }

  #isLater(one: State, other: State): boolean {
    if (this.entity !== 'DataSample') return one.version.order > other.version.order;
    return one.modified === other.modified ? one.contactId > other.contactId : one.modified > other.modified;
  }

  #stored(state: State): StoredEntity {
    return { entity: this.entity, id: this.id, rev: state.rev, decrypted: true, payload: this.#payload(state) };
  }

  #payload({ rev, contactId, modified, endOfLife }: State): JsonObject {
    if (this.entity !== 'DataSample') return { id: this.id, rev };
    return { id: this.id, batchId: contactId, modified, ...(endOfLife === undefined ? {} : { endOfLife }) };
  }
}

/** All of one entity's kind, and whoever writes them. */
export class Entities {
  readonly all = new Map<string, SimulatedEntity>();
  #clock = 1_000;
  #contacts = 0;

  constructor(
    readonly entity: EntityName,
    private readonly chance: Chance,
    private readonly turns: Turns,
  ) {}

  /** Writes something, whatever comes to mind. */
  write(): Written {
    const existing = [...this.all.values()].filter(({ isPurged }) => !isPurged);
    if (existing.length === 0 || this.chance.happens(25)) return this.#create();
    const one = this.chance.pick(existing);
    const { current } = one;
    if (current.isDeleted) return this.#afterEnd(one);
    if (this.chance.happens(25)) return this.#delete(one);
    if (this.chance.happens(8)) return this.#hideOrShow(one);
    return this.#change(one);
  }

  #create(): Written {
    const one = new SimulatedEntity(this.entity, `e${this.all.size}`);
    this.all.set(one.id, one);
    return this.#put(one, 'CREATE', { sights: this.#sights(), contactId: this.#newContact() });
  }

  #change(one: SimulatedEntity): Written {
    const sights = this.chance.happens(50) ? one.current.sights : this.#sights();
    if (this.entity !== 'DataSample') return this.#put(one, 'UPDATE', { sights });
    // Changed in its contact: the server tells nobody.
    return this.chance.happens(30)
      ? this.#put(one, undefined, { sights })
      : this.#put(one, 'CREATE', { sights, contactId: this.#newContact() });
  }

  #delete(one: SimulatedEntity): Written {
    if (this.entity !== 'DataSample') return this.#put(one, 'DELETE', { isDeleted: true });
    return this.#put(one, 'DELETE', { isDeleted: true, contactId: this.#newContact() });
  }

  #afterEnd(one: SimulatedEntity): Written {
    if (this.chance.happens(50)) return this.#create();
    if (this.entity === 'DataSample') {
      return this.#put(one, 'CREATE', { sights: this.#sights(), contactId: this.#newContact(), isDeleted: false });
    }
    if (this.chance.happens(50)) return this.#put(one, 'UPDATE', { isDeleted: false });
    one.isPurged = true;
    return { id: one.id, state: one.current, type: undefined };
  }

  #hideOrShow(one: SimulatedEntity): Written {
    const isShown = !one.current.isShown;
    if (this.entity === 'DataSample') return this.#put(one, undefined, { isShown });
    return this.#put(one, isShown ? 'UPDATE' : undefined, { isShown });
  }

  #put(one: SimulatedEntity, type: EventType | undefined, changes: Partial<State>): Written {
    const last = one.states.length === 0 ? undefined : one.current;
    // Clocks of others are behind at times; no two states are of the same moment.
    const skew = this.entity === 'DataSample' && this.chance.happens(4) ? 9 : 0;
    this.#clock += 2 + 2 * this.chance.below(3);
    const modified = this.#clock - skew;
    const isDeleted = changes.isDeleted ?? last?.isDeleted ?? false;
    const contactId = changes.contactId ?? last?.contactId ?? '';
    const endOfLife = isDeleted ? (changes.isDeleted === true ? modified : last?.endOfLife) : undefined;
    const order = one.states.length + 1;
    const rev = `${order}-${String(this.#clock).padStart(32, '0')}`;
    const state: State = {
      version: versionOf(this.entity, { rev, contactId, modified, endOfLife }),
      rev,
      contactId,
      modified,
      endOfLife,
      sights: changes.sights ?? last?.sights ?? this.#sights(),
      isDeleted,
      isShown: changes.isShown ?? last?.isShown ?? true,
      at: this.turns.now,
    };
    one.states.push(state);
    return { id: one.id, state, type };
  }

  #newContact(): string {
    this.#contacts += 1;
    return `c${String(this.#contacts).padStart(6, '0')}`;
  }

  #sights(): State['sights'] {
    const sight = (): Sight => (this.chance.happens(65) ? 'in' : this.chance.happens(50) ? 'nearly' : 'out');
    return { one: sight(), other: sight(), ids: 'in' };
  }
}
