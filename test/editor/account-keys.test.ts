/** Keys in the account's dialog: what the server knows, pasting, reading from a file, making a pair with its backup. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import { eventually } from '../support/eventually';
import { connected } from '../support/node-red-process';
import type { EditorPage } from './editor-page';
import { EditorTestbed, PLACE } from './editor-testbed';

function newKey(): { pem: string; der: Buffer; spki: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    der: privateKey.export({ type: 'pkcs8', format: 'der' }),
    spki: publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
  };
}

function shortOf(spki: string): string {
  return spki.slice(-32, -10).replace(/.{4}(?=.)/g, '$& ');
}

describe('keys in the dialog of the account', () => {
  const bed = new EditorTestbed();
  let sandbox: Sandbox;
  let editor: EditorPage;
  let account: SandboxAccount;
  let node: string;
  let count = 0;

  before(async () => {
    sandbox = await bed.startSandbox({ pingInterval: 200 });
    await bed.startEditor();
  });

  after(() => bed.end());

  beforeEach(async () => {
    count += 1;
    account = sandbox.addAccount({ login: `keys-${count}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
    editor = await bed.open();
    node = await editor.drag('icure-patient-events', PLACE);
    await editor.openDialog(node);
    await editor.openAccount('add');
    for (const [name, value] of Object.entries({
      serverUrl: sandbox.url,
      userName: account.login,
      secret: 'sandbox',
    })) {
      await field(name).fill(value);
    }
  });

  afterEach(() => editor.finish());

  const field = (name: string) => editor.page.locator(`#node-config-input-${name}`);

  async function says(id: string, words: RegExp): Promise<void> {
    await eventually(`${id} says ${String(words)}`, async () => {
      assert.match(await editor.page.locator(`#${id}`).innerText(), words);
    });
  }

  it('shows which keys the server knows, and where their private keys are', async () => {
    const [first, second] = [newKey(), newKey()];
    for (const { pem } of [first, second]) sandbox.registerPublicKey(account.dataOwnerId, pem);
    await field('privateKey').fill(second.pem);
    await editor.page.locator('#icure-find-keys').click();
    await says('icure-key-list-title', /^Keys of this user on the server:$/);
    const items = (await editor.page.locator('#icure-key-list li').allInnerTexts()).map((item) => item.trim());
    assert.deepEqual(
      items.sort(),
      [`${shortOf(first.spki)} – private key not here`, `${shortOf(second.spki)} – private key given here`].sort(),
    );
    await says('icure-key-verdict', /^The private key of this user, fingerprint/);
    // About another user nothing is known.
    await field('userName').fill('somebody else');
    assert.equal(await editor.page.locator('#icure-key-list li').count(), 0);
  });

  it('looks at a pasted key at once', async () => {
    const { pem, spki } = newKey();
    sandbox.registerPublicKey(account.dataOwnerId, newKey().pem);
    await field('privateKey').fill('nonsense');
    await says('icure-key-verdict', /^This is no private key that can be read/);
    assert.equal(await field('privateKey').getAttribute('aria-invalid'), 'true');
    await field('privateKey').fill(createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString());
    await says('icure-key-verdict', /^This is a public key/);
    await field('privateKey').fill(pem);
    await says('icure-key-verdict', new RegExp(`^A private key, fingerprint ${shortOf(spki)}`));
    assert.equal(await field('privateKey').getAttribute('aria-invalid'), 'false');
    await editor.page.locator('#icure-find-keys').click();
    await says('icure-key-verdict', /belongs to none of the keys that this user has on the server/);
    await field('privateKey').fill('${ICURE_KEY}');
    await says('icure-key-verdict', /^$/);
  });

  it('reads a key from a file, as text or binary', async () => {
    const { pem, der, spki } = newKey();
    for (const [name, buffer] of [
      ['key.pem', Buffer.from(pem)],
      ['key.der', der],
    ] as const) {
      await field('privateKey').fill('');
      await editor.page
        .locator('#icure-key-file')
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await says('icure-key-verdict', new RegExp(shortOf(spki)));
    }
    await editor.page
      .locator('#icure-key-file')
      .setInputFiles({ name: 'film', mimeType: 'video/mp4', buffer: Buffer.alloc(200_000) });
    await says('icure-key-verdict', /^The file cannot be read/);
  });

  it('makes a key pair after a warning, offers the backup, and registers it when deployed', async () => {
    await editor.page.locator('#icure-create-key').click();
    const warning = editor.page.locator('.red-ui-notification');
    await warning.getByText('Whoever loses the private key loses the data').waitFor();
    await warning.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await field('privateKey').inputValue(), '');

    await editor.page.locator('#icure-create-key').click();
    await warning.getByRole('button', { name: 'Create key pair' }).click();
    await says('icure-create-key-outcome', /^Created, fingerprint/);
    assert.ok(await field('createKeyPair').isChecked());
    await says('icure-key-verdict', /registered for this user when the account is deployed/);
    const key = await field('privateKey').inputValue();
    const [download] = await Promise.all([
      editor.page.waitForEvent('download'),
      editor.page.locator('#icure-key-download').click(),
    ]);
    assert.match(download.suggestedFilename(), /^icure-private-key-[0-9a-f]{22}\.pem$/);
    const backup = readFileSync(await download.path(), 'utf8');
    assert.equal(backup, key);
    await says('icure-key-backup-outcome', /^Downloaded/);
    await editor.page.locator('#icure-key-copy').click();
    await says('icure-key-backup-outcome', /^Copied/);
    assert.deepEqual(publicKeys(), []);

    await editor.closeAccount();
    await editor.page.locator('#node-input-create').check();
    await editor.closeDialog();
    await editor.deploy();
    await bed.nodeRed.badge(node, connected);
    const spki = createPublicKey(createPrivateKey(backup)).export({ type: 'spki', format: 'der' }).toString('hex');
    assert.deepEqual(publicKeys(), [spki]);
    for (const file of ['flows.json', 'flows_cred.json']) {
      assert.ok(!bed.nodeRed.read(file).includes(backup.split('\n')[5] ?? backup), file);
    }
  });

  it('makes none for a user who has one, or when that is not known', async () => {
    await field('secret').fill('wrong');
    await editor.page.locator('#icure-create-key').click();
    await says('icure-create-key-outcome', /^Not created: The server refuses the user name and the secret/);
    await field('secret').fill('sandbox');
    sandbox.registerPublicKey(account.dataOwnerId, newKey().pem);
    await editor.page.locator('#icure-create-key').click();
    await says('icure-create-key-outcome', /^Not created: The user has a key pair already\. Paste its private key/);
    assert.equal(await editor.page.locator('.red-ui-notification').count(), 0);
  });

  it('warns that a key pair made at the first start has no backup', async () => {
    await says('icure-create-warning', /^$/);
    await field('createKeyPair').check();
    await says('icure-create-warning', /without a backup/);
    await field('privateKey').fill(newKey().pem);
    await says('icure-create-warning', /^$/);
  });

  function publicKeys(): unknown {
    const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
    return owner?.publicKeysForOaepWithSha256 ?? [];
  }
});
