/** The server's URL in the form that each generation of the SDK wants. */
import { FailureError } from '../../model/failure';

/**
 * The SDK can be given a host only: 2.2 refuses any path but its own, 3.x any path at all, and both derive the address of the notifications by replacing
 * the first `rest` of the URL, wherever it stands.
 * @returns the URL without a path
 * @throws FailureError `bad-config`
 */
export function checkServerUrl(serverUrl: string): string {
  const { pathname, hostname, origin } = new URL(serverUrl);
  if (pathname !== '/') {
    throw unusable(`has the path ${pathname}, which the MedTech SDK cannot work with`);
  }
  if (hostname.includes('rest')) {
    throw unusable('has "rest" in the name of the host, with which the MedTech SDK asks a wrong address for events');
  }
  if (!/^[a-zA-Z0-9.-]+$/.test(hostname)) {
    throw unusable('names a host in a form that the MedTech SDK does not accept');
  }
  return origin;
}

function unusable(what: string): FailureError {
  return new FailureError(
    'bad-config',
    `The account's server URL ${what}; use another address of the server, or choose the Cardinal SDK in the account.`,
  );
}
