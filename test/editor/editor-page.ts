/** Node-RED's editor in a real browser, used as a person would use it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { eventually } from '../support/eventually';

/** Where Debian and others put the browser; `CHROMIUM_PATH` says where else. */
const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** ms until a test gives up on an element; less than the time that mocha gives it, so that it can say which. */
const WAIT = 15_000;

/** Frames in which a dialog must not move before it counts as open: it slides in. */
const STILL_FRAMES = 6;

const SCREENSHOTS = join(__dirname, '..', '..', '..', 'test-results', 'screenshots');

export interface Viewer {
  readonly language?: string;
  readonly theme?: 'light' | 'dark';
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
  assert.ok(executablePath, 'Chromium is needed: install it, or say where it is with CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: FLAGS });
}

export class EditorPage {
  /** What the page's scripts threw or wrote as errors. */
  readonly errors: string[] = [];
  /** What it wrote of lists to pick from that the runtime could not make; the field says so itself. */
  readonly refusals: string[] = [];

  private constructor(readonly page: Page) {}

  /** Opens the editor and waits until it can be used. */
  static async open(browser: Browser, url: string, { language = 'en-US', theme = 'light' }: Viewer = {}) {
    const page = await browser.newPage({ viewport: { width: 1500, height: 1000 }, locale: language });
    page.setDefaultTimeout(WAIT);
    const editor = new EditorPage(page);
    page.on('pageerror', (error) => editor.errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const isOfList = message.location().url.endsWith('/icure/choices');
      (isOfList ? editor.refusals : editor.errors).push(message.text());
    });
    await page.addInitScript(
      `localStorage.setItem('editor-language', ${JSON.stringify(language)});
       localStorage.setItem('view-dark-theme', ${JSON.stringify(theme)});`,
    );
    await page.goto(url);
    await page.locator(paletteNode('icure-user-events')).waitFor({ state: 'attached' });
    await page.waitForFunction('RED.workspaces.active()');
    // Before the end of loading, parts of the editor that a dialog uses may not be there yet.
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    return editor;
  }

  /** Evaluates an expression in the page, where `RED` is. */
  evaluate<Result>(expression: string): Promise<Result> {
    return this.page.evaluate(expression);
  }

  /** Drags a node from the palette to a place in the workspace; returns its id. */
  async drag(type: string, place: { readonly x: number; readonly y: number }): Promise<string> {
    const source = this.page.locator(paletteNode(type));
    await source.scrollIntoViewIfNeeded();
    await source.hover();
    await this.page.mouse.down();
    await this.page.mouse.move(place.x - 40, place.y - 40, { steps: 5 });
    await this.page.mouse.move(place.x, place.y, { steps: 5 });
    await this.page.mouse.up();
    const ids = await this.evaluate<string[]>(
      `RED.nodes.filterNodes({ type: ${JSON.stringify(type)} }).map((node) => node.id)`,
    );
    const id = ids.at(-1);
    assert.ok(id, `${type} is in the workspace`);
    return id;
  }

  /** Imports a flow as from the clipboard, without asking. */
  async importNodes(nodes: readonly object[]): Promise<void> {
    await this.evaluate(
      `RED.view.importNodes(${JSON.stringify(nodes)}, { generateIds: false, addFlow: false, touchImport: true, notify: false })`,
    );
  }

  /** Picks an example of a package in the import dialog, and imports it. */
  async importExample(module: string, title: string): Promise<void> {
    await this.evaluate(`RED.actions.invoke('core:show-examples-import-dialog')`);
    const tree = this.page.locator('#red-ui-clipboard-dialog-import-tab-examples');
    await tree.getByText(module, { exact: true }).click();
    const example = tree.getByText(title, { exact: true });
    await example.click();
    const ok = this.page.locator('#red-ui-clipboard-dialog-ok');
    // The dialog forgets the choice when it has just been opened; a second click at once would be a double click.
    await ok
      .and(this.page.locator(':enabled'))
      .waitFor({ timeout: 2_000 })
      .catch(() => example.click());
    await ok.click();
    // The editor fetches the example first. Each is one tab with its name.
    await this.page.locator('#red-ui-workspace-tabs li', { hasText: title }).waitFor({ state: 'attached' });
  }

