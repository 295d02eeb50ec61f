/** How far it is for somebody new from an empty Node-RED to a running subscription with a filter. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { createSandbox, type Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { connected, NodeRedProcess } from '../support/node-red-process';
import { watchOutput } from '../support/output-watch';
import { Writer } from '../support/writer';
import { EditorPage, launchBrowser } from './editor-page';
import { Newcomer } from './newcomer';

/** Clicks, drags and fields filled in, each counted as one. */
const MOST_INTERACTIONS = 12;

describe('a newcomer', () => {
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let browser: Browser;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500 });
    nodeRed = new NodeRedProcess();
    await nodeRed.start();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
    await sandbox.stop();
  });

  it(`gets from an empty Node-RED to a running subscription with a filter in ${MOST_INTERACTIONS} interactions`, async () => {
    const [professional] = sandbox.accounts;
    assert(professional);
    const editor = await EditorPage.open(browser, nodeRed.url);
    const newcomer = new Newcomer(editor);

    const id = await newcomer.drag('icure-data-sample-events', { x: 600, y: 300 });
    await newcomer.open(id);
    await newcomer.addAccount();
    await newcomer.fill('Server URL', sandbox.url);
    await newcomer.fill('User name', professional.login);
    await newcomer.fill('Password', professional.password);
    await newcomer.tick('Key pair');
    await newcomer.closeAccount();
    await newcomer.press('add criterion');
    await newcomer.fill('type', 'IC-TEST');
    await editor.screenshot('newcomer-dialog');
    await newcomer.closeDialog();
    await newcomer.deploy();
    await editor.badge(id, 'connected', 'green');
    await editor.screenshot('newcomer-live');

    assert.deepEqual(editor.errors, []);
    assert.ok(newcomer.interactions.length <= MOST_INTERACTIONS, newcomer.interactions.join('\n'));
    await editor.close();

    await nodeRed.badge(id, connected);
    const told = await watchOutput(nodeRed, id);
    const writer = await Writer.of(sandbox, [professional.dataOwnerId]);
    const patient = await writer.patient();
    const [beside, matching] = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'];
    await writer.dataSample(patient, { id: beside, labels: [{ type: 'IC-OTHER', code: 'TEST' }] });
    await writer.dataSample(patient, { id: matching, labels: [{ type: 'IC-TEST', code: 'TEST' }] });
    writer.end();
    await eventually('the sample with the label arrives, and nothing else', () => {
      assert.deepEqual(
        told().map(({ payload }) => (payload as { id: string }).id),
        [matching],
      );
    });
  });
});
