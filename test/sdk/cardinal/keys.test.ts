import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import { FailureError } from '../../../src/model/failure';
import { isJsonObject, type JsonObject } from '../../../src/model/json';
import type { AccountSettings, SdkSession } from '../../../src/sdk/port';
import { Writer } from '../../support/writer';
import { listen, Sessions, settingsFor } from './driver';

describe("the Cardinal driver's keys", () => {
  const sessions = new Sessions();
  let sandbox: Sandbox;
  let account: SandboxAccount;
  let count = 0;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
  });

  beforeEach(() => {
    count += 1;
    account = sandbox.addAccount({ login: `keys-${count}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
  });

  afterEach(() => sessions.end());
  after(() => sandbox.stop());

  function publicKeys(): unknown {
    const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
    assert(owner);
    return owner.publicKeysForOaepWithSha256 ?? [];
  }

  function connect(folder: string, others: Partial<AccountSettings> = {}): Promise<SdkSession> {
    return sessions.connect(settingsFor(sandbox, account, folder, others));
  }

  async function refusal(folder: string, others: Partial<AccountSettings>): Promise<FailureError> {
    const error: unknown = await connect(folder, others).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert(error instanceof FailureError);
    return error;
  }

  /** Registers one more key, as another application of the same user would. */
  async function addPublicKey(spki: string): Promise<void> {
    const call = async (method: string, path: string, body?: unknown, token?: unknown): Promise<JsonObject> => {
      const answer = await fetch(`${sandbox.url}/rest/v2/${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(typeof token === 'string' ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      assert.equal(answer.status, 200);
      const json: unknown = await answer.json();
      assert(isJsonObject(json));
      return json;
    };
    const { token } = await call('POST', 'auth/login', { username: account.login, password: account.password });
    const { type, stub } = await call('GET', `dataowner/stub/${account.dataOwnerId}`, undefined, token);
    assert(isJsonObject(stub) && Array.isArray(stub.publicKeysForOaepWithSha256));
    const keys = [...stub.publicKeysForOaepWithSha256, spki];
    await call('PUT', 'dataowner/stub', { type, stub: { ...stub, publicKeysForOaepWithSha256: keys } }, token);
  }

  /** Whether a session can read what is written for it now. */
  async function canRead(session: SdkSession): Promise<boolean> {
    const { heard, channel } = await listen(session, 'Patient', 'CREATE');
    const writer = await Writer.of(sandbox, [account.dataOwnerId]);
    try {
      await writer.patient({ note: 'legible' });
      const { payload } = await heard.event();
      return payload.note === 'legible';
    } finally {
      writer.end();
      await channel.close();
    }
  }

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pasted = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  describe('when the data owner has none', () => {
    it('are not made unless the account says so', async () => {
      const { code, message } = await refusal(sessions.keyFolder(), { createKeyPair: false });
      assert.equal(code, 'no-key');
      assert.match(message, /create a key pair/);
      assert.deepEqual(publicKeys(), []);
    });

    it('are not registered unless the account says so, even when one is pasted', async () => {
      const { code } = await refusal(sessions.keyFolder(), { createKeyPair: false, privateKey: pasted });
      assert.equal(code, 'no-key');
      assert.deepEqual(publicKeys(), []);
    });

    it('are made when the account says so, in files that only the owner can read', async () => {
      const folder = sessions.keyFolder();
      assert.equal(await canRead(await connect(folder, { createKeyPair: true })), true);
      const [server] = readdirSync(folder);
      assert(server);
      assert.equal(statSync(join(folder, server)).mode & 0o777, 0o700);
      const files = readdirSync(join(folder, server));
      assert(files.some((file) => file.includes('.device.')));
      for (const file of files) assert.equal(statSync(join(folder, server, file)).mode & 0o777, 0o600, file);
    });

    it('are the pasted one when the account may create one', async () => {
      const session = await connect(sessions.keyFolder(), { createKeyPair: true, privateKey: pasted });
      assert.deepEqual(publicKeys(), [spkiHex(privateKey)]);
      assert.equal(await canRead(session), true);
    });
  });

  describe('when the data owner has one', () => {
    /** Registers a pair, with a folder of its own, and returns its private key as PEM. */
    async function register(): Promise<string> {
      const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
      const session = await connect(sessions.keyFolder(), { createKeyPair: true, privateKey: pem });
      await session.close();
      return pem;
    }

    it('are the stored one', async () => {
      const folder = sessions.keyFolder();
      const first = await connect(folder, { createKeyPair: true });
      await first.close();
      const registered = publicKeys();
      assert.equal(await canRead(await connect(folder, { createKeyPair: false })), true);
      assert.deepEqual(publicKeys(), registered);
    });

    it('are the pasted one if it fits, in every form', async () => {
      const pem = await register();
      const key = createPrivateKey(pem);
      const der = key.export({ type: 'pkcs8', format: 'der' });
      const forms: Record<string, string> = {
        'PEM, PKCS#8': pem,
        'PEM, PKCS#1': key.export({ type: 'pkcs1', format: 'pem' }).toString(),
        'PEM without line breaks': pem.replaceAll('\n', ' '),
        'PEM with written-out line breaks': pem.trim().replaceAll('\n', '\\n'),
        JWK: JSON.stringify(key.export({ format: 'jwk' })),
        hex: der.toString('hex'),
        'hex with blanks': `\n ${der.toString('hex').replace(/.{60}/g, '$&\n')} `,
        base64: der.toString('base64'),
        'base64 with line breaks': der.toString('base64').replace(/.{76}/g, '$&\r\n'),
      };
      for (const [form, text] of Object.entries(forms)) {
        const session = await connect(sessions.keyFolder(), { createKeyPair: false, privateKey: text });
        assert.equal(session.identity.dataOwnerId, account.dataOwnerId, form);
        await session.close();
      }
      assert.equal(await canRead(await connect(sessions.keyFolder(), { privateKey: pem })), true);
      assert.deepEqual(publicKeys(), [spkiHex(key)]);
    });

    it('are the pasted one when it is one of several', async () => {
      await register();
      const { privateKey: second } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      await addPublicKey(spkiHex(second));
      const pem = second.export({ type: 'pkcs8', format: 'pem' }).toString();
      const session = await connect(sessions.keyFolder(), { privateKey: pem });
      assert.equal(await canRead(session), true);
    });

    it('must not be another one', async () => {
      await register();
      const before = publicKeys();
      const { code } = await refusal(sessions.keyFolder(), { createKeyPair: true, privateKey: pasted });
      assert.equal(code, 'key-mismatch');
      assert.deepEqual(publicKeys(), before);
    });

    it('must be here, and no second one is made in its place', async () => {
      await register();
      const before = publicKeys();
      const { code, message } = await refusal(sessions.keyFolder(), { createKeyPair: true });
      assert.equal(code, 'no-key');
      assert.match(message, /paste the private key/);
      assert.deepEqual(publicKeys(), before);
    });

    it('are not taken from a damaged file', async () => {
      const folder = sessions.keyFolder();
      const first = await connect(folder, { createKeyPair: true });
      await first.close();
      const { rmSync, writeFileSync } = await import('node:fs');
      const [server = ''] = readdirSync(folder);
      for (const file of readdirSync(join(folder, server))) {
        if (file.includes('.recovered.')) rmSync(join(folder, server, file));
        else if (file.includes('.device.')) writeFileSync(join(folder, server, file), 'damaged');
      }
      assert.equal((await refusal(folder, { createKeyPair: true })).code, 'no-key');
    });
  });

  describe('that are pasted but unusable are refused with what is wrong:', () => {
    const encrypted = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString();
    const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const cases: Record<string, [pasted: string, message: RegExp]> = {
      'one with a passphrase': [encrypted, /passphrase/],
      'a public key': [publicPem, /public key/],
      'one that is no RSA key': [elliptic, /no RSA key/],
      'any text': ['not a key', /cannot be read/],
      'broken JSON': ['{"kty":', /cannot be read/],
      'a JWK that lacks its private part': ['{"kty":"RSA","n":"AQAB","e":"AQAB"}', /cannot be read/],
    };
    for (const [name, [text, expected]] of Object.entries(cases)) {
      it(name, async () => {
        const { code, message } = await refusal(sessions.keyFolder(), { privateKey: text });
        assert.equal(code, 'bad-config');
        assert.match(message, expected);
        assert(!message.includes(text.slice(0, 20)));
        assert.deepEqual(publicKeys(), []);
      });
    }
  });

  it('of two servers do not get into each other’s way', async () => {
    const folder = sessions.keyFolder();
    const other = await createSandbox();
    try {
      const [here] = sandbox.accounts;
      const [there] = other.accounts;
      assert(here && there);
      assert.equal(here.dataOwnerId, there.dataOwnerId);
      await sessions.connect(settingsFor(sandbox, here, folder));
      await sessions.connect(settingsFor(other, there, folder));
      const keys = readdirSync(folder).map((server) =>
        readdirSync(join(folder, server))
          .filter((file) => file.includes('.device.'))
          .map((file) => readFileSync(join(folder, server, file), 'utf8')),
      );
      assert.equal(keys.length, 2);
      assert.equal(new Set(keys.flat()).size, 2);
    } finally {
      await sessions.end();
      await other.stop();
    }
  });
});

function spkiHex(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('hex');
}
