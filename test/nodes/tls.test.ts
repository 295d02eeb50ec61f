/** Node-RED's own TLS configuration node decides whom an account trusts. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTIFICATE } from '../support/certificate';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { broken, connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import { TlsFront } from '../support/tls-front';

describe('an account on a server with a certificate of its own', () => {
  const bed = new Testbed();
  let front: TlsFront;
  let nodeRed: NodeRedProcess;

  before(async () => {
    front = await TlsFront.of(await bed.startSandbox());
    bed.atEnd(() => front.close());
    nodeRed = await bed.startNodeRed();
  });

  after(() => bed.end());

  it('is refused until the TLS configuration names the certificate, and then receives events', async () => {
    const ca = join(nodeRed.userDir, 'ca.pem');
    writeFileSync(ca, CERTIFICATE);
    const flow = (settings: object) => [
      TAB,
      { id: 'tls', type: 'tls-config', name: '', cert: '', key: '', ca, servername: '', verifyservercert: true },
      accountNode(front.url, bed.professional, settings),
      ...listeningNodes('patients', 'Patient'),
    ];
    await nodeRed.deploy(flow({}));
    await nodeRed.badge('patients', broken('unreachable'));
    await nodeRed.deploy(flow({ tls: 'tls' }));
    await nodeRed.badge('patients', connected);
    const { id } = await (await bed.startWriter()).patient();
    await eventually('the patient arrives, decrypted', () => {
      const events = nodeRed.shown.map(({ message }) => message.event as { id: string; decrypted: boolean });
      assert.ok(events.some((event) => event.id === id && event.decrypted));
    });
  });
});
