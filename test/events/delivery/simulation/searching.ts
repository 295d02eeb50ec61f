/** What a simulated server answers to whoever looks through what is stored: each entity as it is at one moment during the request, late, or not at all. */
import type { EntityName } from '../../../../src/model/entities';
import { FailureError } from '../../../../src/model/failure';
import type { Filter } from '../../../../src/model/filter';
import type { EntityStore, Inspection, Stamp } from '../../../../src/sdk/port';
import { viewOf, type Entities } from './entities';
import { never, type Chance, type Turns } from './turns';

/** Per cent of the requests, and turns. */
export interface SearchFaults {
  fail: number;
  hang: number;
  delay: number;
}

export class Searching implements EntityStore {
  /** Requests under way. */
  busy = 0;
  #isGone = false;

  constructor(
    private readonly entities: Entities,
    private readonly faults: SearchFaults,
    private readonly chance: Chance,
    private readonly turns: Turns,
  ) {}

  /** Nothing is answered any more: whoever asks has ended. */
  end(): void {
    this.#isGone = true;
  }

  match(entity: EntityName, filter: Filter): Promise<readonly string[]> {
    return this.#answer(entity, async () => {
      await this.#wait();
      const ids = [...this.entities.all.values()].filter((one) => one.matches(viewOf(filter))).map(({ id }) => id);
      return ids.sort();
    });
  }

  stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]> {
    return this.#answer(entity, () => this.#each(ids, (id) => this.entities.all.get(id)?.stamp()));
  }

  inspect(entity: EntityName, ids: readonly string[], filter: Filter): Promise<readonly Inspection[]> {
    return this.#answer(entity, () =>
      this.#each(ids, (id) => this.entities.all.get(id)?.inspection(viewOf(filter)) ?? { kind: 'gone' }),
    );
  }

  get(): Promise<never> {
    return Promise.reject(new Error('A feed does not read with a filter.'));
  }

  matchName(): Promise<never> {
    return Promise.reject(new Error('A feed looks for nobody.'));
  }

  dataOwners(): Promise<never> {
    return Promise.reject(new Error('A feed looks for nobody.'));
  }

  save(): Promise<never> {
    return Promise.reject(new Error('A feed saves nothing.'));
  }

  delete(): Promise<never> {
    return Promise.reject(new Error('A feed deletes nothing.'));
  }

  /** The answer is of several moments. */
  async #each<Answer>(ids: readonly string[], answer: (id: string) => Answer): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const id of ids) {
      if (this.chance.happens(20)) await this.#wait();
      answers.push(answer(id));
    }
    return answers;
  }

  async #answer<Answer>(entity: EntityName, work: () => Promise<Answer>): Promise<Answer> {
    if (entity !== this.entities.entity) throw new Error('It is asked for another kind of entity.');
    this.busy += 1;
    try {
      if (this.chance.happens(this.faults.fail)) await this.#fail('unreachable');
      if (this.chance.happens(this.faults.hang)) {
        await this.turns.after(200);
        await this.#fail('timeout');
      }
      const answer = await work();
      await this.#wait();
      if (this.chance.happens(this.faults.fail)) await this.#fail('server-error');
      return this.#isGone ? await never() : answer;
    } finally {
      this.busy -= 1;
    }
  }

  async #fail(code: 'unreachable' | 'timeout' | 'server-error'): Promise<void> {
    await this.#wait();
    if (this.#isGone) await never();
    throw new FailureError(code, 'The server is in trouble.');
  }

  #wait(): Promise<void> {
    return this.turns.after(this.chance.below(this.faults.delay + 1));
  }
}
