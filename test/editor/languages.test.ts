import assert from 'node:assert/strict';
import { NODE_TYPES } from '../../help/help';
import { labelOf, LANGUAGES, wordsOf } from '../../help/texts';
import { EditorTestbed } from './editor-testbed';

/** The help in the sidebar; other panels have hidden parts of the same class. */
const HELP = '.red-ui-help:visible';

describe("the editor in the viewer's language", function () {
  const bed = new EditorTestbed();

  before(() => bed.startEditor());

  after(() => bed.end());

  for (const language of LANGUAGES) {
    it(`${language}: names each node in the palette and shows its help`, async () => {
      const editor = await bed.open({ language });
      const { headings } = wordsOf(language);
      await editor.evaluate(`RED.actions.invoke('core:show-help-tab')`);
      for (const type of NODE_TYPES) {
        await editor.evaluate(`RED.sidebar.help.show(${JSON.stringify(type)}, true)`);
        const help = editor.page.locator(HELP);
        await help.getByRole('heading', { name: labelOf(language, type), exact: true }).waitFor();
        const shown = await help.locator('h3').allTextContents();
        assert.ok(shown.includes(headings.details ?? ''), type);
        for (const heading of shown) assert.ok(Object.values(headings).includes(heading), `${type}: ${heading}`);
        assert.notEqual(await help.locator('dl.message-properties').count(), 0, type);
      }
      for (const type of NODE_TYPES.slice(1)) {
        const node = editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
        assert.equal(await node.getAttribute('data-palette-label'), labelOf(language, type));
      }
      await editor.finish();
    });
  }
});
