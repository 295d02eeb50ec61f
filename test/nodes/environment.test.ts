/** Every field of an account may be an environment variable. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { broken, connected, NodeRedProcess } from '../support/node-red-process';

describe('an account from environment variables', () => {
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    const [professional] = sandbox.accounts;
    assert.ok(professional);
    nodeRed = new NodeRedProcess(
      {},
      {
        ICURE_URL: sandbox.url,
        ICURE_SDK: 'cardinal',
        ICURE_USER: professional.login,
        ICURE_KIND: 'password',
        ICURE_SECRET: professional.password,
        ICURE_CREATE: 'true',
        ICURE_WAIT: '200',
        ICURE_LIMIT: '5000',
      },
    );
    await nodeRed.start();
  });

  after(async () => {
    await nodeRed.stop();
    await sandbox.stop();
  });

  const account = (changes: object = {}) =>
    accountNode(
      '${ICURE_URL}',
      { login: '${ICURE_USER}', password: '${ICURE_SECRET}' },
      {
        sdk: '${ICURE_SDK}',
        secretKind: '${ICURE_KIND}',
        createKeyPair: '${ICURE_CREATE}',
        minReconnectDelay: '${ICURE_WAIT}',
        maxReconnectDelay: '${ICURE_WAIT}',
        openTimeout: '${ICURE_LIMIT}',
        silenceTimeout: '${ICURE_LIMIT}',
        ...changes,
      },
    );

  it('connects', async () => {
    await nodeRed.deploy([TAB, account(), ...listeningNodes('patients', 'Patient')]);
    await nodeRed.badge('patients', connected);
  });

  it('says which variable is not set', async () => {
    await nodeRed.deploy([TAB, account({ serverUrl: '${ICURE_UNSET}' }), ...listeningNodes('patients', 'Patient')]);
    await nodeRed.badge('patients', broken('bad-config'));
    assert.match(nodeRed.log, /ICURE_UNSET, which is not set/);
  });
});
