/**
 * Dates of entities, which may be known in part, compared with dates of filters.
 *
 * iCure writes a date as a number, `YYYYMMDD` or `YYYYMMDDhhmmss`, of the clock on the wall: it has no time zone. Parts that are not known are 00. A date
 * is taken for the span of time that it leaves open: `20260000` is the year 2026, `20260100` January, `20260131` the day and `20260131083000` one
 * second. So is a date of a filter: `2026-01-31` is the day, `2026-01-31T08:30` the minute, `2026-01-31T08:30:00` the second.
 */

/** Times on the wall in ms, as if it hung in UTC; `end` is the first one after the span. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * The span that an entity's date leaves open; undefined for what is no such date. A day with the time 00:00:00 is the whole day: the time is not known, as
 * midnight is written as 23:59:60 of the day before. 60 is the next minute or hour, 24 the next day (`FuzzyValues.kt` in kraken-common).
 */
export function spanOfFuzzyDate(value: unknown): TimeSpan | undefined {
  if (typeof value !== 'number') return undefined;
  const digits = String(value);
  if (/^\d{8}$/.test(digits)) return spanOfDay(digits);
  if (!/^\d{14}$/.test(digits)) return undefined;
  const day = spanOfDay(digits.slice(0, 8));
  const time = digits.slice(8);
  if (day === undefined || day.end - day.start !== DAY || time === '000000') return day;
  const [hour, minute, second] = [time.slice(0, 2), time.slice(2, 4), time.slice(4)].map(Number) as Three;
  if (hour > 24 || minute > 60 || second > 60) return undefined;
  const start = day.start + hour * 60 * MINUTE + minute * MINUTE + second * SECOND;
  return { start, end: start + SECOND };
}

/** The span of a filter's date: `YYYY-MM-DD`, `YYYY-MM-DDThh:mm` or `YYYY-MM-DDThh:mm:ss`; undefined for what is no such date. */
export function spanOfDate(text: string): TimeSpan | undefined {
  const groups = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(?<second>:\d\d)?)?$/.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const start = Date.parse(`${text}${groups.time === undefined ? '' : 'Z'}`);
  // The 30th of February is taken for another day.
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(text)) return undefined;
  return { start, end: start + (groups.time === undefined ? DAY : groups.second === undefined ? MINUTE : SECOND) };
}

/** A range of dates with its ends: from the beginning of the one until the end of the other. */
export interface DateRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Whether an entity's date lies in a range, or may do so, if it is known in part. What is no date lies nowhere. */
export function mayLieIn(value: unknown, { from, to }: DateRange): boolean {
  const span = spanOfFuzzyDate(value);
  if (span === undefined) return false;
  const start = from === undefined ? -Infinity : spanOfDate(from)?.start;
  const end = to === undefined ? Infinity : spanOfDate(to)?.end;
  return start !== undefined && end !== undefined && span.end > start && span.start < end;
}

type Three = [number, number, number];

/** @param digits YYYYMMDD */
function spanOfDay(digits: string): TimeSpan | undefined {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number) as Three;
  if (year < 1000 || (month === 0 && day !== 0) || month > 12) return undefined;
  if (month === 0) return { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
  const [start, end] = [Date.UTC(year, month - 1), Date.UTC(year, month)];
  if (day === 0) return { start, end };
  const midnight = start + (day - 1) * DAY;
  return midnight < end ? { start: midnight, end: midnight + DAY } : undefined;
}
