/** Secrets, keys and health data stay where they belong: planted ones are searched for everywhere else. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { accountNode, CATCH, listeningNodes, TAB } from '../support/flow';
import { broken, connected, type NodeRedProcess } from '../support/node-red-process';
import { newPrivateKey } from '../support/private-key';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

const PASSWORD = 'planted-password-7301';
const NOTE = 'planted-health-data-5512';

describe('secrecy', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let writer: Writer;
  const pem = newPrivateKey();
  /** Parts of the key that would be in any rendering of it as text. */
  const keyLine = pem.split('\n')[5] ?? '';

  before(async () => {
    sandbox = await bed.startSandbox();
    const account = sandbox.addAccount({
      login: 'planted@sandbox.local',
      password: PASSWORD,
      kind: 'hcp',
      name: 'Planted',
    });
    nodeRed = await bed.startNodeRed();
    await nodeRed.deploy([
      TAB,
      accountNode(sandbox.url, account, {
        credentials: { userName: account.login, secret: PASSWORD, privateKey: pem },
      }),
      ...listeningNodes('patients', 'Patient'),
      ...CATCH,
    ]);
    await nodeRed.badge('patients', connected);
    writer = await bed.startWriter(account);
  });

  after(() => bed.end());

  it('holds through events, nonsense, refusals and a crash', async () => {
    const { id } = await writer.patient({ note: NOTE });
    await eventually('the patient arrives', () => {
      assert.ok(nodeRed.shown.some(({ message }) => JSON.stringify(message).includes(id)));
    });
    for (const socket of sandbox.sockets) socket.send(`{"id":"${NOTE}","note":"${NOTE}"}`);
    for (const socket of sandbox.sockets) socket.send(`${NOTE} is no JSON`);
    await eventually('a Catch node hears of it', () => {
      assert.ok(nodeRed.shownBy('caught').length > 0);
    });
    sandbox.faults.refuseAll = 401;
    for (const socket of sandbox.sockets) socket.close(4401, NOTE);
    await nodeRed.badge('patients', broken());
    delete sandbox.faults.refuseAll;
    await nodeRed.badge('patients', connected);
    nodeRed.crashWorkers();
    await eventually('the crash is told', () => {
      assert.match(nodeRed.log, /ended unexpectedly/);
    });
    await nodeRed.badge('patients', connected);

    const told = {
      'flows.json': nodeRed.read('flows.json'),
      'the credentials file': nodeRed.read('flows_cred.json'),
      'the log': nodeRed.log,
      'the badges': JSON.stringify([...nodeRed.statuses]),
      'what Catch nodes get': JSON.stringify(nodeRed.shownBy('caught')),
    };
    for (const [where, text] of Object.entries(told)) {
      assert.ok(text.length > 0);
      for (const secret of [PASSWORD, NOTE, keyLine, 'Winter', 'John', 'Marie Peeters']) {
        assert.ok(!text.includes(secret), `${where} does not contain ${secret}`);
      }
    }
  });

  it('keeps the key in a file that only its owner can read', () => {
    const folder = join(nodeRed.userDir, 'icure', 'keys');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    const keys = files.filter((file) => file.isFile());
    assert.ok(keys.length > 0);
    for (const file of keys) assert.equal(statSync(join(file.parentPath, file.name)).mode & 0o777, 0o600);
    for (const each of files.filter((file) => file.isDirectory())) {
      assert.equal(statSync(join(each.parentPath, each.name)).mode & 0o777, 0o700);
    }
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });
});
