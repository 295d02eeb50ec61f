import assert from 'node:assert/strict';
import { globalAgent } from 'node:https';
import type { TlsOptions as ServerTls } from 'node:tls';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import { FailureError } from '../../../src/model/failure';
import type { TlsOptions } from '../../../src/sdk/port';
import { CERTIFICATE, CERTIFICATE_KEY } from '../../support/certificate';
import { TlsFront } from '../../support/tls-front';
import { Writer } from '../../support/writer';
import { listen, Sessions, settingsFor } from './driver';

describe('the Cardinal driver over TLS', () => {
  const sessions = new Sessions();
  let sandbox: Sandbox;
  let account: SandboxAccount;
  let front: TlsFront;

  before(async () => {
    sandbox = await createSandbox();
    const [first] = sandbox.accounts;
    assert(first);
    account = first;
  });

  afterEach(async () => {
    await sessions.end();
    await front.close();
  });

  after(() => sandbox.stop());

  /** Puts TLS in front of the sandbox, and returns the URL. */
  async function serve(options: ServerTls = {}): Promise<string> {
    front = await TlsFront.of(sandbox, options);
    return front.url;
  }

  const keyFolder = () => sessions.keyFolder();

  function connect(url: string, folder: string, tls?: TlsOptions) {
    return sessions.connect(settingsFor({ url }, account, folder, tls === undefined ? {} : { tls }));
  }

  async function refused(url: string, tls?: TlsOptions): Promise<void> {
    await assert.rejects(connect(url, keyFolder(), tls), (error) => {
      assert(error instanceof FailureError);
      assert.equal(error.code, 'unreachable');
      return true;
    });
  }

  it('does not talk to a server that it does not trust', async () => {
    await refused(await serve());
  });

  it('trusts the certificates that it is given, for login, SDK and events, and leaves no trace of them', async () => {
    const newcomer = sandbox.addAccount({ login: 'tls@sandbox.local', password: 'sandbox', kind: 'hcp' });
    const url = await serve();
    const before = { ...globalAgent.options };
    account = newcomer;
    const session = await connect(url, keyFolder(), { ca: CERTIFICATE });
    const { heard } = await listen(session, 'Patient', 'CREATE');
    const writer = await Writer.of(sandbox, [session.identity.dataOwnerId]);
    try {
      await writer.patient({ note: 'over TLS' });
      assert.equal((await heard.event()).payload.note, 'over TLS');
    } finally {
      writer.end();
    }
    await session.close();
    assert.deepEqual({ ...globalAgent.options }, before);
  });

  it('trusts anybody when told to', async () => {
    account = sandbox.addAccount({ login: 'tls-any@sandbox.local', password: 'sandbox', kind: 'hcp' });
    const session = await connect(await serve(), keyFolder(), { rejectUnauthorized: false });
    await listen(session, 'Patient', 'CREATE');
  });

  it('presents its own certificate where one is asked for', async () => {
    account = sandbox.addAccount({ login: 'tls-client@sandbox.local', password: 'sandbox', kind: 'hcp' });
    const url = await serve({ requestCert: true, rejectUnauthorized: true, ca: CERTIFICATE });
    await refused(url, { ca: CERTIFICATE });
    const session = await connect(url, keyFolder(), { ca: CERTIFICATE, cert: CERTIFICATE, key: CERTIFICATE_KEY });
    await listen(session, 'Patient', 'CREATE');
  });
});
