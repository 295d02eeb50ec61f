/** What the process that is killed and the test have to agree about. */
import { existsSync, readFileSync } from 'node:fs';

export const NODE = 'killed';
/** Events that the process has in flight at most. */
export const IN_FLIGHT = 4;
export const STARTED = 's';
export const OPENED = 'o';
export const TOLD = 't';

/** `told`: a flow has got it. `again`: once more, since it was not certain that it had. `settled`: it is certain. */
export type Note = 'told' | 'again' | 'settled';

export interface NotedEvent {
  readonly note: Note;
  readonly sequence: number;
  readonly id: string;
}

export function readNotes(log: string): NotedEvent[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [note, sequence, id = ''] = line.split(' ');
    if (note !== 'told' && note !== 'again' && note !== 'settled') throw new Error(`Not a note: ${line}`);
    return { note, sequence: Number(sequence), id };
  });
}
