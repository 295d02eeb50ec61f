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
import type { EntryPage } from '../checkpoint/entry-page';
import type { Candidate } from '../delivery/candidate';
import { Survey, type SurveyPage } from './survey';

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
    pages(): AsyncIterable<EntryPage>;
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

/** Ids whose versions are asked for at a time, and pages of them that are asked for while one is dealt with; entities that are read (decrypted) at a time. */
const PAGE = 500;
const AHEAD = 3;
const READ_PAGE = 50;
/** s after which a deletion is forgotten: nothing that was said before it can still be on its way. */
const LONG_AGO = 7 * 24 * 3600;

/** @throws FailureError when the server or the session is of no use, and `closed` when it is stopped */
export async function lookThrough(parts: LookThroughParts): Promise<void> {
  const { entity, filter, store, checkpoint, thoroughness, looksForOther, stopping } = parts;
  if (looksForOther) await forgetHeldBack(parts);
  const matches = await store.match(entity, filter);
  parts.onProgress(0, matches.length);
  const longAgo = Math.floor(Date.now() / 1000) - LONG_AGO;
  const survey = new Survey({
    matches,
    withKnown: thoroughness.known !== 'skip',
    isOfInterest: (entry) =>
      thoroughness.known === 'tell' && (entry.state === 'present' || isForgettable(entry, longAgo)),
    pageSize: PAGE,
    stopping,
  });
  const walking = survey.walk(checkpoint.pages());
  try {
    // Should the server fail, nobody waits for the walk any more.
    walking.catch(() => undefined);
    const unanswered = await lookAtMatches(parts, survey, matches.length);
    await walking;
    if (thoroughness.known === 'tell') await lookForMissing(parts, [...survey.elsewhere, ...unanswered], longAgo);
  } finally {
    survey.stop();
    await walking.catch(() => undefined);
  }
}

async function forgetHeldBack({ checkpoint, admission }: LookThroughParts): Promise<void> {
  for await (const page of checkpoint.pages()) {
    await admission.admit(outdated([...page].filter(([, { state }]) => state === 'outside')));
  }
}

function outdated(entries: readonly (readonly [id: string, entry: Entry])[]): Candidate[] {
  return entries.map(([id, known]) => ({ kind: 'outdated', id, known }));
}

/**
 * First what may be new: should the look be cut short, creations have been told. What is known is asked for as well while the checkpoint is walked through,
 * and dealt with afterwards.
 * @returns ids of which the server says nothing: a filter on ids matches whatever it names
 */
async function lookAtMatches(parts: LookThroughParts, survey: Survey, total: number): Promise<readonly string[]> {
  const ahead: ReturnType<typeof ask>[] = [];
  const askAhead = (): void => {
    while (ahead.length < AHEAD) {
      const page = survey.next();
      if (page === undefined) return;
      const answer = ask(parts, page);
      // Should an earlier page fail, nobody waits for this one any more.
      answer.catch(() => undefined);
      ahead.push(answer);
    }
  };
  const unanswered: string[] = [];
  const afterNew: Stamp[] = [];
  let done = 0;
  for (;;) {
    askAhead();
    const next = ahead.shift();
    if (next === undefined) {
      if (survey.isOver) break;
      await survey.progress();
      continue;
    }
    const { page, stamps } = await next;
    askAhead();
    const news = stamps.flatMap((stamp) => (stamp === undefined || survey.isKnown(stamp) ? [] : [stamp]));
    unanswered.push(...page.ids.filter((_, index) => stamps[index] === undefined));
    if (page.kind === 'known') afterNew.push(...news);
    if (page.kind === 'new') await dealWith(parts, news);
    else if (page.isAfterNew) await dealWith(parts, afterNew.splice(0));
    done += page.ids.length;
    const left = total - done - (parts.thoroughness.known === 'skip' ? survey.knownCount : 0);
    parts.onProgress(total - left, total);
  }
  await dealWith(parts, afterNew);
  return unanswered;
}

async function ask(
  { entity, store, stopping }: LookThroughParts,
  page: SurveyPage,
): Promise<{ readonly page: SurveyPage; readonly stamps: readonly (Stamp | undefined)[] }> {
  if (stopping.aborted) throw new FailureError('closed', 'The node was closed.');
  return { page, stamps: await store.stamps(entity, page.ids) };
}

/** Tells or notes what is new or has changed. */
async function dealWith(parts: LookThroughParts, stamps: readonly Stamp[]): Promise<void> {
  if (stamps.length === 0) return;
  const { admission, checkpoint, thoroughness } = parts;
  const entries = await checkpoint.get(stamps.map(({ id }) => id));
  const toAdmit: Candidate[] = [];
  const toRead: string[] = [];
  for (const [index, stamp] of stamps.entries()) {
    const known = entries[index];
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
async function lookForMissing(parts: LookThroughParts, ids: readonly string[], longAgo: number): Promise<void> {
  const { checkpoint, admission } = parts;
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = ids.slice(start, start + PAGE);
    const entries = await checkpoint.get(page);
    const known = page.flatMap((id, index) => {
      const entry = entries[index];
      return entry === undefined ? [] : [[id, entry] as const];
    });
    await read(
      parts,
      known.flatMap(([id, { state }]) => (state === 'present' ? [id] : [])),
    );
    await admission.admit(outdated(known.filter(([, entry]) => isForgettable(entry, longAgo))));
  }
}

/** What was never told and is out of sight is as good as unknown: should it come into sight, it is new to the node. */
function isForgettable(
  { state, told, writtenAt }: Pick<Entry, 'state' | 'told' | 'writtenAt'>,
  longAgo: number,
): boolean {
  return writtenAt < longAgo && (state === 'deleted' || (state === 'outside' && !told));
}
