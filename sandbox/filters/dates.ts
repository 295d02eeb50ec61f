/**
 * Dates in filters. A fuzzy date is a number that reads YYYYMMDD or YYYYMMDDhhmmss; other dates are ms since the epoch.
 * Where a bound is given, a document without the date does not pass.
 */
import type { JsonValue } from '../../src/model/json';

type Bound = number | undefined;

/** Whether a number lies between two bounds, both included, compared as plain numbers. */
export function isWithin(value: JsonValue | undefined, from: Bound, to: Bound): boolean {
  if (from === undefined && to === undefined) return true;
  return typeof value === 'number' && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}

/** Like `isWithin`, for fuzzy dates: a day as lower bound begins with its first second, as upper bound it ends with its last. */
export function isWithinFuzzy(value: JsonValue | undefined, from: Bound, to: Bound): boolean {
  return isWithin(padded(value, 0), padded(from, 0), padded(to, 235959));
}

/** Like `isWithinFuzzy`, but a day as upper bound ends with its first second, as in the server's tag and code views. */
export function isWithinIndexed(value: JsonValue | undefined, from: Bound, to: Bound): boolean {
  return isWithin(padded(value, 0), padded(from, 0), padded(to, 0));
}

/**
 * How live matching compares dates: one of them after `from`, one of them before `to` (not always the same one), the bounds excluded,
 * as plain numbers, so that any date with a time is after any day.
 */
export function isStrictlyWithin(dates: readonly (JsonValue | undefined)[], from: Bound, to: Bound): boolean {
  return (
    (from === undefined || dates.some((date) => typeof date === 'number' && date > from)) &&
    (to === undefined || dates.some((date) => typeof date === 'number' && date < to))
  );
}

/** Year and month of a fuzzy date; undefined when the number is none. */
export function yearAndMonth(value: JsonValue | undefined): { year: number; month: number } | undefined {
  if (typeof value !== 'number') return undefined;
  const day = isDay(value) ? value : Math.floor(value / 1_000_000);
  return isDay(day) ? { year: Math.floor(day / 10_000), month: Math.floor(day / 100) % 100 } : undefined;
}

function padded(value: JsonValue | undefined, time: number): number | undefined {
  if (typeof value !== 'number') return undefined;
  return isDay(value) ? value * 1_000_000 + time : value;
}

function isDay(value: number): boolean {
  return value >= 10_000_000 && value <= 99_991_231;
}
