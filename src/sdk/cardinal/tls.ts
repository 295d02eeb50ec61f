import { globalAgent } from 'node:https';
import type { TlsOptions } from '../port';
import { tlsSettings } from '../server/http';

/**
 * Makes the SDK's own requests honour the TLS options. The SDK takes none, but its HTTP client (node-fetch) uses `https.globalAgent`, and each
 * worker thread has one of its own: in the account's worker nobody else is affected.
 * @returns undoes it
 */
export function applyTlsToSdk(tls: TlsOptions | undefined): () => void {
  const before = { ...globalAgent.options };
  Object.assign(globalAgent.options, tlsSettings(tls));
  return () => {
    globalAgent.options = before;
  };
}
