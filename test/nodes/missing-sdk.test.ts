/** An account whose SDK is not installed: its nodes say how to install it, and everything else goes on. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import { accountNode, CATCH, listeningNodes, TAB } from '../support/flow';
import { broken, connected, NodeRedProcess } from '../support/node-red-process';
import { eventually } from '../support/eventually';

describe('an account whose SDK is not installed', () => {
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    nodeRed = new NodeRedProcess({}, { ICURE_MEDTECH_SDK: '/nowhere/medical-device-sdk' });
    await nodeRed.start();
  });

  after(async () => {
    await nodeRed.stop();
    await sandbox.stop();
  });

  it('shows the command that installs it, while other accounts work', async () => {
    const [professional] = sandbox.accounts;
    assert.ok(professional);
    await nodeRed.deploy([
      TAB,
      accountNode(sandbox.url, professional, { id: 'other-account', sdk: 'medtech' }),
      accountNode(sandbox.url, professional),
      ...listeningNodes('missing', 'Patient').map((node) => ({ ...node, account: 'other-account' })),
      ...listeningNodes('patients', 'Patient'),
      ...CATCH,
    ]);
    await nodeRed.badge('patients', connected);
    await nodeRed.badge('missing', broken('sdk-missing'));
    await eventually('a Catch node gets the command', () => {
      const errors = nodeRed.shown.map(({ message }) => message.error as { code: string; message: string } | undefined);
      const error = errors.find((each) => each?.code === 'sdk-missing');
      assert.match(error?.message ?? '', /npm install @icure\/medical-device-sdk.*restart Node-RED/);
    });
    assert.ok(nodeRed.isRunning);
  });
});
