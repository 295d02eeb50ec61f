/** How far it is for somebody new from an empty Node-RED to a running subscription with a filter. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { connected } from '../support/node-red-process';
import { watchOutput } from '../support/output-watch';
import { EditorTestbed } from './editor-testbed';
import { Newcomer } from './newcomer';

/** Clicks, drags and fields filled in, each counted as one. */
const MOST_INTERACTIONS = 12;

describe('a newcomer', () => {
  const bed = new EditorTestbed();

  before(async () => {
    await bed.startSandbox();
    await bed.startEditor();
  });
  after(() => bed.end());

  it(`gets from an empty Node-RED to a running subscription with a filter in ${MOST_INTERACTIONS} interactions`, async () => {
    const { sandbox, nodeRed, professional } = bed;
    const editor = await bed.open();
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
    const writer = await bed.startWriter();
    const patient = await writer.patient();
    const [beside, matching] = ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'];
    await writer.dataSample(patient, { id: beside, labels: [{ type: 'IC-OTHER', code: 'TEST' }] });
    await writer.dataSample(patient, { id: matching, labels: [{ type: 'IC-TEST', code: 'TEST' }] });
    await eventually('the sample with the label arrives, and nothing else', () => {
      assert.deepEqual(
        told().map(({ payload }) => (payload as { id: string }).id),
        [matching],
      );
    });
  });
});
