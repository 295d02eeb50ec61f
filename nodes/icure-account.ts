/**
 * `icure-account` (config node): a login on an iCure server. It owns the one connection that all event nodes of the account share.
 * Its settings and credentials are described in `src/account/settings.ts`.
 */
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { AccountClient } from '../src/account/client';
import { readAccountSettings, type RawAccountSettings } from '../src/account/settings';
import type { Failure } from '../src/model/failure';
import { hostedDriver } from '../src/sdk/host/host';
import { registerAdminEndpoints } from './admin';
import { currentSettings } from './current-settings';
import { readTlsOptions } from './tls-options';
import { userDir } from './user-dir';

type AccountConfig = NodeDef & RawAccountSettings & { readonly tls?: string };

interface AccountCredentials {
  userName?: unknown;
  secret?: unknown;
  privateKey?: unknown;
}

export interface AccountNode extends Node<Required<AccountCredentials>> {
  /** What the account is called in messages: its name, or else its user name. */
  label: string;
  account:
    | { readonly kind: 'ready'; readonly client: AccountClient }
    | { readonly kind: 'misconfigured'; readonly failure: Failure };
}

function accountLabel(...candidates: unknown[]): string | undefined {
  return candidates.find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '');
}

/** Where Node-RED's own packages are installed, an SDK of the user's choice too. */
function moduleFolders(RED: NodeAPI): string[] {
  return [userDir(RED)];
}

function registerAccountNode(RED: NodeAPI): void {
  function construct(this: AccountNode, stored: AccountConfig): void {
    RED.nodes.createNode(this, stored);
    const current = currentSettings(stored);
    const config = current.ok ? current.config : stored;
    // Node-RED leaves `credentials` undefined when there are none, or none that it can decrypt.
    const credentials = (this.credentials as AccountCredentials | undefined) ?? {};
    this.label = accountLabel(config.name, credentials.userName) ?? this.id;
    const tls = readTlsOptions(RED, config.tls);
    const reading = !current.ok
      ? current
      : tls.ok
        ? readAccountSettings(
            { ...config, ...credentials },
            { keyFolder: join(userDir(RED), 'icure', 'keys'), moduleFolders: moduleFolders(RED), tls: tls.options },
          )
        : tls;
    if (!reading.ok) {
      this.account = { kind: 'misconfigured', failure: reading.failure };
      return;
    }
    const client = new AccountClient(hostedDriver, reading.settings, reading.backoff);
    this.account = { kind: 'ready', client };
    this.on('close', (done: () => void) => {
      client.close().then(done, done);
    });
  }

  registerAdminEndpoints({ RED, moduleFolders: moduleFolders(RED) });

  RED.nodes.registerType('icure-account', construct, {
    credentials: {
      userName: { type: 'text' },
      secret: { type: 'password' },
      privateKey: { type: 'password' },
    },
  });
}

export default registerAccountNode;
