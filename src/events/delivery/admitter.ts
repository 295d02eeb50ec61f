/** Lets in what is news for a node, one after the other: looks up what is known, decides, writes down, and passes on what is to be told. */
import type { EntityEvent } from '../../model/event';
import { FailureError } from '../../model/failure';
import { isSameVersion } from '../../model/version';
import type { Inspection } from '../../sdk/port';
import type { CheckpointChanges, Entry } from '../checkpoint/checkpoint';
import { admitFound, admitHeard, admitNoted, type AdmissionRules, type Decision } from './admission';
import { eventOf, foundOf, heardOf, idOf, type Candidate } from './candidate';
import { Overtaking } from './overtaking';
import { referenceTo } from './reference';
import type { Waiting } from './window';

type Verdict = Decision | { readonly kind: 'forget' };

const NO_NEWS: Decision = { kind: 'no-news' };

export interface AdmitterParts {
  readonly checkpoint: {
    get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]>;
    write(changes: CheckpointChanges): Promise<void>;
  };
  /** For what is heard, and for what is found. */
  readonly rules: (kind: 'heard' | 'found') => AdmissionRules;
  /** Gets what has been written down. */
  readonly tell: (events: readonly Waiting[]) => void;
  readonly onDuplicate: () => void;
  /** Something was deleted before it could be told that it had been created. */
  readonly onCollapsed: () => void;
}

interface Queued {
  readonly candidate: Candidate;
  /** @param isToBeRead see `admit` */
  readonly written: (isToBeRead: boolean) => void;
  readonly failed: (reason: unknown) => void;
}

/** Candidates that are dealt with at a time. */
const GROUP = 64;
/** Events that were heard and have not been let in, at most; then whoever brings them waits. */
const MOST_HEARD = 256;

