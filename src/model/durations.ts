/** The times that an account's settings give: the editor shows and checks them, the runtime reads them. All in ms. */
export const DURATIONS = {
  /** Before the first retry after a failure, at least. */
  minReconnectDelay: { usual: 1_000, least: 100, most: 3_600_000 },
  /** Before any retry after a passing failure, at most. */
  maxReconnectDelay: { usual: 60_000, least: 100, most: 86_400_000 },
  /** From opening a channel until the server's first frame, and from a request until its answer. */
  openTimeout: { usual: 30_000, least: 500, most: 600_000 },
  /** Without any frame of the server, which pings about every 10 s. */
  silenceTimeout: { usual: 30_000, least: 500, most: 600_000 },
} as const;

export type DurationSetting = keyof typeof DURATIONS;
