/** What people see below a node while the server goes away and comes back, each in their own language. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { createSandbox, type Sandbox } from '../../sandbox';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { NodeRedProcess } from '../support/node-red-process';
import { EditorPage, launchBrowser } from './editor-page';

const NODE = 'patients';

describe('badges in the editor', () => {
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let browser: Browser;
  let english: EditorPage;
  let french: EditorPage;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    nodeRed = new NodeRedProcess();
    await nodeRed.start();
    const [professional] = sandbox.accounts;
    assert(professional);
    await nodeRed.deploy([TAB, accountNode(sandbox.url, professional), ...listeningNodes(NODE, 'Patient')]);
    browser = await launchBrowser();
    english = await EditorPage.open(browser, nodeRed.url);
    french = await EditorPage.open(browser, nodeRed.url, { language: 'fr' });
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
    await sandbox.stop();
  });

  it('tell of an outage and of its end, in the language of who looks', async () => {
    await english.badge(NODE, 'connected', 'green');
    await french.badge(NODE, /connecté/i, 'green');
    const { port } = sandbox;
    await sandbox.stop();
    await english.badge(NODE, 'server not reachable', 'red');
    await french.badge(NODE, 'serveur injoignable', 'red');
    await english.screenshot('badge-outage-en-US');
    await french.screenshot('badge-outage-fr');
    sandbox = await createSandbox({ port, pingInterval: 500 });
    await english.badge(NODE, 'connected', 'green');
    await french.badge(NODE, /connecté/i, 'green');
    assert.deepEqual([...english.errors, ...french.errors], []);
  });
});
