/** How many requests for finding, saving and deleting an account may have under way at a time. */
export const CONCURRENCY = { usual: 4, least: 1, most: 32 } as const;
