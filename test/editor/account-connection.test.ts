/** Testing the connection from the account's dialog, in a real browser. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { accountNode, TAB } from '../support/flow';
import { freePort } from '../support/free-port';
import type { EditorPage, Viewer } from './editor-page';
import { EditorTestbed, PLACE } from './editor-testbed';

const LOGIN = { login: 'connection@sandbox.local', password: 'planted-6120' };

describe('the connection test in the dialog of the account', () => {
  const bed = new EditorTestbed();
  let sandbox: Sandbox;
  let editor: EditorPage;

  before(async () => {
    sandbox = await bed.startSandbox({ pingInterval: 200 });
    sandbox.addAccount({ ...LOGIN, kind: 'hcp' });
    await bed.startEditor();
  });

  after(() => bed.end());

  afterEach(async () => {
    sandbox.faults.hangRequests = false;
    sandbox.cutConnections();
    await editor.finish();
  });

  async function openNewAccount(viewer: Viewer = {}): Promise<void> {
    editor = await bed.open(viewer);
    const id = await editor.drag('icure-patient-events', PLACE);
    await editor.openDialog(id);
    await editor.openAccount('add');
    await fill({ serverUrl: sandbox.url, userName: LOGIN.login, secret: LOGIN.password });
  }

  async function fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      await editor.page.locator(`#node-config-input-${name}`).fill(value);
    }
  }

  const button = () => editor.page.locator('#icure-test');

  async function summary(words: RegExp): Promise<void> {
    await eventually(`the test says ${String(words)}`, async () => {
      assert.match(await editor.page.locator('#icure-test-summary').innerText(), words);
    });
  }

  const steps = () => editor.page.locator('#icure-test-steps li').allInnerTexts();

  it('says step by step what works, what does not and what to do, before any deploy', async () => {
    await openNewAccount();
    await fill({ secret: 'wrong password' });
    // By keyboard, as all else in the dialog.
    await button().focus();
    await editor.page.keyboard.press('Enter');
    await summary(/^The server refuses the user name and the secret\. Check both/);
    assert.deepEqual(
      (await steps()).map((step) => step.trim()),
      ['Server: works', 'Login: does not work'],
    );
    assert.equal(await editor.page.locator('#icure-test-outcome').getAttribute('role'), 'status');

    await fill({ secret: LOGIN.password });
    await summary(/^The account was changed since the test\.$/);
    assert.deepEqual(await steps(), []);
    await button().click();
    await summary(/^This user has no key pair yet\. Create one/);
    assert.equal(
      await editor.page.locator('#icure-key-list-title').innerText(),
      'The server knows no key of this user yet.',
    );

    await editor.page.locator('#node-config-input-createKeyPair').check();
    await button().click();
    await summary(/^What can be tried before the account starts works\.$/);
    assert.equal((await steps()).length, 6);
    await fill({ serverUrl: 'somewhere' });
    await button().click();
    await summary(/^Server URL: must begin with https/);
    await fill({ serverUrl: `http://127.0.0.1:${await freePort()}` });
    await button().click();
    await summary(/cannot be reached \(ECONNREFUSED\)\. Check the server URL/);
  });

  it('speaks the language of the viewer', async () => {
    await openNewAccount({ language: 'fr', theme: 'dark' });
    await fill({ userName: 'personne' });
    await button().click();
    await summary(/^Le serveur refuse l'utilisateur et le secret\./);
    assert.deepEqual(
      (await steps()).map((step) => step.trim()),
      ['Serveur : fonctionne', 'Connexion : ne fonctionne pas'],
    );
  });

  it('can be stopped, and ends with the dialog', async () => {
    await openNewAccount();
    sandbox.faults.hangRequests = true;
    await button().click();
    await summary(/^Testing …$/);
    await button().click();
    await summary(/^The test was stopped\.$/);
    assert.equal((await button().innerText()).trim(), 'Test connection');
    await noWorkerIsLeft();

    await button().click();
    await summary(/^Testing …$/);
    await editor.page.locator('#node-config-dialog-cancel').click();
    await noWorkerIsLeft();
  });

  it('tests with secrets that only the runtime knows, with the server and user that are deployed only', async () => {
    await bed.nodeRed.deploy([
      TAB,
      accountNode(sandbox.url, LOGIN, { createKeyPair: false, tls: '', concurrency: 4 }),
      {
        id: 'node',
        type: 'icure-patient-events',
        z: 'tab',
        x: 300,
        y: 200,
        account: 'account',
        create: true,
        wires: [[]],
      },
    ]);
    editor = await bed.open();
    await editor.openDialog('node');
    await editor.openAccount('edit');
    await button().click();
    await summary(/^This user has no key pair yet/);
    const other = await createSandbox();
    try {
      await fill({ serverUrl: other.url });
      await button().click();
      await summary(/^A stored secret is used only with the server and the user name/);
      assert.deepEqual(other.requests, []);
    } finally {
      await other.stop();
    }
    await fill({ serverUrl: sandbox.url });
    await editor.closeAccount();
    await editor.page.locator('#node-dialog-cancel').click();
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.equal(await editor.evaluate('RED.nodes.dirty()'), false);
  });

  async function noWorkerIsLeft(): Promise<void> {
    await eventually('the worker of the test is gone', async () => {
      assert.equal((await bed.nodeRed.resources()).MessagePort ?? 0, 0);
    });
  }
});
