/** The preview of a filter in the dialogs of event nodes and of icure-find, before anything is deployed. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { NOTE, StockedSandbox } from '../support/stocked-sandbox';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';
import { openWithAccount } from './undeployed-account';

const HEART = { owner: 'self', match: 'all', criteria: [{ by: 'label', type: 'IC-TEST', code: 'HEART' }] };

describe('the preview in a dialog', () => {
  const bed = new EditorTestbed();
  let stock: StockedSandbox;
  let editor: EditorPage;

  before(async () => {
    stock = StockedSandbox.of(await bed.startSandbox());
    await bed.startEditor();
  });

  after(() => bed.end());

  afterEach(() => editor.finish());

  /** The dialog of a node whose account nobody has deployed. */
  async function open(
    node: { readonly type: string; readonly [setting: string]: unknown },
    language = 'en-US',
  ): Promise<void> {
    editor = await bed.open({ language });
    await openWithAccount(editor, stock.values, { id: 'node', ...node });
  }

  const outcome = (): Locator => editor.page.locator('#icure-preview-outcome');
  const entities = (): Locator => editor.page.locator('#icure-preview-list > li');
  const preview = (name = 'Preview'): Locator => editor.page.getByRole('button', { name });
  const showContent = (): Locator => editor.page.getByRole('button', { name: 'Show content' });

  it('counts and shows what the filter of an event node lets through, and its content in a second step', async () => {
    await open({
      type: 'icure-patient-events',
      create: true,
      filter: { criteria: [{ by: 'id', ids: [stock.patients[0]] }] },
    });
    await preview().click();
    await outcome().getByText('Matching now: 1.').waitFor();
    assert.equal(await entities().count(), 1);
    const shown = (await entities().textContent()) ?? '';
    assert.match(shown, new RegExp(`^${stock.patients[0] ?? ''}created .+ · changed .+ · readable$`));
    assert.ok(!shown.includes('Peeters'));
    await showContent().click();
    await entities().getByText(NOTE).waitFor();
    assert.equal(await showContent().count(), 0);
    await editor.closeDialog();
  });

  it('takes the filter as it stands in the dialog, not as it is stored', async () => {
    await open({ type: 'icure-data-sample-events', create: true, filter: HEART });
    await preview().click();
    await outcome().getByText('Matching now: 2.').waitFor();
    await editor.listRow(1).locator('input').nth(1).fill('WEIGHT');
    await preview().click();
    await outcome().getByText('Matching now: 1.').waitFor();
    await editor.listRow(1).locator('input').nth(1).fill('HEART');
    await editor.closeDialog();
    assert.deepEqual((await editor.settings('node')).filter, HEART, 'looking changes nothing');
  });

  it('works with the keyboard alone', async () => {
    await open({ type: 'icure-data-sample-events', create: true, filter: HEART });
    const { keyboard } = editor.page;
    await preview().focus();
    await keyboard.press('Enter');
    await showContent().waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await editor.page.locator('.icure-preview-content').first().waitFor();
    assert.equal(await editor.evaluate('document.activeElement.id'), 'icure-preview', 'the focus is not lost');
    await keyboard.press('Tab');
    assert.equal(await editor.evaluate('document.activeElement.className'), 'icure-preview-content', 'and can scroll');
    assert.equal(await outcome().getAttribute('role'), 'status');
  });

  it('is there for a node that finds by a filter, and for it alone', async () => {
    await open({ type: 'icure-find', entity: 'DataSample', by: 'ids', filter: HEART });
    assert.equal(await preview().count(), 0);
    await editor.page.locator('#node-input-by').selectOption('filter');
    await preview().click();
    await outcome().getByText('Matching now: 2.').waitFor();
    await editor.page.locator('#node-input-entity').selectOption('set by msg.entity');
    await preview().click();
    await outcome().getByText('No preview: each message names its entity').waitFor();
    assert.equal(await entities().count(), 0);
  });

  it('says in French why there is none', async () => {
    await open({ type: 'icure-data-sample-events', create: true, filter: HEART }, 'fr');
    await stock.sandbox.takeDown();
    try {
      await preview('Aperçu').click();
      await outcome().getByText("Pas d'aperçu\u00a0: serveur injoignable.").waitFor();
    } finally {
      await stock.sandbox.bringUp();
    }
    assert.match(editor.errors.splice(0).join(), /502/);
    await preview('Aperçu').click();
    await outcome().getByText('Correspondances actuelles\u00a0: 2.').waitFor();
  });
});
