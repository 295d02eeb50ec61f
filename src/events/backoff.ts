/** How long to wait before the next try. */

export interface BackoffSettings {
  /** ms before the first retry, at least. */
  readonly shortest: number;
  /** ms that no wait after a passing failure exceeds. */
  readonly longest: number;
}

/** How many times the longest delay passes, about, between tries of something that only a person can put right. */
const PATIENCE = 5;

/**
 * The wait before retry number `failures` (from 1), in ms: exponential with full jitter above the shortest delay, so that many clients
 * of a server that comes back do not all return in the same moment.
 */
export function retryDelay(failures: number, { shortest, longest }: BackoffSettings, random = Math.random): number {
  const ceiling = Math.min(longest, shortest * 2 ** failures);
  return Math.round(shortest + random() * Math.max(0, ceiling - shortest));
}

/** The wait, in ms, before trying again what a person has to put right: long, since servers count refused logins. */
export function permanentRetryDelay({ longest }: BackoffSettings, random = Math.random): number {
  return Math.round(longest * PATIENCE * (0.8 + random() * 0.4));
}
