/** Waits for what will be true, instead of sleeping and hoping. */

/** ms until a test gives up on a condition; long, since only a failing test ever waits for it. */
const LIMIT = 20_000;
/** ms between two looks. */
const INTERVAL = 20;

/**
 * Calls `attempt` until it does not throw, and returns what it returns.
 * @param what what is waited for, for the error message when it does not come within `limit` ms
 */
export async function eventually<Result>(
  what: string | (() => string),
  attempt: () => Result | Promise<Result>,
  limit = LIMIT,
): Promise<Result> {
  const end = performance.now() + limit;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) {
        const description = typeof what === 'string' ? what : what();
        throw new Error(`Did not happen within ${limit} ms: ${description}`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