export class Admitter {
  readonly #queue: Queued[] = [];
  #working: Promise<void> | undefined;
  #heard = 0;
  #waitingForRoom: (() => void)[] = [];
  /** Ids that are being looked at, with what is heard of them meanwhile. */
  readonly #held = new Map<string, EntityEvent[]>();
  readonly #overtaking = new Overtaking((event) => {
    this.#enqueue({ kind: 'waited', event }).catch(() => undefined);
  });
  #sequence = 0;
  #closed = false;

  constructor(private readonly parts: AdmitterParts) {}

  /** @param lastSequence of what was told or is to be told already */
  start(lastSequence: number): void {
    this.#sequence = lastSequence;
  }

  /** Resolves when the next event can be taken. */
  async hear(event: EntityEvent): Promise<void> {
    if (this.#closed) return;
    this.#heard += 1;
    const held = this.#held.get(event.id);
    if (held === undefined) this.#enqueueHeard(event);
    else held.push(event);
    if (this.#heard < MOST_HEARD) return;
    await new Promise<void>((resolve) => {
      this.#waitingForRoom.push(resolve);
    });
  }

  /**
   * Looks at entities; what is heard of them meanwhile is let in after what was found, so that nothing overtakes it.
   * @throws FailureError `closed`, and what `look` throws
   */
  async examine(ids: readonly string[], look: () => Promise<readonly Inspection[]>): Promise<void> {
    for (const id of ids) this.#held.set(id, []);
    try {
      const inspections = await look();
      await this.admit(
        ids.flatMap((id, index) => {
          const inspection = inspections[index];
          return inspection === undefined ? [] : [{ kind: 'found', id, inspection }];
        }),
      );
    } finally {
      const heldBack = ids.flatMap((id) => this.#held.get(id) ?? []);
      for (const id of ids) this.#held.delete(id);
      // At once, so that nothing that is heard now overtakes them.
      for (const event of heldBack) this.#enqueueHeard(event);
    }
  }

  /**
   * Resolves when it is written down.
   * @returns the ids of what has ended, and has been heard of since it was unknown: the end is news, and has to be read
   * @throws FailureError `closed`
   */
  async admit(candidates: readonly Candidate[]): Promise<readonly string[]> {
    const isToBeRead = await Promise.all(candidates.map((candidate) => this.#enqueue(candidate)));
    return candidates.filter((_, index) => isToBeRead[index]).map(idOf);
  }

  /** Lets nothing in any more; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#overtaking.close();
    for (const { failed } of this.#queue.splice(0)) failed(closed());
    this.#letIn();
    await this.#working;
  }

  #enqueueHeard(event: EntityEvent): void {
    // Whether it was written down interests nobody: if it was not, the node is closed or says that its checkpoint fails.
    this.#enqueue({ kind: 'heard', event }).catch(() => undefined);
  }

  #enqueue(candidate: Candidate): Promise<boolean> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise((written, failed) => {
      this.#queue.push({ candidate, written, failed });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    for (let group = this.#queue.splice(0, GROUP); group.length > 0; group = this.#queue.splice(0, GROUP)) {
      try {
        const toRead = await this.#admitGroup(group.map(({ candidate }) => candidate));
        for (const { candidate, written } of group) written(toRead.has(candidate));
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
      this.#heard -= group.filter(({ candidate }) => candidate.kind === 'heard').length;
      this.#letIn();
    }
    this.#working = undefined;
  }

  #letIn(): void {
    if (this.#heard >= MOST_HEARD && !this.#closed) return;
    for (const resolve of this.#waitingForRoom.splice(0)) resolve();
  }

  /** @returns what has to be read, see `admit` */
  async #admitGroup(candidates: readonly Candidate[]): Promise<ReadonlySet<Candidate>> {
    const { checkpoint, tell } = this.parts;
    const ids = [...new Set(candidates.map(idOf))];
    const entries = await checkpoint.get(ids);
    const known = new Map(ids.map((id, index) => [id, entries[index]]));
    const changed = new Set<string>();
    const told: Waiting[] = [];
    const toRead = new Set<Candidate>();
    const left = [...candidates];
    for (const candidate of left) {
      const id = idOf(candidate);
      if (candidate.kind === 'ended' && isThere(known.get(id))) {
        toRead.add(candidate);
        continue;
      }
      const decision = this.#decide(candidate, known.get(id));
      if (decision.kind === 'no-news') continue;
      if (candidate.kind === 'heard' && decision.kind === 'tell' && decision.collapsed) {
        this.#overtaking.wait(candidate.event);
        continue;
      }
      changed.add(id);
      known.set(id, decision.kind === 'forget' ? undefined : decision.entry);
      if (decision.kind === 'forget') continue;
      if (decision.collapsed) this.parts.onCollapsed();
      if (decision.kind !== 'tell') continue;
      this.#sequence += 1;
      told.push({
        sequence: this.#sequence,
        event: eventOf(candidate, decision.type, this.parts.rules('found').entity),
      });
      const overtaken = this.#overtaking.take(id);
      if (overtaken !== undefined) left.push({ kind: 'waited', event: overtaken });
    }
    if (changed.size === 0) return toRead;
    const after = [...changed].map((id) => [id, known.get(id)] as const);
    await checkpoint.write({
      entries: after.flatMap(([id, entry]) => (entry === undefined ? [] : [[id, entry] as const])),
      forget: after.flatMap(([id, entry]) => (entry === undefined ? [id] : [])),
      references: told.map((waiting) => referenceTo(waiting, false)),
    });
    if (told.length > 0) tell(told);
    return toRead;
  }

  #decide(candidate: Candidate, known: Entry | undefined): Verdict {
    const now = Math.floor(Date.now() / 1000);
    switch (candidate.kind) {
      case 'heard':
      case 'waited': {
        const { event } = candidate;
        const rules = this.parts.rules('heard');
        const decision = admitHeard(known, heardOf(event), rules, now);
        if (decision.kind === 'no-news') this.parts.onDuplicate();
        return decision;
      }
      case 'found':
        return admitFound(known, foundOf(candidate.inspection, known), this.parts.rules('found'), now);
      case 'noted':
        return isSameEntry(known, candidate.known) ? admitNoted(known, candidate.stamp, now) : NO_NEWS;
      case 'ended': {
        const { version } = candidate.stamp;
        return admitFound(known, { version, isDeleted: true, passes: false }, this.parts.rules('found'), now);
      }
      case 'outdated':
        return isSameEntry(known, candidate.known) ? { kind: 'forget' } : NO_NEWS;
      default:
        return candidate satisfies never;
    }
  }
}

function isThere(known: Entry | undefined): boolean {
  return known !== undefined && known.state !== 'deleted';
}

function isSameEntry(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.state === other.state && one.told === other.told && isSameVersion(one.version, other.version);
}

function closed(): FailureError {
  return new FailureError('closed', 'The node was closed.');
}
