/** What is written while things go wrong: a random history of all entities, known in full. */
import type { Sandbox, Writer } from '../../sandbox';
import { ENTITY_NAMES, type EntityName } from '../../src/model/entities';
import type { Dice } from './dice';

/** What the filtered node asks for; half of the data samples have it from their creation to their end. */
export const LABEL = { type: 'chaos', code: 'half' } as const;

const ENTITY_WEIGHTS: Readonly<Record<EntityName, number>> = {
  Patient: 25,
  DataSample: 35,
  HealthcareElement: 20,
  Notification: 15,
  User: 5,
};
const WRITE_WEIGHTS = { create: 35, modify: 45, remove: 20 } as const;

/** When an entity was there; as `performance.now()` tells it. */
export interface Lifetime {
  readonly created: number;
  removed: number | undefined;
}

export class Story {
  readonly lifetimes = new Map<string, Lifetime>();
  readonly labelled = new Set<string>();
  writes = 0;

  constructor(
    private readonly writer: Writer,
    private readonly dice: Dice,
  ) {}

  static of(sandbox: Sandbox, reader: string, delegations: 'secure' | 'legacy', dice: Dice): Story {
    return new Story(sandbox.createWriter({ readers: [reader], delegations }), dice);
  }

  /** The patient to whom all data samples belong; the writer made it for itself. */
  get subject(): string {
    return this.writer.subject;
  }

  write(): void {
    const { dice, writer } = this;
    const entity = dice.weighted(ENTITY_WEIGHTS);
    const alive = writer.alive(entity);
    const operation = alive.length === 0 ? 'create' : dice.weighted(WRITE_WEIGHTS);
    this.writes += 1;
    if (operation === 'create') {
      this.#create(entity);
      return;
    }
    const id = dice.oneOf(alive);
    if (operation === 'modify') {
      writer.modify(entity, id, this.labelled.has(id) ? { labels: [LABEL] } : {});
      return;
    }
    writer.remove(entity, id);
    const lifetime = this.lifetimes.get(id);
    if (lifetime !== undefined) lifetime.removed = performance.now();
  }

  /** How many entities there are. */
  get alive(): number {
    return ENTITY_NAMES.reduce((sum, entity) => sum + this.writer.alive(entity).length, 0);
  }

  #create(entity: EntityName): void {
    const isLabelled = entity === 'DataSample' && this.dice.next() < 0.5;
    const { id } = this.writer.create(entity, isLabelled ? { labels: [LABEL] } : {});
    if (isLabelled) this.labelled.add(id);
    this.lifetimes.set(id, { created: performance.now(), removed: undefined });
  }
}
