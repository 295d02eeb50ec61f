/** What a Node-RED TLS config node asks for, as plain data that can cross to a worker. */
import type { Node, NodeAPI } from 'node-red';
import type { Failure } from '../src/model/failure';
import type { TlsOptions } from '../src/sdk/port';

/** The part of Node-RED's `tls-config` node that is its interface for other nodes (`@node-red/nodes/core/network/05-tls.js`). */
interface TlsConfigNode extends Node {
  readonly valid?: boolean;
  addTLSOptions?: (options: Record<string, unknown>) => Record<string, unknown>;
}

export type TlsReading =
  { readonly ok: true; readonly options: TlsOptions | undefined } | { readonly ok: false; readonly failure: Failure };

export function readTlsOptions(RED: NodeAPI, id: string | undefined): TlsReading {
  if (id === undefined || id === '') return { ok: true, options: undefined };
  const node = RED.nodes.getNode(id) as TlsConfigNode | null;
  if (node?.addTLSOptions === undefined || node.valid === false) {
    const message = 'Account settings: the TLS configuration is missing or invalid; open it and check its files.';
    return { ok: false, failure: { code: 'bad-config', message } };
  }
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = node.addTLSOptions({});
  return {
    ok: true,
    options: {
      ...pem('ca', ca),
      ...pem('cert', cert),
      ...pem('key', key),
      ...(pfx instanceof Uint8Array ? { pfx } : {}),
      ...(typeof passphrase === 'string' ? { passphrase } : {}),
      ...(typeof servername === 'string' ? { servername } : {}),
      ...(typeof rejectUnauthorized === 'boolean' ? { rejectUnauthorized } : {}),
    },
  };
}

function pem<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  if (typeof value !== 'string' && !Buffer.isBuffer(value)) return {};
  return { [name]: value.toString() } as Partial<Record<Name, string>>;
}
