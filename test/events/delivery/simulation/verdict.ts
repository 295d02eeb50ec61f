/** What must be true of all that a flow was told, once nothing is under way any more. */
import assert from 'node:assert/strict';
import type { FeedWish } from '../../../../src/events/delivery/feed';
import type { EntityEvent } from '../../../../src/model/event';
import { isOlder, isSameVersion, versionOf, type Version } from '../../../../src/model/version';
import type { Decided, Disk } from './disk';
import type { Entities, SimulatedEntity, View } from './entities';
import type { Sent } from './process';

export interface Facts {
  readonly entities: Entities;
  readonly disk: Disk;
  readonly wish: FeedWish;
  readonly view: View;
  /** In the order of telling, of all processes. */
  readonly sent: readonly Sent[];
  /** Live events that the feed has taken and had the time to deal with. */
  readonly taken: readonly EntityEvent[];
  /** Ids of what was heard of besides, of which it is not said what has become of it. */
  readonly heardMeanwhile: ReadonlySet<string>;
  /** The turn in which the node began (anew). */
  readonly startedAt: number;
  /** Whether a process ended without being closed. */
  readonly hasCrashed: boolean;
  /** Whether the settings have changed since the node began. */
  readonly hasChanged: boolean;
  /** What was counted as created and deleted before it could be told, where that is known. */
  readonly collapsed: number | undefined;
}

export function check(facts: Facts): void {
  checkTelling(facts);
  checkNothingTwice(facts);
  const decidedOf = byId(facts.disk.decided);
  const takenOf = byId(facts.taken);
  for (const one of facts.entities.all.values()) {
    const decided = decidedOf.get(one.id) ?? [];
    const taken = takenOf.get(one.id) ?? [];
    checkOrder(one, decided);
    checkMeaning(facts, one, decided);
    checkHeard(facts, one, decided, taken);
    checkOldThings(facts, one, decided, taken);
    if (facts.wish.delivery.catchUp !== 'off') checkFound(facts, one, decided);
  }
  checkCollapsed(facts, decidedOf);
}

/** All that was decided is told, in order, once; what comes again had been on its way and is marked. */
function checkTelling({ disk, sent, hasCrashed }: Facts): void {
  /** By which process a message was told first. */
  const told = new Map<number, number>();
  const settled = new Set<number>();
  let last: Sent | undefined;
  for (const one of sent.filter(({ sequence }) => sequence > disk.forgotten)) {
    const { sequence, event } = one;
    const what = `Message ${sequence} (${event.type} ${event.id})`;
    if (last?.process === one.process) assert.ok(sequence > last.sequence, `${what} comes after ${last.sequence}.`);
    if (told.has(sequence)) {
      assert.equal(event.redelivered, true, `${what} comes again and is not marked.`);
      assert.notEqual(told.get(sequence), one.process, `${what} comes again in the same process.`);
      assert.ok(hasCrashed || !settled.has(sequence), `${what} comes again although it was acknowledged.`);
    }
    if (!told.has(sequence)) told.set(sequence, one.process);
    if (one.acknowledged) settled.add(sequence);
    last = one;
  }
  for (const { sequence, id, type } of disk.decided) {
    assert.ok(told.has(sequence), `Message ${sequence} (${type} ${id}) was never told.`);
  }
  if (hasCrashed) return;
  for (const [index, { sequence, event }] of sent.entries()) {
    const wasTold = sent.slice(0, index).some((earlier) => earlier.sequence === sequence);
    assert.ok(event.redelivered !== true || wasTold, `Message ${sequence} is marked as told before, and was not.`);
  }
}

/** No state of an entity is told twice, but for a node whose settings have changed. */
function checkNothingTwice({ disk }: Facts): void {
  const seen = new Map<string, Decided>();
  for (const one of disk.decided) {
    const state = one.rev ?? (one.version && `${one.version.order} ${one.version.mark}`);
    if (state === undefined) continue;
    const key = `${one.epoch} ${one.id} ${state}`;
    const before = seen.get(key);
    assert.equal(before, undefined, `${one.id} ${state} is told twice: ${shown(before)} and ${shown(one)}`);
    seen.set(key, one);
  }
}

/** The states of an entity are told in their order; only a creation may be late. */
function checkOrder({ id, entity }: SimulatedEntity, decided: readonly Decided[]): void {
  let last: Version | undefined;
  for (const one of decided) {
    const version = versionIn(entity, one);
    if (version === undefined) continue;
    const isLate = last !== undefined && isOlder(version, last);
    assert.ok(!isLate || one.type === 'CREATE', `${id} is told out of order: ${decided.map(shown).join(', ')}`);
    if (!isLate) last = version;
  }
}

