/** What the sandbox does wrong when asked to: switches that a test may turn at any time. */
export interface Faults {
  /** HTTP status of every REST answer and of every upgrade, e.g. 401 or 503. */
  refuseAll?: number;
  /** HTTP status of every upgrade. */
  refuseUpgrade?: number;
  /** HTTP status of every login, and of every request that comes with a password (HTTP Basic). */
  refuseLogin?: number;
  /** Upgrades are taken and never answered. */
  hangUpgrade: boolean;
  /** REST requests are taken and never answered. */
  hangRequests: boolean;
  /** Notification sockets stay open, and nothing is sent on them: no ping, no event. */
  muted: boolean;
  /** Refusals have no body. */
  emptyErrorBodies: boolean;
}

export function noFaults(): Faults {
  return { hangUpgrade: false, hangRequests: false, muted: false, emptyErrorBodies: false };
}
