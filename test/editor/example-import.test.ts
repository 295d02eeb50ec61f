/** The examples as people get them: picked in Node-RED's import dialog, and drawn. What is in them, `test/nodes/examples.test.ts` looks at. */
import assert from 'node:assert/strict';
import { EXAMPLES, readExample } from '../support/examples';
import { eventually } from '../support/eventually';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';

const PACKAGE = '@icure-community/node-red-icure';

describe('an example in the import dialog', () => {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(async () => {
    await bed.startEditor();
    editor = await bed.open();
  });
  after(() => bed.end());

  for (const title of EXAMPLES) {
    it(`${title}: is drawn with every node known`, async () => {
      await editor.importExample(PACKAGE, title);
      const { page } = editor;
      await page.locator('#red-ui-workspace-tabs li', { hasText: title }).click();
      const placed = readExample(title).filter(({ z, x }) => z !== undefined && x !== undefined);
      const shown = await eventually('all nodes are drawn', async () => {
        const ids = await editor.evaluate<string[]>(
          `[...document.querySelectorAll('.red-ui-flow-node-group')].map(({ id }) => id)`,
        );
        assert.equal(ids.length, placed.length);
        return ids;
      });
      assert.deepEqual(shown.sort(), placed.map(({ id }) => id).sort());
      assert.equal(await page.locator('.red-ui-flow-node-unknown').count(), 0);
      assert.deepEqual(editor.errors, []);
      await editor.screenshot(`example-${title.toLowerCase().replaceAll(' ', '-')}`);
    });
  }
});
