/** Every dialog and every help text, in light and dark and in each language: nothing keeps anybody from using it. Leaves screenshots. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe';
import type { EditorPage, Viewer } from './editor-page';
import { EditorTestbed } from './editor-testbed';
import { closeEvery, EVERY_DIALOG, EVERY_TYPE, importEvery, openEvery } from './every-dialog';

const LANGUAGES = readdirSync(join(__dirname, '..', '..', '..', 'nodes', 'locales'));
const LOOKS: readonly Required<Viewer>[] = [
  ...LANGUAGES.map((language) => ({ language, theme: 'light' as const })),
  { language: 'en-US', theme: 'dark' },
];

/** Fields that Node-RED adds to each form, out of sight, against the browser's own completion. */
const NODE_REDS_OWN = ['span[style*="-2000px"]'];
/** Dialogs, and what the sidebar shows, fit in as a whole. */
const TALL = { width: 1500, height: 1700 };
const ROOM_FOR_HELP = `
  #red-ui-sidebar, #red-ui-sidebar-container { width: 700px !important; }
  .red-ui-sidebar-section-top { height: 1500px !important; }`;
const HELP = '.red-ui-sidebar-help-stack .red-ui-help .red-ui-help';

describe('accessibility', () => {
  const bed = new EditorTestbed();

  before(() => bed.startEditor());
  after(() => bed.end());

  it('is judged by somebody who sees what is wrong', async () => {
    const editor = await bed.open();
    await editor.page.setViewportSize(TALL);
    await importEvery(editor);
    await editor.openDialog('icure-patient-events');
    await editor.evaluate(`document.querySelector('label[for=node-input-name]').remove()`);
    const hints = `[...document.querySelectorAll('#dialog-form .icure-hint:not(:empty)')]`;
    await editor.evaluate(`${hints}.find((hint) => hint.checkVisibility()).style.color = '#ddd'`);
    const rules = (await violations(editor, '#dialog-form', NODE_REDS_OWN)).map((violation) => violation.split(':')[0]);
    assert.deepEqual(rules.sort(), ['color-contrast', 'label']);
    await editor.close();
  });

  for (const look of LOOKS) {
    describe(`in ${look.language}, ${look.theme}`, () => {
      let editor: EditorPage;

      before(async () => {
        editor = await bed.open(look);
        await editor.page.setViewportSize(TALL);
        await editor.page.addStyleTag({ content: ROOM_FOR_HELP });
        await importEvery(editor);
      });
      after(() => editor.finish());

      for (const dialog of EVERY_DIALOG) {
        it(`everybody can use the dialog ${dialog.name}`, async () => {
          const form = await openEvery(editor, dialog);
          await editor.screenshot(`dialog-${dialog.name}-${look.language}-${look.theme}`, '.red-ui-tray:last-child');
          const found = await violations(editor, form, NODE_REDS_OWN);
          await closeEvery(editor, dialog);
          assert.deepEqual(found, []);
        });
      }

      for (const type of EVERY_TYPE) {
        it(`everybody can read the help of ${type}`, async () => {
          await editor.evaluate(`RED.sidebar.help.show(${JSON.stringify(type)}, true)`);
          await editor.page.locator(`${HELP} h3`).first().waitFor();
          await editor.screenshot(`help-${type}-${look.language}-${look.theme}`, HELP);
          assert.deepEqual(await violations(editor, HELP), []);
        });
      }
    });
  }
});
