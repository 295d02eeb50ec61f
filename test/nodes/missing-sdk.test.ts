/** An account whose SDK is not installed: its nodes say how to install it, and everything else goes on. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { CATCH, listeningNodes } from '../support/flow';
import { broken, connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

describe('an account whose SDK is not installed', () => {
  const bed = new Testbed();
  let nodeRed: NodeRedProcess;

  before(async () => {
    await bed.startSandbox();
    nodeRed = await bed.startNodeRed({}, { ICURE_MEDTECH_SDK: '/nowhere/medical-device-sdk' });
  });

  after(() => bed.end());

  it('shows the command that installs it, while other accounts work', async () => {
    await bed.deploy(
      bed.accountNode({ id: 'other-account', sdk: 'medtech' }),
      ...listeningNodes('missing', 'Patient').map((node) => ({ ...node, account: 'other-account' })),
      ...listeningNodes('patients', 'Patient'),
      ...CATCH,
    );
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