/** What is told has happened. */
function checkMeaning({ view, disk }: Facts, one: SimulatedEntity, decided: readonly Decided[]): void {
  const deletions = one.states.filter(({ isDeleted }) => isDeleted).length;
  const told = decided.filter(({ type }) => type === 'DELETE').length;
  // What the server no longer has was deleted at an unknown revision: when that is heard afterwards with what came before it, it is told again.
  const most = deletions + Number(one.isPurged);
  // An end by a clock that is behind, and that of a data sample that had come back, cannot be told from one that is new when they are heard again.
  const isUnclear =
    one.entity === 'DataSample' &&
    one.states.some((state, index) => {
      const next = one.states[index + 1];
      return next !== undefined && (state.isDeleted || isOlder(next.version, state.version));
    });
  assert.ok(told <= most || isUnclear, `${one.id} was deleted ${deletions} times, and that is told ${told} times.`);
  const creations = decided.filter(({ type }) => type === 'CREATE').length;
  if (one.entity !== 'DataSample' && disk.epoch === 0) assert.ok(creations <= 1, `${one.id} is created twice.`);
  for (const message of decided) {
    if (message.type === 'DELETE' || message.epoch !== disk.epoch) continue;
    const state = one.states.find(({ rev }) => rev === message.rev);
    if (one.entity !== 'DataSample') assert.ok(state && one.passes(state, view), `${shown(message)} does not pass.`);
  }
}

/** What was heard is told, or something newer. */
function checkHeard(
  { wish, view }: Facts,
  one: SimulatedEntity,
  decided: readonly Decided[],
  taken: readonly EntityEvent[],
): void {
  const all = `heard ${taken.map(heardShown).join(', ')}; told ${decided.map(shown).join(', ')}`;
  if (decided.length === 0) {
    const isOnlyEnd = taken.every(({ type }) => type === 'DELETE');
    assert.ok(isOnlyEnd, `${one.id} is not told: ${all}`);
  }
  const isDocument = one.entity !== 'DataSample';
  for (const event of taken) {
    const version = versionOfEvent(event);
    const isTold = decided.some((message) => {
      const told = versionIn(one.entity, message);
      return message.type === 'DELETE' || told === undefined || !isOlder(told, version);
    });
    // It may have been known already that it is gone, or not for this node any more, or that a data sample had a newer state by its clock.
    const isOver = one.states.some(
      (state) => isOlder(version, state.version) && (!isDocument || state.isDeleted || !one.passes(state, view)),
    );
    assert.ok(
      event.type === 'DELETE' || isTold || isOver,
      `${one.id} at ${event.rev ?? version.order} is not told: ${all}`,
    );
    if (event.type === 'CREATE' && isDocument && wish.eventTypes.includes('CREATE')) {
      // When its end came first, it is counted instead.
      assert.ok(
        decided[0]?.type === 'DELETE' || decided.some(({ type }) => type === 'CREATE'),
        `The creation of ${one.id} is not told: ${all}`,
      );
    }
  }
}

/** What was there when a node began with what happens from then on is not told as if it were new. */
function checkOldThings(
  { wish, view, heardMeanwhile, startedAt, hasChanged }: Facts,
  one: SimulatedEntity,
  decided: readonly Decided[],
  taken: readonly EntityEvent[],
): void {
  if (wish.delivery.firstStart !== 'now' || taken.length > 0 || heardMeanwhile.has(one.id)) return;
  if (one.states.every(({ at }) => at < startedAt)) {
    assert.deepEqual(decided.map(shown), [], `${one.id} was there before.`);
    return;
  }
  const before = one.states.filter(({ at }) => at < startedAt).at(-1);
  if (before === undefined || hasChanged || one.entity === 'DataSample') return;
  const since = [before, ...one.states.filter(({ at }) => at >= startedAt)];
  const isAlwaysThere = since.every((state) => one.passes(state, view) && !state.isDeleted);
  if (isAlwaysThere) assert.notEqual(decided[0]?.type, 'CREATE', `${one.id} was there before, and is told as new.`);
}

/** What a node that catches up has to find. */
function checkFound(facts: Facts, one: SimulatedEntity, decided: readonly Decided[]): void {
  const { wish, view, disk, hasChanged } = facts;
  const completeAt = wish.delivery.firstStart === 'all' && !hasChanged ? -1 : disk.completeAt;
  if (completeAt === undefined) return;
  const { current } = one;
  const told = `told: ${decided.map(shown).join(', ')}; now ${current.rev}, ${current.version.order}`;
  const wants = new Set(wish.eventTypes);
  const isEverything = wish.delivery.catchUp === 'everything';
  const isNew = (one.states[0]?.at ?? 0) > completeAt;
  const isThere = !one.isPurged && !current.isDeleted && one.passes(current, view);
  // What was gone before it was told, and came back, was not created then.
  if (isNew && !hasChanged && wants.has('CREATE') && decided[0]?.type !== 'DELETE') {
    const isNotNew = decided.length > 0 && decided[0]?.type !== 'CREATE' && one.entity !== 'DataSample';
    assert.ok(!isNotNew, `${one.id} is not told as new first; ${told}`);
    // Whoever looks for creations only does not look again at what was gone.
    const isLookedFor = isThere && (isEverything || one.states.every(({ isDeleted }) => !isDeleted));
    assert.ok(!isLookedFor || decided.length > 0, `The creation of ${one.id} is not found; ${told}`);
  }
  if (!isEverything) return;
  if (isThere) checkFinalState(one, decided, completeAt, wants, told);
  else if (current.isDeleted && wants.has('DELETE')) checkEnd(facts, one, decided, told);
}

