import assert from 'node:assert/strict';
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { createKeyPair, fingerprint, type KeyPair } from '../../../src/sdk/keys/private-key';
import type { HttpAnswer } from '../../../src/sdk/server/http';
import { countSharedSecrets } from '../../../src/sdk/server/shared-secrets';

type Answers = Readonly<Record<string, number | object>>;

const ME = 'me';
const EXCHANGE_DATA = `/exchangedata/byParticipant/${ME}`;

describe('the secrets that others share', () => {
  let mine: KeyPair;
  let lost: KeyPair;

  before(async () => {
    [mine, lost] = await Promise.all([createKeyPair(), createKeyPair()]);
  });

  /** @param answers by path: a status, or what is answered; of all else there is nothing */
  function count(answers: Answers): Promise<number> {
    const server = { url: 'http://icure.example', timeout: 1_000, tls: undefined };
    const send = (_method: string, path: string): Promise<HttpAnswer> => {
      const answer = answers[path] ?? 404;
      return Promise.resolve(
        typeof answer === 'number' ? { status: answer, body: undefined } : { status: 200, body: answer },
      );
    };
    return countSharedSecrets({ server, send }, ME, [mine]);
  }

  function encryptedFor({ spkiHex }: KeyPair, oaepHash: 'sha1' | 'sha256'): Buffer {
    const key = createPublicKey({ key: Buffer.from(spkiHex, 'hex'), format: 'der', type: 'spki' });
    return publicEncrypt({ key, oaepHash, padding: constants.RSA_PKCS1_OAEP_PADDING }, randomBytes(32));
  }

  const row = (keyPair: KeyPair): object => ({
    exchangeKey: { [fingerprint(keyPair.spkiHex)]: encryptedFor(keyPair, 'sha256').toString('base64') },
  });
  const olderKey = (keyPair: KeyPair, name = keyPair.spkiHex.slice(-32)): object => ({
    theirs: { [name]: encryptedFor(keyPair, 'sha1').toString('hex') },
  });

  it('are none where the server knows of none, or does not let the user look at a kind of delegators', async () => {
    assert.equal(await count({}), 0);
    assert.equal(await count({ [EXCHANGE_DATA]: { rows: [] }, [`/device/${ME}/aesExchangeKeys`]: 403 }), 0);
  });

  it('are counted in exchange data and in delegators of all kinds', async () => {
    const opened = await count({
      [EXCHANGE_DATA]: { rows: [row(mine), row(lost)] },
      [`/hcparty/${ME}/aesExchangeKeys`]: { doctor: olderKey(mine), nurse: olderKey(mine, ''), gone: olderKey(lost) },
      [`/patient/${ME}/aesExchangeKeys`]: { patient: olderKey(mine) },
    });
    assert.equal(opened, 4);
  });

  it('are not those that the user has for itself', async () => {
    assert.equal(await count({ [`/hcparty/${ME}/aesExchangeKeys`]: { [ME]: olderKey(mine) } }), 0);
  });

  it('cannot be opened with another key', async () => {
    const unreadable: readonly Answers[] = [
      { [EXCHANGE_DATA]: { rows: [row(lost)] } },
      { [`/hcparty/${ME}/aesExchangeKeys`]: { doctor: olderKey(lost) } },
      { [`/hcparty/${ME}/aesExchangeKeys`]: { doctor: { theirs: { [mine.spkiHex.slice(-32)]: 'nonsense' } } } },
      { [`/hcparty/${ME}/aesExchangeKeys`]: { doctor: 'nonsense' } },
    ];
    for (const answers of unreadable) {
      await assert.rejects(count(answers), { code: 'no-key', detail: 'nothing-opens' });
    }
  });

  it('are not known when the server fails', async () => {
    await assert.rejects(count({ [EXCHANGE_DATA]: 500 }), { code: 'server-error' });
    await assert.rejects(count({ [`/patient/${ME}/aesExchangeKeys`]: 503 }), { code: 'server-error' });
  });
});
