/** Compares what the nodes were told with what really happened. */
import { existsSync, readFileSync } from 'node:fs';
import type { EntityWrite, History } from '../../sandbox';
import { MOST_ON_THEIR_WAY, noteFile, type Listener, type Note } from './flow';
import type { Look } from './looks';
import type { Story } from './story';

export interface Verdict {
  /** One line for each thing that is wrong. */
  readonly wrong: readonly string[];
  readonly messages: number;
  readonly redelivered: number;
  /** Created and deleted before it could be told. */
  readonly collapsed: number;
}

/**
 * @param looks of the node, those that came to their end: what was there during all of one has to be told, whatever went wrong before and after. What was
 * created and deleted between two of them was in one gap.
 */
export function judge(
  listener: Listener,
  folder: string,
  story: Story,
  history: History,
  looks: readonly Look[],
): Verdict {
  const notes = readNotes(noteFile(folder, listener));
  const told = new Map<string, Note[]>();
  for (const note of notes) {
    const earlier = told.get(note.id);
    if (earlier === undefined) told.set(note.id, [note]);
    else earlier.push(note);
  }
  const wrong: string[] = [];
  let collapsed = 0;
  for (const [id, writes] of history.of(listener.entity)) {
    const lifetime = story.lifetimes.get(id);
    const last = writes.at(-1);
    if (lifetime === undefined || last === undefined || (listener.isFiltered && !story.labelled.has(id))) continue;
    const messages = told.get(id) ?? [];
    const isDeleted = lifetime.removed !== undefined;
    const isCreationTold = messages.some(({ type }) => type === 'CREATE');
    if (!isCreationTold && isDeleted) {
      collapsed += 1;
      const wasLookedAt = looks.some(({ begun, ended }) => lifetime.created < begun && ended < (lifetime.removed ?? 0));
      if (wasLookedAt) wrong.push(`lost creation of ${id}, which was there while the node looked through everything`);
    }
    const problems = judgeEntity(listener, id, messages, last, { isDeleted, isCreationTold });
    wrong.push(...problems.map((problem) => `${problem}; ${facts(writes, messages)}`));
  }
  for (const id of told.keys()) {
    if (listener.isFiltered && story.lifetimes.has(id) && !story.labelled.has(id))
      wrong.push(`told of ${id}, which does not pass`);
  }
  wrong.push(...judgeRedeliveries(listener, notes));
  const redelivered = notes.filter((note) => note.redelivered).length;
  return { wrong, messages: notes.length, redelivered, collapsed };
}

/** What was written and told of one entity. */
function facts(writes: readonly EntityWrite[], messages: readonly Note[]): string {
  const told = messages.map(
    ({ type, rev, redelivered, refreshed, process }) =>
      `${type} ${rev}${redelivered ? ' again' : ''}${refreshed ? ' refreshed' : ''} in process ${process}`,
  );
  return `written: ${writes.map(({ operation, rev }) => `${operation} ${rev}`).join(', ')}; told: ${told.join(', ') || 'nothing'}`;
}

function judgeEntity(
  { entity }: Listener,
  id: string,
  messages: readonly Note[],
  last: EntityWrite,
  { isDeleted, isCreationTold }: { readonly isDeleted: boolean; readonly isCreationTold: boolean },
): string[] {
  const wrong: string[] = [];
  if (!isDeleted && !isCreationTold) wrong.push(`lost creation of ${id}`);
  const final = messages.at(-1);
  if (isDeleted) {
    const isDeletionTold = messages.some(({ type }) => type === 'DELETE');
    if (isCreationTold && !isDeletionTold) wrong.push(`lost deletion of ${id}`);
  } else if (isCreationTold && final?.rev !== revisionOf(last)) {
    wrong.push(`lost final state of ${id}: told ${final?.rev ?? 'nothing'}, it is ${revisionOf(last)}`);
  }
  if (messages.filter(({ type, redelivered }) => type === 'DELETE' && !redelivered).length > 1)
    wrong.push(`told twice of the deletion of ${id}`);
  if (messages.some(({ rev }) => rev === NO_STATE))
    wrong.push(`told of the deletion of ${id} as if the server had nothing of it`);
  const seen = new Set<string>();
  let highest = 0;
  for (const { type, rev, redelivered, refreshed, decrypted } of messages) {
    // A data sample that was read again says of which state it is, not of which state the event was. What is gone for good has no state.
    const isNamed = (entity !== 'DataSample' || !refreshed) && rev !== NO_STATE;
    if (isNamed && seen.has(rev) && !redelivered) wrong.push(`told twice of ${id} at ${rev} (${type})`);
    if (isNamed) seen.add(rev);
    const order = orderOf(rev);
    if (isNamed && order < highest && !redelivered) wrong.push(`told of ${id} at ${rev} (${type}) after a later one`);
    highest = Math.max(highest, order);
    if (!decrypted) wrong.push(`told of ${id} at ${rev} (${type}) without having decrypted it`);
  }
  return wrong;
}

/** At each start no more come again than can have been on their way. */
function judgeRedeliveries({ maxInFlight = MOST_ON_THEIR_WAY }: Listener, notes: readonly Note[]): string[] {
  const perStart = new Map<number, number>();
  for (const { process, redelivered } of notes) {
    if (redelivered) perStart.set(process, (perStart.get(process) ?? 0) + 1);
  }
  return [...perStart].flatMap(([process, count]) =>
    count > maxInFlight ? [`${count} messages came again in process ${process}`] : [],
  );
}

/** As the note says it. */
function revisionOf({ rev, version }: EntityWrite): string {
  return version === undefined ? rev : [version.contactId, version.modified, version.endOfLife].join('|');
}

/** What is noted of a message about something that the server no longer has. */
const NO_STATE = '||';

/** The number of a revision; of a data sample, when it was modified. */
function orderOf(rev: string): number {
  return Number(rev.includes('|') ? rev.split('|')[1] : rev.split('-')[0]);
}

/** A line may be one that a kill has cut off; each note begins a line of its own. */
function readNotes(file: string): Note[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Note];
    } catch {
      return [];
    }
  });
}
