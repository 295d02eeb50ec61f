/** What the account's dialog asks about private keys. Neither of these reaches any server, and nothing of it is kept here. */
import { FailureError, toFailure } from '../../src/model/failure';
import { createKeyPair, fingerprint, readPrivateKey, toPem } from '../../src/sdk/keys/private-key';
import { refused, type Answer, type Endpoint } from './endpoint';

/** Whether something that was pasted is a private key, and which public key belongs to it. */
export const readKeyEndpoint: Endpoint = {
  method: 'POST',
  path: '/icure/keys/read',
  permission: 'write',
  limit: { atATime: 4, perMinute: 120 },
  answer: ({ body }) => readKey(body.privateKey),
};

/**
 * Makes a key pair and gives it away, this once: nothing else in the admin API ever answers with a private key (docs/decisions/0008-creating-keys.md).
 */
export const createKeyEndpoint: Endpoint = {
  method: 'POST',
  path: '/icure/keys/create',
  permission: 'deploy',
  limit: { atATime: 1, perMinute: 6 },
  answer: async () => {
    const keyPair = await createKeyPair();
    const value = { privateKey: toPem(keyPair), fingerprint: fingerprint(keyPair.spkiHex) };
    return { kind: 'json', value };
  },
};

function readKey(pasted: unknown): Answer {
  if (typeof pasted !== 'string') {
    return refused(400, { code: 'bad-config', message: 'The request must have the key as "privateKey".' });
  }
  try {
    return { kind: 'json', value: { fingerprint: fingerprint(readPrivateKey(pasted).spkiHex) } };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { kind: 'json', value: { failure: { ...toFailure(error) } } };
  }
}