function checkFinalState(
  one: SimulatedEntity,
  decided: readonly Decided[],
  completeAt: number,
  wants: ReadonlySet<string>,
  told: string,
): void {
  const { current, entity } = one;
  const last = newest(one, decided);
  if (entity === 'DataSample') {
    const contact = one.states.filter(({ contactId }) => contactId === current.contactId);
    // What was changed in its contact is not told, unless it was not known before.
    const isTold = decided.some(
      ({ version }) => version === undefined || contact.some((state) => isSameVersion(version, state.version)),
    );
    const isDue = contact.every(({ at }) => at > completeAt) && wants.has('CREATE');
    const hasOtherSights = contact.some((state) => !state.isShown || state.sights !== current.sights);
    assert.ok(!isDue || hasOtherSights || isTold, `The final state of ${one.id} is not told; ${told}`);
    return;
  }
  const isDue = current.at > completeAt && wants.has('UPDATE') && (wants.has('CREATE') || current.version.order > 1);
  assert.ok(!isDue || last?.rev === current.rev, `The final state of ${one.id} is not told; ${told}`);
}

/** The end of what was told of, unless the filter would not have let it through in between. */
function checkEnd({ view, disk }: Facts, one: SimulatedEntity, decided: readonly Decided[], told: string): void {
  const last = newest(one, decided);
  if (last?.epoch !== disk.epoch) return;
  const lastVersion = versionIn(one.entity, last);
  const at = one.states.findIndex(({ version }) => lastVersion !== undefined && isSameVersion(version, lastVersion));
  if (at < 0) return;
  const since = one.states.filter(
    (state, index) => index >= at || isOlder(last.version ?? state.version, state.version),
  );
  if (since.every((state) => one.passes(state, view))) {
    assert.equal(last.type, 'DELETE', `The end of ${one.id} is not told; ${told}`);
  }
}

/** What was created and deleted before it could be told is counted, where the server still tells that it was there. */
function checkCollapsed(
  { entities, wish, view, disk, hasCrashed, hasChanged, collapsed }: Facts,
  decidedOf: ReadonlyMap<string, readonly Decided[]>,
): void {
  const { catchUp, firstStart } = wish.delivery;
  const completeAt = firstStart === 'all' ? -1 : disk.completeAt;
  const isCounted = !hasCrashed && !hasChanged && completeAt !== undefined && catchUp !== 'off';
  if (collapsed === undefined || !isCounted || !wish.eventTypes.includes('CREATE') || entities.entity !== 'DataSample')
    return;
  const missed = [...entities.all.values()].filter((one) => {
    const isNew = one.states.every((state) => state.at > completeAt && one.passes(state, view));
    return isNew && one.current.isDeleted && !decidedOf.has(one.id);
  });
  assert.ok(collapsed >= missed.length, `${missed.length} were never told, and ${collapsed} are counted.`);
}

/** What was told last but for a creation that was told late: after something of a newer version. */
function newest({ entity }: SimulatedEntity, decided: readonly Decided[]): Decided | undefined {
  let highest: Version | undefined;
  return decided.reduce<Decided | undefined>((last, one) => {
    const version = versionIn(entity, one);
    const isOld = version === undefined || (highest !== undefined && isOlder(version, highest));
    if (!isOld) highest = version;
    return last !== undefined && one.type === 'CREATE' && isOld ? last : one;
  }, undefined);
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(item.id, [...(groups.get(item.id) ?? []), item]);
  return groups;
}

function versionIn(entity: string, { rev, version }: Decided): Version | undefined {
  return entity === 'DataSample' || rev === undefined ? version : versionOf('Patient', { rev });
}

function versionOfEvent({ entity, rev, payload }: EntityEvent): Version {
  const { batchId, modified, endOfLife } = payload;
  return versionOf(entity, { rev, contactId: batchId, modified, endOfLife });
}

function shown(decided: Decided | undefined): string {
  return decided === undefined
    ? ''
    : `${decided.type} ${decided.id} ${decided.rev ?? decided.version?.order ?? '?'} #${decided.sequence}`;
}

function heardShown({ type, rev, payload }: EntityEvent): string {
  return `${type} ${rev ?? JSON.stringify(payload.modified)}`;
}
