/** Fields with a list of what is on the account's server, as somebody uses them who has not deployed anything, with and without a mouse. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { StockedSandbox } from '../support/stocked-sandbox';
import type { EditorPage, Viewer } from './editor-page';
import { EditorTestbed } from './editor-testbed';
import { openWithAccount } from './undeployed-account';

describe('a field with a list to pick from', () => {
  const bed = new EditorTestbed();
  let stock: StockedSandbox;
  let editor: EditorPage;
  /** Requests for lists. */
  let asked: string[];

  before(async () => {
    stock = StockedSandbox.of(await bed.startSandbox());
    await bed.startEditor();
  });

  after(() => bed.end());

  beforeEach(() => open({}));

  afterEach(() => editor.finish());

  /** The dialog of a node that saves data samples, with an account that nobody has deployed. */
  async function open(viewer: Viewer, values: object = {}): Promise<void> {
    editor = await bed.open(viewer);
    asked = [];
    editor.page.on('request', (request) => {
      if (request.url().endsWith('/icure/choices')) asked.push(request.postData() ?? '');
    });
    const saver = { id: 'saver', type: 'icure-save', entity: 'DataSample' };
    await openWithAccount(editor, { ...stock.values, ...values }, saver);
  }

  const patient = (): Locator => editor.page.locator('#node-input-patient');
  const options = (): Locator => editor.page.locator('[role=option]:visible');
  const status = (): Locator => editor.page.locator('.icure-pick-status:visible');

  async function assertOptions(...expected: readonly RegExp[]): Promise<void> {
    await options().first().waitFor();
    const texts = await options().allTextContents();
    assert.equal(texts.length, expected.length, texts.join(' / '));
    expected.forEach((words, index) => {
      assert.match(texts[index] ?? '', words);
    });
  }

  async function activeOption(field: Locator): Promise<string | null> {
    const id = await field.getAttribute('aria-activedescendant');
    return id === null ? null : editor.page.locator(`[id="${id}"][aria-selected=true]`).textContent();
  }

  /** The browser writes of each request that is refused. */
  function takeRefusals(count: number): void {
    const refusals = editor.refusals.splice(0, count);
    assert.equal(refusals.length, count);
    for (const refusal of refusals) assert.match(refusal, /^Failed to load resource: .* 502/);
  }

  it('finds patients by what is typed, and puts the id of the one that is clicked into the field', async () => {
    await patient().pressSequentially('p');
    await patient().pressSequentially('ee');
    await assertOptions(/Marie Peeters.*born 2\/14\/1980/);
    assert.ok(
      asked.length === 1 && !asked.some((body) => body.includes('"typed":"p"')),
      'one letter is not looked for',
    );
    await options().first().click();
    assert.equal(await patient().inputValue(), stock.patients[0]);
    assert.equal(await options().count(), 0);
    await editor.closeDialog();
    assert.equal((await editor.settings('saver')).patient, stock.patients[0]);
  });

  it('works with the keyboard alone', async () => {
    const field = patient();
    await field.focus();
    assert.equal(await field.getAttribute('role'), 'combobox');
    assert.equal(await field.getAttribute('aria-expanded'), 'false');
    const { keyboard } = editor.page;
    await keyboard.press('ArrowDown');
    await options().first().waitFor();
    assert.equal(await field.getAttribute('aria-expanded'), 'true');
    assert.equal(
      await editor.page.locator(`[id="${(await field.getAttribute('aria-controls')) ?? ''}"]`).getAttribute('role'),
      'listbox',
    );
    assert.equal(await options().count(), 4, 'three patients, and the one that the writer has made');
    assert.match((await activeOption(field)) ?? '', /Ada Written/);
    await keyboard.press('ArrowDown');
    assert.match((await activeOption(field)) ?? '', /Marie Dubois.*born in 1955/);
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    assert.match((await activeOption(field)) ?? '', /Noé Lefèvre/);
    await keyboard.press('Escape');
    assert.equal(await field.getAttribute('aria-expanded'), 'false');
    assert.equal(await field.inputValue(), '');
    assert.ok(await editor.page.locator('#dialog-form').isVisible(), 'the dialog stays');
    await keyboard.type('noe');
    await assertOptions(/Noé Lefèvre/);
    assert.equal(await activeOption(field), null, 'nothing is picked for somebody who goes on typing');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    assert.equal(await field.inputValue(), stock.patients[1]);
    assert.equal(await editor.evaluate('document.activeElement.id'), 'node-input-patient');
    await keyboard.press('Tab');
    assert.equal(await editor.evaluate('document.activeElement.id'), 'node-input-shareWith', 'the button is no stop');
  });

  it('can be typed over, and keeps what it does not know', async () => {
    await patient().fill('somebody-else');
    await editor.page.getByText('Nothing found. Anything may be typed.').waitFor();
    await editor.closeDialog();
    assert.equal((await editor.settings('saver')).patient, 'somebody-else');
    const known = await editor.settings('saver');
    await editor.openDialog('saver');
    await patient().press('ArrowDown');
    await options().first().waitFor();
    await editor.closeDialog();
    assert.deepEqual(await editor.settings('saver'), known);
  });

  it('adds to what is in a field with several values', async () => {
    const field = editor.page.locator('#node-input-shareWith');
    await field.fill('somebody, ');
    await field.pressSequentially('ward');
    await assertOptions(/Ward 3/);
    await options().first().click();
    assert.equal(await field.inputValue(), `somebody, ${stock.account.dataOwnerId}`);
  });

  it('offers types of labels and of codes, and the labels of a type', async () => {
    await editor.page.getByText('add change').click();
    const [type, code] = [editor.listRow(1).locator('input').nth(0), editor.listRow(1).locator('input').nth(1)];
    await type.press('ArrowDown');
    await assertOptions(/IC-TEST.*3 ×/, /WARD.*1 ×/);
    await type.press('Enter');
    assert.equal(await type.inputValue(), 'IC-TEST');
    await code.press('ArrowDown');
    await assertOptions(/HEART.*2 ×/, /WEIGHT.*1 ×/);
    await code.press('Escape');
    await code.pressSequentially('wei');
    await assertOptions(/WEIGHT/);
    assert.equal(asked.length, 1, 'narrowed down without a request');
    await code.press('Escape');
    await editor.listRow(1).locator('select').selectOption('addCodes');
    await type.press('ArrowDown');
    await assertOptions(/LOINC/);
  });

  it('says why there is no list, and follows the account', async () => {
    await editor.close();
    await open({}, { secret: 'wrong' });
    await patient().press('ArrowDown');
    await editor.page.getByText('No list: login refused.').waitFor();
    await patient().press('Escape');
    await editor.evaluate(`RED.nodes.node('ward').credentials.secret = ${JSON.stringify(stock.values.secret)}`);
    await patient().press('ArrowDown');
    await options().first().waitFor();
    await patient().press('Escape');
    await editor.page.locator('#node-input-account').selectOption('_ADD_');
    await patient().press('ArrowDown');
    await editor.page.getByText('No list: no account.').waitFor();
    takeRefusals(1);
  });

  it('says so in French', async () => {
    await editor.close();
    await open({ language: 'fr' }, { serverUrl: 'http://127.0.0.1:9' });
    await patient().press('ArrowDown');
    await editor.page.getByText('Pas de liste\u00a0: serveur injoignable.').waitFor();
    takeRefusals(1);
  });

  it('stops looking when the dialog is closed', async () => {
    stock.sandbox.faults.matchDelay = 2_000;
    try {
      const failed = editor.page.waitForEvent('requestfailed');
      await patient().press('ArrowDown');
      await status().getByText('Looking on the server…').waitFor();
      await editor.evaluate(`RED.actions.invoke('core:confirm-edit-tray')`);
      assert.match((await failed).url(), /icure\/choices$/);
    } finally {
      stock.sandbox.faults.matchDelay = 0;
    }
  });

  it('has the name of its label only, whether the list is open or not', async () => {
    // The icon in the label is a letter of its font.
    const field = editor.page.getByRole('combobox', { name: /^\W*Patient$/ });
    assert.equal(await field.count(), 1);
    await field.press('ArrowDown');
    await options().first().waitFor();
    assert.equal(await field.count(), 1);
  });
});
