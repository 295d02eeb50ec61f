/** What a test file of the editor works with: besides a Node-RED, a browser. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { Testbed } from '../support/testbed';
import { EditorPage, launchBrowser, type Viewer } from './editor-page';

/** Where a node is dropped. */
export const PLACE = { x: 600, y: 300 };

/** An account for dialogs that ask no server. */
export const ACCOUNT = { id: 'account', type: 'icure-account', name: 'Ward 3', serverUrl: 'https://icure.example' };

export class EditorTestbed extends Testbed {
  #browser: Browser | undefined;

  /** Starts a Node-RED and a browser. */
  async startEditor(): Promise<void> {
    await this.startNodeRed();
    await this.startBrowser();
  }

  async startBrowser(): Promise<void> {
    const browser = await launchBrowser();
    this.atEnd(() => browser.close());
    this.#browser = browser;
  }

  /** Opens the editor of the Node-RED in a page of its own. */
  open(viewer: Viewer = {}): Promise<EditorPage> {
    assert(this.#browser, 'A browser was started.');
    return EditorPage.open(this.#browser, this.nodeRed.url, viewer);
  }
}
