/**
 * Looks through what is stored on the server and finds what a node has missed: the ids that match, their revisions, and of what is new or changed the entity
 * itself. That is exact for the state in which things are now, needs no clock, and works for every entity; iCure has no feed of changes, and the times in its
 * entities are those of the clocks of whoever wrote them, if they wrote any (facts on the backend, §6).
 */
import type { EntityName } from '../../model/entities';
import { FailureError } from '../../model/failure';
import type { Filter } from '../../model/filter';
import { isSameVersion } from '../../model/version';
import type { EntityStore, Inspection, Stamp } from '../../sdk/port';
import type { Entry } from '../checkpoint/checkpoint';
import type { Candidate } from '../delivery/candidate';

/** What becomes of entities that are not known, and of those that are and may have changed. */
export interface Thoroughness {
  /** `note`: they were there before, and are not told. */
  readonly unknown: 'tell' | 'note';
  /** `skip`: only what is not known is looked for. */
  readonly known: 'tell' | 'note' | 'skip';
}

export interface LookThroughParts {
  readonly entity: EntityName;
  readonly filter: Filter;
  readonly thoroughness: Thoroughness;
  /** Whether something else was looked for the last time: what was held back then may pass now. */
  readonly looksForOther: boolean;
  readonly store: Pick<EntityStore, 'match' | 'stamps' | 'inspect'>;
  readonly checkpoint: {
    get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]>;
    pages(): AsyncIterable<readonly (readonly [id: string, entry: Entry])[]>;
  };
  readonly admission: {
    examine(ids: readonly string[], look: () => Promise<readonly Inspection[]>): Promise<void>;
    admit(candidates: readonly Candidate[]): Promise<readonly string[]>;
  };
  /** Resolves when the flow has kept up with what was found so far. */
  readonly room: () => Promise<void>;
  readonly onProgress: (done: number, total: number) => void;
  readonly stopping: AbortSignal;
}

/** Ids that are looked up at a time, and pages of them that are asked for while one is dealt with; entities that are read (decrypted) at a time. */
const PAGE = 500;
const AHEAD = 4;
const READ_PAGE = 50;
/** s after which a deletion is forgotten: nothing that was said before it can still be on its way. */
const LONG_AGO = 7 * 24 * 3600;

/** @throws FailureError when the server or the session is of no use, and `closed` when it is stopped */
export async function lookThrough(parts: LookThroughParts): Promise<void> {
  const { entity, filter, store, thoroughness, looksForOther } = parts;
  if (looksForOther) await forgetHeldBack(parts);
  const matches = new MatchedIds(await store.match(entity, filter));
  parts.onProgress(0, matches.ids.length);
  // First what may be new: should the look be cut short, creations have been told.
  await lookAtMatches(parts, matches, 'new');
  if (thoroughness.known !== 'skip') await lookAtMatches(parts, matches, 'known');
  if (thoroughness.known === 'tell') await lookForMissing(parts, matches.there);
}

/** The ids that match, and how far they have been looked at. */
class MatchedIds {
  /** What is there: a filter on ids matches whatever it names. */
  readonly there: Set<string>;
  readonly dealtWith = new Set<string>();

  constructor(readonly ids: readonly string[]) {
    this.there = new Set(ids);
  }
}

async function forgetHeldBack({ checkpoint, admission }: LookThroughParts): Promise<void> {
  for await (const page of checkpoint.pages()) {
    await admission.admit(outdated(page.filter(([, { state }]) => state === 'outside')));
  }
}

function outdated(entries: readonly (readonly [id: string, entry: Entry])[]): Candidate[] {
  return entries.map(([id, known]) => ({ kind: 'outdated', id, known }));
}

/** Looks at what is not known or held back by the filter (which may let it through now), or else at the others. */
type Pass = 'new' | 'known';

