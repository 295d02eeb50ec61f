/** The account offers the SDKs that are installed, MedTech first, and says how to install the others. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorPage } from './editor-page';
import { EditorTestbed, PLACE } from './editor-testbed';

describe('the choice of the SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medtech-sdk-'));
  const bed = new EditorTestbed();

  before(async () => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'some-medtech', version: '3.3.99' }));
    await bed.startBrowser();
  });

  after(async () => {
    await bed.end();
    rmSync(folder, { recursive: true });
  });

  /** Opens a new account in a Node-RED that knows of a MedTech SDK in `medtech`, or of none. */
  async function inNewAccount(medtech: string, look: (editor: EditorPage) => Promise<void>): Promise<void> {
    await bed.startNodeRed({}, { ICURE_MEDTECH_SDK: medtech });
    const editor = await bed.open();
    await editor.openDialog(await editor.drag('icure-patient-events', PLACE));
    await editor.openAccount('add');
    await look(editor);
    await editor.finish();
  }

  const choices = '#node-config-input-sdk option';
  const hint = '#icure-account-sdk-hint';

  it('names the versions that are installed', async () => {
    await inNewAccount(folder, async ({ page }) => {
      await page.locator(choices, { hasText: '3.3.99' }).waitFor({ state: 'attached' });
      assert.deepEqual(await page.locator(choices).allTextContents(), [
        'MedTech SDK 3.3.99',
        'Cardinal SDK 1.0.0-RC.7',
      ]);
      assert.equal(await page.locator('#node-config-input-sdk').inputValue(), 'cardinal', 'works out of the box');
      assert.equal(await page.locator(hint).textContent(), '');
    });
  });

  it('says how to install what is not', async () => {
    await inNewAccount(join(folder, 'nowhere'), async ({ page }) => {
      await page.locator(choices, { hasText: 'not installed' }).waitFor({ state: 'attached' });
      assert.deepEqual(await page.locator(choices).allTextContents(), [
        'Cardinal SDK 1.0.0-RC.7',
        'MedTech SDK (not installed)',
      ]);
      await page.locator('#node-config-input-sdk').selectOption('medtech');
      assert.match((await page.locator(hint).textContent()) ?? '', /npm install @icure\/medical-device-sdk/);
    });
  });
});
