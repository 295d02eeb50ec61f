/** What the account's dialog asks of the server, with the account as it stands in the dialog. */
import { probeAccount } from '../../src/account/probe';
import { hostedDriver } from '../../src/sdk/host/host';
import type { ProbeStepName } from '../../src/model/probe';
import type { Answer, Endpoint, EndpointRequest, Surroundings } from './endpoint';
import { readNamedAccount } from './named-account';

/**
 * A line for each step, `ProbeStep`, up to the first that fails. When the account cannot even be tried, the only line is
 * `{ "step": "settings", "state": "failed", "failure": … }`.
 */
export function testConnectionEndpoint(surroundings: Surroundings): Endpoint {
  return probeEndpoint(surroundings, '/icure/accounts/test', 'events');
}

/** The same, up to the keys: quicker, and without an SDK. */
export function findKeysEndpoint(surroundings: Surroundings): Endpoint {
  return probeEndpoint(surroundings, '/icure/accounts/keys', 'key');
}

function probeEndpoint(surroundings: Surroundings, path: string, until: ProbeStepName): Endpoint {
  return {
    method: 'POST',
    path,
    permission: 'deploy',
    limit: { atATime: 2, perMinute: 60 },
    answer: (request) => probe(surroundings, until, request),
  };
}

function probe(surroundings: Surroundings, until: ProbeStepName, { body, signal }: EndpointRequest): Answer {
  const reading = readNamedAccount(surroundings, body.account);
  return {
    kind: 'lines',
    produce: async (write) => {
      if (!reading.ok) {
        write({ step: 'settings', state: 'failed', failure: reading.failure });
        return;
      }
      await probeAccount(hostedDriver, reading.settings, until, write, signal);
    },
  };
}
