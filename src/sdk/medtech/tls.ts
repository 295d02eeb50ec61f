import type * as Tls from 'node:tls';
import type { TlsOptions } from '../port';
import { tlsSettings } from '../server/http';

/**
 * Makes the SDK's requests (`fetch`) and sockets (`ws`) honour the TLS options, which the SDK does not take. Both call `tls.connect`, and each worker
 * thread has a `tls` module of its own: in the account's worker nobody else is affected.
 * @returns undoes it
 */
export function applyTlsToSdk(options: TlsOptions | undefined): () => void {
  if (options === undefined) return () => undefined;
  const tls = process.getBuiltinModule('node:tls');
  const { connect } = tls;
  const trusting = (...args: readonly unknown[]): Tls.TLSSocket => {
    const [first, ...rest] = args;
    const settings = typeof first === 'object' ? { ...first, ...tlsSettings(options) } : first;
    return Reflect.apply(connect, tls, [settings, ...rest]) as Tls.TLSSocket;
  };
  Object.assign(tls, { connect: trusting });
  return () => {
    if ((tls.connect as unknown) === trusting) Object.assign(tls, { connect });
  };
}
