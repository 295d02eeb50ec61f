/** From an empty workspace to a live node with the keyboard. Only where the node goes has to be clicked: Node-RED has no key for that. */
import assert from 'node:assert/strict';
import type { EditorPage } from './editor-page';
import { EditorTestbed, PLACE } from './editor-testbed';

/** Tabs until a field counts as out of reach. */
const MOST_TABS = 40;

describe('by keyboard', () => {
  const bed = new EditorTestbed();
  let editor: EditorPage;

  before(async () => {
    await bed.startSandbox();
    await bed.startEditor();
    editor = await bed.open();
  });
  after(() => bed.end());

  /** Presses Tab until the field with an id has the focus. */
  async function tabTo(id: string): Promise<void> {
    const passed: string[] = [];
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      const focused = await editor.evaluate<string>('document.activeElement.id');
      if (focused === id) return;
      passed.push(focused);
      await editor.page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not reach ${id}, only ${passed.join(', ')}`);
  }

  async function type(id: string, text: string): Promise<void> {
    await tabTo(id);
    await editor.page.keyboard.press('Control+A');
    await editor.page.keyboard.type(text);
  }

  it('a node is added, set up with a new account, deployed and live', async () => {
    const { sandbox, professional } = bed;
    const { keyboard, mouse } = editor.page;
    await keyboard.down('Control');
    await mouse.click(PLACE.x, PLACE.y);
    await keyboard.up('Control');
    await editor.page.locator('#red-ui-type-search-input:focus').waitFor();
    await keyboard.type('patient events');
    await editor.page.locator('.red-ui-type-search li.selected', { hasText: 'patient events' }).waitFor();
    await keyboard.press('Enter');
    await editor.page.locator('.red-ui-flow-node-group').waitFor();

    await keyboard.press('Enter');
    await editor.untilDialogIsOpen();
    await tabTo('node-input-btn-account-add');
    await editor.screenshot('keyboard-focus-on-add-account');
    await keyboard.press('Enter');
    await editor.untilAccountIsOpen();
    await type('node-config-input-serverUrl', sandbox.url);
    await type('node-config-input-userName', professional.login);
    await type('node-config-input-secret', professional.password);
    await tabTo('node-config-input-createKeyPair');
    await keyboard.press('Space');
    await keyboard.press('Control+Enter');
    await editor.untilDialogIsOpen();
    await keyboard.press('Control+Enter');
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    await editor.deploy(() => keyboard.press('Control+D'));

    const [id] = await editor.evaluate<string[]>(
      `RED.nodes.filterNodes({ type: 'icure-patient-events' }).map((node) => node.id)`,
    );
    assert(id !== undefined);
    await editor.badge(id, 'connected', 'green');
    assert.deepEqual(editor.errors, []);
  });
});