async function lookAtMatches(parts: LookThroughParts, matches: MatchedIds, pass: Pass): Promise<void> {
  const { there, dealtWith } = matches;
  const ids = pass === 'new' ? matches.ids : matches.ids.filter((id) => !dealtWith.has(id));
  const ahead: ReturnType<typeof lookUp>[] = [];
  let asked = 0;
  const askAhead = (): void => {
    while (ahead.length < AHEAD && asked < ids.length) {
      const page = lookUp(parts, ids.slice(asked, asked + PAGE), pass);
      // Should an earlier page fail, nobody waits for this one any more.
      page.catch(() => undefined);
      ahead.push(page);
      asked += PAGE;
    }
  };
  const isLastPass = pass === 'known' || parts.thoroughness.known === 'skip';
  askAhead();
  for (let passed = PAGE, next = ahead.shift(); next !== undefined; passed += PAGE, next = ahead.shift()) {
    const page = await next;
    askAhead();
    for (const id of page.asked) dealtWith.add(id);
    for (const id of page.missing) there.delete(id);
    await dealWith(parts, page.matches);
    const left = isLastPass ? Math.max(0, ids.length - passed) : matches.ids.length - dealtWith.size;
    parts.onProgress(matches.ids.length - left, matches.ids.length);
  }
}

/** An entity that matches: what is known of it, and what the server says. */
interface Match {
  readonly known: Entry | undefined;
  readonly stamp: Stamp;
}

interface MatchPage {
  /** The ids of those that were looked at. */
  readonly asked: readonly string[];
  readonly matches: readonly Match[];
  /** Ids of which the server says nothing. */
  readonly missing: readonly string[];
}

async function lookUp(
  { entity, store, checkpoint, stopping }: LookThroughParts,
  ids: readonly string[],
  pass: Pass,
): Promise<MatchPage> {
  if (stopping.aborted) throw new FailureError('closed', 'The node was closed.');
  const entries = await checkpoint.get(ids);
  const known = new Map(ids.map((id, index) => [id, entries[index]]));
  const asked = ids.filter((id) => (pass === 'new') === mayBeNew(known.get(id)));
  const stamps = asked.length === 0 ? [] : await store.stamps(entity, asked);
  return {
    asked,
    matches: stamps.flatMap((stamp) => (stamp === undefined ? [] : [{ stamp, known: known.get(stamp.id) }])),
    missing: asked.filter((_, index) => stamps[index] === undefined),
  };
}

/** What the filter held back may pass it now, and then it is new to the node. */
function mayBeNew(known: Entry | undefined): boolean {
  return known === undefined || known.state === 'outside';
}

async function dealWith(parts: LookThroughParts, matches: readonly Match[]): Promise<void> {
  const { admission, thoroughness } = parts;
  const toAdmit: Candidate[] = [];
  const toRead: string[] = [];
  for (const { known, stamp } of matches) {
    if (known !== undefined && isSameVersion(known.version, stamp.version)) continue;
    // That something is gone of which the node was told is news in any case.
    const isEnd = stamp.isDeleted && known?.told === true;
    const isToBeTold = isEnd || (known === undefined ? thoroughness.unknown : thoroughness.known) !== 'note';
    if (!isToBeTold) toAdmit.push({ kind: 'noted', stamp, known });
    else if (known === undefined && stamp.isDeleted) toAdmit.push({ kind: 'ended', stamp });
    else toRead.push(stamp.id);
  }
  const endedMeanwhile = await admission.admit(toAdmit);
  await read(parts, [...toRead, ...endedMeanwhile]);
}

/** Reads entities and lets in what is news of them. */
async function read(parts: LookThroughParts, ids: readonly string[]): Promise<void> {
  const { entity, filter, store, admission, room, stopping } = parts;
  for (let start = 0; start < ids.length; start += READ_PAGE) {
    await room();
    if (stopping.aborted) throw new FailureError('closed', 'The node was closed.');
    const page = ids.slice(start, start + READ_PAGE);
    await admission.examine(page, () => store.inspect(entity, page, filter));
  }
}

/** What is known to be there and does not match any more: deleted, not shared any more, or different. */
async function lookForMissing(parts: LookThroughParts, matched: ReadonlySet<string>): Promise<void> {
  const { checkpoint, admission } = parts;
  const longAgo = Math.floor(Date.now() / 1000) - LONG_AGO;
  for await (const page of checkpoint.pages()) {
    const others = page.filter(([id]) => !matched.has(id));
    const missing = others.flatMap(([id, { state }]) => (state === 'present' ? [id] : []));
    await read(parts, missing);
    await admission.admit(outdated(others.filter(([, entry]) => isForgettable(entry, longAgo))));
  }
}

/** What was never told and is out of sight is as good as unknown: should it come into sight, it is new to the node. */
function isForgettable({ state, told, writtenAt }: Entry, longAgo: number): boolean {
  return writtenAt < longAgo && (state === 'deleted' || (state === 'outside' && !told));
}
