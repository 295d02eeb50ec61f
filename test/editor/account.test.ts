import assert from 'node:assert/strict';
import { readAccountSettings } from '../../src/account/settings';
import type { EditorPage } from './editor-page';
import { EditorTestbed, PLACE } from './editor-testbed';

const SECRETS = { userName: 'nurse@ward3.example', secret: 'pass-9f3c', privateKey: 'MIIEvQ-private-key-7d1a' };

describe('the dialog of the account', () => {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(() => bed.startEditor());

  after(() => bed.end());

  beforeEach(async () => {
    await removeFlows();
    editor = await bed.open();
  });

  afterEach(() => editor.finish());

  /** By the older API, which does not ask which flows are to be replaced. */
  async function removeFlows(): Promise<void> {
    assert.equal((await bed.nodeRed.post('/flows', [])).status, 204);
  }

  /** Makes an account by hand, beginning with an event node; returns the id of that node. */
  async function makeAccount(fields: Readonly<Record<string, string>>): Promise<string> {
    const id = await editor.drag('icure-patient-events', PLACE);
    await editor.openDialog(id);
    await editor.openAccount('add');
    await fill(fields);
    await editor.closeAccount();
    await editor.closeDialog();
    return id;
  }

  async function fill(fields: Readonly<Record<string, string>>): Promise<void> {
    await editor.page.getByText('Reconnecting, timeouts and requests').click();
    for (const [name, value] of Object.entries(fields)) {
      await editor.page.locator(`#node-config-input-${name}`).fill(value);
    }
  }

  async function accountOf(id: string): Promise<string> {
    return (await editor.settings(id)).account as string;
  }

  it('stores exactly the settings, and no secret in the flow file', async () => {
    const id = await makeAccount({ serverUrl: 'http://127.0.0.1:9', minReconnectDelay: '2000', ...SECRETS });
    const account = await accountOf(id);
    assert.deepEqual(await editor.settings(account), {
      type: 'icure-account',
      name: '',
      serverUrl: 'http://127.0.0.1:9',
      sdk: 'cardinal',
      secretKind: 'password',
      createKeyPair: false,
      tls: '',
      minReconnectDelay: 2000,
      maxReconnectDelay: 60000,
      openTimeout: 30000,
      silenceTimeout: 30000,
      concurrency: 4,
      configVersion: 1,
      credentials: { ...SECRETS },
    });
    assert.deepEqual(await editor.validationErrors(account), []);

    await editor.deploy();
    for (const file of ['flows.json', 'flows_cred.json']) {
      for (const secret of Object.values(SECRETS))
        assert.ok(!bed.nodeRed.read(file).includes(secret), `${secret} in ${file}`);
    }
    assert.ok(bed.nodeRed.read('flows.json').includes('icure-account'));
  });

  it('keeps stored secrets that were not touched, and removes the key when asked to', async () => {
    const id = await makeAccount({ serverUrl: 'http://127.0.0.1:9', ...SECRETS });
    await editor.deploy();
    const account = await accountOf(id);
    await editor.close();
    editor = await bed.open();

    await editor.openDialog(id);
    await editor.openAccount('edit');
    const key = editor.page.locator('#node-config-input-privateKey');
    assert.equal(await key.inputValue(), '');
    assert.match((await key.getAttribute('placeholder')) ?? '', /A key is stored/);
    await editor.page.locator('#node-config-input-name').fill('Ward 3');
    await editor.closeAccount();
    await editor.closeDialog();
    await editor.deploy();
    assert.deepEqual(await storedCredentials(account), {
      userName: SECRETS.userName,
      has_secret: true,
      has_privateKey: true,
    });

    await editor.openDialog(id);
    await editor.openAccount('edit');
    await editor.page.getByLabel('remove the stored key').check();
    await editor.closeAccount();
    await editor.closeDialog();
    await editor.deploy();
    assert.deepEqual(await storedCredentials(account), {
      userName: SECRETS.userName,
      has_secret: true,
      has_privateKey: false,
    });
  });

  it('leaves environment variables as they are', async () => {
    const variables = {
      serverUrl: '${ICURE_URL}',
      sdk: '${ICURE_SDK}',
      secretKind: '${ICURE_SECRET_KIND}',
      createKeyPair: '${ICURE_CREATE}',
      minReconnectDelay: '${ICURE_MIN}',
      concurrency: '${ICURE_REQUESTS}',
    };
    const z = await editor.evaluate<string>('RED.workspaces.active()');
    await editor.importNodes([
      { id: 'account', type: 'icure-account', name: 'Ward 3', ...variables },
      { id: 'node', type: 'icure-patient-events', z, account: 'account', create: true, x: 300, y: 200, wires: [[]] },
    ]);
    assert.deepEqual(await editor.validationErrors('account'), []);
    await editor.openDialog('node');
    await editor.openAccount('edit');
    await editor.page.locator('#node-config-input-name').fill('Ward 4');
    await editor.closeAccount();
    await editor.closeDialog();
    const settings = await editor.settings('account');
    assert.equal(settings.name, 'Ward 4');
    for (const [name, value] of Object.entries(variables)) assert.equal(settings[name], value, name);
  });

  it('says in words what is wrong', async () => {
    const id = await makeAccount({
      serverUrl: 'ftp://icure.example',
      minReconnectDelay: '5000',
      maxReconnectDelay: '1000',
      openTimeout: 'soon',
      concurrency: '33',
      ...SECRETS,
      secret: '',
    });
    assert.deepEqual(await editor.validationErrors(await accountOf(id)), [
      'Server URL: must begin with https:// or http://, or be ${NAME}.',
      'Password: missing.',
      'Longest wait: must not be shorter than the shortest wait.',
      'Connect within: must be a number of milliseconds from 500 to 600000, or ${NAME}.',
      'Requests at a time: must be a whole number from 1 to 32, or ${NAME}.',
    ]);
    assert.deepEqual(await editor.validationErrors(id), ['Account: invalid configuration node']);

    await editor.openDialog(id);
    await editor.openAccount('edit');
    // Node-RED shows the same words in a popover, when the mouse happens to be above a field.
    const said = (id: string): Promise<string> => editor.page.locator(id).innerText();
    assert.match(await said('#icure-account-serverUrl-problem'), /^Server URL: must begin with/);
    assert.match(await said('#icure-account-maxReconnectDelay-problem'), /^Longest wait: must not be shorter/);
    assert.match(await said('#icure-account-concurrency-problem'), /^Requests at a time: must be/);
    await editor.closeAccount();
    await editor.closeDialog();
  });

  it('asks for what was chosen to log in with', async () => {
    const id = await editor.drag('icure-patient-events', PLACE);
    await editor.openDialog(id);
    await editor.openAccount('add');
    const label = editor.page.locator('label[for="node-config-input-secret"]');
    assert.equal((await label.innerText()).trim(), 'Password');
    await editor.page.getByLabel('Log in with').selectOption('Long-lived token');
    assert.equal((await label.innerText()).trim(), 'Long-lived token');
    await editor.closeAccount();
    await editor.closeDialog();
    assert.equal((await editor.settings(await accountOf(id))).secretKind, 'token');
  });

  it('accepts and refuses the same values as the runtime', async () => {
    const samples = {
      serverUrl: ['https://a', 'http://a:1/b', 'https://a b', 'https://', 'ftp://a', 'a', '', 'https://u:p@a'],
      createKeyPair: [true, false, 'true', 'false', '', 'yes', 1],
      minReconnectDelay: [99, 100, '100', '', 60_000, 'x', -1],
      maxReconnectDelay: [999, 1_000, 86_400_000, 86_400_001],
      openTimeout: [499, 500, 600_000, 600_001],
      silenceTimeout: [499, 500, 600_000, 600_001],
      concurrency: [0, 1, '1', '', 1.5, 32, 33, 'x', -1],
    };
    for (const [setting, values] of Object.entries(samples)) {
      for (const value of values) {
        const raw = { serverUrl: 'https://a', userName: 'u', secret: 's', minReconnectDelay: 1_000, [setting]: value };
        const runtime = readAccountSettings(raw, { keyFolder: 'keys', moduleFolders: [], tls: undefined });
        const verdict = await editor.evaluate<string | boolean>(
          `((node) => RED.nodes.getType('icure-account').defaults[${JSON.stringify(setting)}].validate
            .call(node, node[${JSON.stringify(setting)}], {}))(${JSON.stringify(raw)})`,
        );
        assert.equal(verdict === true, runtime.ok, `${setting} = ${JSON.stringify(value)}: ${String(verdict)}`);
      }
    }
  });

  /** What Node-RED tells the editor of the credentials that it has stored. */
  async function storedCredentials(account: string): Promise<unknown> {
    const response = await fetch(`${bed.nodeRed.url}/credentials/icure-account/${account}`, {
      headers: { connection: 'close' },
    });
    return response.json();
  }
});
