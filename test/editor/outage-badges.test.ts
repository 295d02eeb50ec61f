/** What people see below a node while the server goes away and comes back, each in their own language. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { listeningNodes } from '../support/flow';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';

const NODE = 'patients';

describe('badges in the editor', () => {
  const bed = new EditorTestbed();
  let sandbox: Sandbox;
  let english: EditorPage;
  let french: EditorPage;

  before(async () => {
    sandbox = await bed.startSandbox();
    await bed.startEditor();
    await bed.deploy(...listeningNodes(NODE, 'Patient'));
    english = await bed.open();
    french = await bed.open({ language: 'fr' });
  });
  after(() => bed.end());

  it('tell of an outage and of its end, in the language of who looks', async () => {
    await english.badge(NODE, 'connected', 'green');
    await french.badge(NODE, /connecté/i, 'green');
    const { port } = sandbox;
    await sandbox.stop();
    await english.badge(NODE, 'server not reachable', 'red');
    await french.badge(NODE, 'serveur injoignable', 'red');
    await english.screenshot('badge-outage-en-US');
    await french.screenshot('badge-outage-fr');
    sandbox = await bed.startSandbox({ port });
    await english.badge(NODE, 'connected', 'green');
    await french.badge(NODE, /connecté/i, 'green');
    assert.deepEqual([...english.errors, ...french.errors], []);
  });
});
