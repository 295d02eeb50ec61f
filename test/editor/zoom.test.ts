/** The dialogs at 200 %: a window of 1500 by 1000 points then has room for half of that in each direction. */
import assert from 'node:assert/strict';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';
import { closeEvery, EVERY_DIALOG, importEvery, openEvery } from './every-dialog';

const USUAL = { width: 1500, height: 1000 };
const ZOOMED = { width: 750, height: 500 };
/** The language with the longest words. */
const LANGUAGE = 'de';

describe('dialogs at 200 %', () => {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(async () => {
    await bed.startEditor();
    editor = await bed.open({ language: LANGUAGE });
    await importEvery(editor);
  });
  after(() => bed.end());

  for (const dialog of EVERY_DIALOG) {
    it(`have all fields in sight, none over another: ${dialog.name}`, async () => {
      // The sidebar of Node-RED lies over the node when there is so little room; people can close it.
      await editor.page.setViewportSize(USUAL);
      const form = await openEvery(editor, dialog);
      await editor.page.setViewportSize(ZOOMED);
      await editor.screenshot(`zoom-${dialog.name}-${LANGUAGE}`);
      const { outside, overlapping, count } = await editor.evaluate<Layout>(layoutOf(form));
      await closeEvery(editor, dialog);
      assert.ok(count > 0);
      assert.deepEqual(outside, [], 'beside the dialog');
      assert.deepEqual(overlapping, [], 'one over another');
    });
  }
});

interface Layout {
  readonly count: number;
  readonly outside: readonly string[];
  readonly overlapping: readonly string[];
}

/** An expression: which of the fields and buttons that people can use lie beside the form, and which over another. */
function layoutOf(form: string): string {
  return `(() => {
    const form = document.querySelector(${JSON.stringify(form)});
    const room = form.closest('.red-ui-tray-body').getBoundingClientRect();
    const fields = [...form.querySelectorAll('input, select, textarea, button')].filter(
      (field) => field.checkVisibility({ visibilityProperty: true }) && field.closest('span[style*="-2000px"], [aria-hidden=true]') === null,
    );
    const name = (field) => field.outerHTML.slice(0, 160);
    const boxes = fields.map((field) => ({ field, box: field.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const cross = (one, other) =>
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > 4 &&
      Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4;
    return {
      count: boxes.length,
      outside: boxes.filter(({ box }) => box.left < room.left - 1 || box.right > room.right + 1).map(({ field }) => name(field)),
      overlapping: boxes.flatMap(({ field, box }, index) =>
        boxes.slice(index + 1)
          .filter((other) => cross(box, other.box))
          .map((other) => name(field) + ' and ' + name(other.field)),
      ),
    };
  })()`;
}
