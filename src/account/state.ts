import type { SupervisorState } from '../events/supervisor';

/** From best to worst, so that a badge never looks better than what is behind it. */
const SEVERITY: readonly SupervisorState['kind'][] = ['live', 'connecting', 'stopped', 'waiting', 'failed'];

/** The state of a subscription: its session's, as long as that is not live, else the worst of its channels'. */
export function overallState(session: SupervisorState, channels: readonly SupervisorState[]): SupervisorState {
  if (session.kind !== 'live') return session;
  const worst = channels.reduce((worse, state) =>
    SEVERITY.indexOf(state.kind) > SEVERITY.indexOf(worse.kind) ? state : worse,
  );
  // A channel that has not been opened yet, on a session that is live, is about to be.
  return worst.kind === 'stopped' ? { kind: 'connecting' } : worst;
}