  /** Opens the dialog of a node and waits until it stands still. */
  async openDialog(id: string): Promise<void> {
    await this.page.locator(`[id="${id}"] .red-ui-flow-node`).dblclick();
    await this.untilDialogIsOpen();
  }

  /** From the dialog of an event node: opens the dialog of its account, or of a new one. */
  async openAccount(which: 'add' | 'edit'): Promise<void> {
    await this.page.locator(`#node-input-btn-account-${which}`).click();
    await this.untilAccountIsOpen();
  }

  async closeAccount(): Promise<void> {
    await this.page.locator('#node-config-dialog-ok').click();
    await this.untilDialogIsOpen();
  }

  async closeDialog(): Promise<void> {
    await this.page.locator('#node-dialog-ok').click();
    await this.page.locator('#dialog-form').waitFor({ state: 'detached' });
  }

  /** A row of the list in the dialog, of criteria or of changes, counted from 1. */
  listRow(place: number): Locator {
    return this.page.locator('.icure-list-row').nth(place - 1);
  }

  /** The fields and buttons of the dialog that have no name for those who do not see them. */
  async namelessFields(): Promise<string[]> {
    return this.evaluate(
      `[...document.querySelectorAll('#dialog-form :is(input:not([type=hidden]), select, textarea, button)')]
        .filter((field) => field.closest('span[style*="-2000px"]') === null)
        .filter((field) => !field.labels?.length && !field.getAttribute('aria-label') && !field.textContent.trim())
        .map((field) => field.outerHTML)`,
    );
  }

  /** What a node would be in the flow file, without what only places it. */
  async settings(id: string): Promise<Record<string, unknown>> {
    return this.evaluate(
      `(({ id, z, x, y, wires, ...settings }) => settings)(RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)})))`,
    );
  }

  /** Why the editor thinks that a node is not set up right. */
  async validationErrors(id: string): Promise<string[]> {
    return this.evaluate(
      `((node) => (RED.editor.validateNode(node), node.validationErrors))(RED.nodes.node(${JSON.stringify(id)}))`,
    );
  }

  /** Deploys, in any way a person can; by the editor's own action, unless told how. */
  async deploy(
    how: () => Promise<unknown> = () => this.evaluate(`RED.actions.invoke('core:deploy-flows')`),
  ): Promise<void> {
    const accepted = this.page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    );
    await how();
    assert.equal((await accepted).status(), 200);
  }

  /** Waits until the badge below a node says something, in a colour. */
  async badge(id: string, text: string | RegExp, colour: 'red' | 'green' | 'yellow' | 'grey' | 'blue'): Promise<void> {
    const node = this.page.locator(`[id="${id}"]`);
    await node.locator('.red-ui-flow-node-status-label', { hasText: text }).waitFor();
    await node.locator(`.red-ui-flow-node-status-dot-${colour}, .red-ui-flow-node-status-ring-${colour}`).waitFor();
  }

  /** Keeps a picture for people to look at: of an element, or of the whole page. */
  async screenshot(name: string, selector?: string): Promise<void> {
    const path = join(SCREENSHOTS, `${name}.png`);
    await (selector === undefined ? this.page : this.page.locator(selector)).screenshot({ path });
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Closes it; nothing may have gone wrong in it. */
  async finish(): Promise<void> {
    assert.deepEqual(this.errors, []);
    await this.close();
  }

  /** Waits until the dialog of a node stands still. */
  async untilDialogIsOpen(): Promise<void> {
    await this.#standsStill('#dialog-form');
  }

  /** Waits until the dialog of an account stands still. */
  async untilAccountIsOpen(): Promise<void> {
    await this.#standsStill('#node-config-dialog-edit-form');
  }

  async #standsStill(form: string): Promise<void> {
    const dialog = this.page.locator(form);
    await dialog.waitFor();
    let still = 0;
    let last = '';
    await eventually(`the dialog ${form} stands still`, async () => {
      const box = JSON.stringify(await dialog.boundingBox());
      still = box === last ? still + 1 : 0;
      last = box;
      assert.ok(still >= STILL_FRAMES);
    });
  }
}

function paletteNode(type: string): string {
  return `.red-ui-palette-node[data-palette-type="${type}"]`;
}
