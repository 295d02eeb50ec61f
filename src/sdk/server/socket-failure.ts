/** What the server's ways of ending or refusing a notification socket mean. */
import { toFailure, type Failure } from '../../model/failure';
import { statusFailure, unreachable, type Server } from './http';

/** iCure closes with 4000 + the HTTP status that the error would have had. */
const CLOSE_CODES: Readonly<Record<number, Failure>> = {
  4400: {
    code: 'filter-refused',
    message:
      'The server refuses the subscription (4400): it does not accept this filter for this entity; simplify the filter.',
  },
  4401: {
    code: 'token-refused',
    message: 'The server ended the subscription because it no longer accepts the login (4401).',
  },
  4403: {
    code: 'forbidden',
    message: 'The server does not allow this user to subscribe to these events (4403); the user needs more rights.',
  },
  4500: { code: 'server-error', message: 'The server ended the subscription because of an error of its own (4500).' },
};

/** The server closed the socket. Its reason is not told: it may quote what was sent. */
export function closeFailure(server: Server, code: number): Failure {
  return (
    CLOSE_CODES[code] ?? { code: 'closed', message: `${server.url} closed the connection for events (code ${code}).` }
  );
}

/** The server answered the upgrade with something else than 101. */
export function upgradeFailure(server: Server, status: number): Failure {
  return toFailure(statusFailure(server, status, 'Opening the connection for events'));
}

/** `ws` reported an error: the server could not be reached or was lost, or it spoke something else than WebSocket. */
export function socketError(server: Server, error: Error): Failure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Errors of the network and of TLS have codes of their own; `ws` and Node's HTTP parser name theirs so; an odd handshake has none.
  const isProtocol = code === '' || code.startsWith('WS_ERR_') || code.startsWith('HPE_');
  if (!isProtocol) return toFailure(unreachable(server, error));
  return {
    code: 'protocol',
    message: `What ${server.url} sent on the connection for events is not iCure's protocol; a proxy in between may be to blame.`,
  };
}
