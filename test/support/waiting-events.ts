/** Events that wait to be told, and what tests of what tells them have in common. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Waiting } from '../../src/events/delivery/window';
import type { EntityEvent } from '../../src/model/event';
import type { JsonObject } from '../../src/model/json';

/** The creation of patient `p<number>`. */
export function creation(number: number, more: JsonObject = {}): EntityEvent {
  const id = `p${number}`;
  return {
    type: 'CREATE',
    entity: 'Patient',
    id,
    rev: `1-${String(number).padStart(32, '0')}`,
    source: 'live',
    receivedAt: '2026-01-01T00:00:00.000Z',
    decrypted: true,
    payload: { id, ...more },
  };
}

export function waiting(sequence: number, more: JsonObject = {}): Waiting {
  return { sequence, event: creation(sequence, more) };
}

/** The whole numbers from the first to the last. */
export function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Lets what waits for promises and turns go on. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}

/** Lets turns pass until something is so. */
export async function turnsUntil(condition: () => boolean, most = 20_000): Promise<void> {
  for (let turn = 0; turn < most; turn += 1) {
    if (condition()) return;
    await nextTurn();
  }
  throw new Error(`It is not so after ${most} turns: ${condition.toString()}`);
}
