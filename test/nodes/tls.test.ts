/** Node-RED's own TLS configuration node decides whom an account trusts. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../sandbox';
import { CERTIFICATE } from '../support/certificate';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { broken, connected, NodeRedProcess } from '../support/node-red-process';
import { TlsFront } from '../support/tls-front';
import { Writer } from '../support/writer';

describe('an account on a server with a certificate of its own', () => {
  let sandbox: Sandbox;
  let front: TlsFront;
  let nodeRed: NodeRedProcess;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    front = await TlsFront.of(sandbox);
    nodeRed = new NodeRedProcess();
    await nodeRed.start();
  });

  after(async () => {
    await nodeRed.stop();
    await front.close();
    await sandbox.stop();
  });

  it('is refused until the TLS configuration names the certificate, and then receives events', async () => {
    const [professional] = sandbox.accounts;
    assert.ok(professional);
    const ca = join(nodeRed.userDir, 'ca.pem');
    writeFileSync(ca, CERTIFICATE);
    const flow = (settings: object) => [
      TAB,
      { id: 'tls', type: 'tls-config', name: '', cert: '', key: '', ca, servername: '', verifyservercert: true },
      accountNode(front.url, professional, settings),
      ...listeningNodes('patients', 'Patient'),
    ];
    await nodeRed.deploy(flow({}));
    await nodeRed.badge('patients', broken('unreachable'));
    await nodeRed.deploy(flow({ tls: 'tls' }));
    await nodeRed.badge('patients', connected);
    const writer = await Writer.of(sandbox, [professional.dataOwnerId]);
    const { id } = await writer.patient();
    writer.end();
    await eventually('the patient arrives, decrypted', () => {
      const events = nodeRed.shown.map(({ message }) => message.event as { id: string; decrypted: boolean });
      assert.ok(events.some((event) => event.id === id && event.decrypted));
    });
  });
});
