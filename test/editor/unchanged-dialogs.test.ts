/** The dialogs of flows that are deployed: opening them and closing them by "Done" leaves nothing to deploy. */
import assert from 'node:assert/strict';
import { eventNodeType, ENTITY_NAMES } from '../../src/model/entities';
import { EXAMPLES, readExample } from '../support/examples';
import { TAB } from '../support/flow';
import type { FlowNode } from '../support/node-red-process';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';

const PACKAGE = '@icure-community/node-red-icure';
const ACCOUNT_TYPE = 'icure-account';
const EVENT_TYPES = ENTITY_NAMES.map(eventNodeType);
const NODE_TYPES = [...EVENT_TYPES, 'icure-find', 'icure-save', 'icure-delete', 'icure-ack'];

describe('opening and closing a dialog changes nothing', function () {
  // Every example is imported, and many dialogs are opened.
  this.timeout(240_000);
  const bed = new EditorTestbed();
  let editor: EditorPage;

  beforeEach(() => bed.startEditor());

  afterEach(() => bed.end());

  it('of a node of an example that was imported and deployed', async () => {
    editor = await bed.open();
    const opened = firstOfEachType();
    assert.deepEqual(opened.map(({ node }) => node.type).sort(), [...NODE_TYPES].sort());
    for (const title of new Set(opened.map(({ title }) => title))) await editor.importExample(PACKAGE, title);
    await editor.deploy();
    const before = await deployed();
    for (const { node } of opened) {
      await show(node);
      await leavesUnchanged(
        node,
        () => editor.openDialog(node.id),
        () => editor.closeDialog(),
      );
    }
    const [{ node }] = opened as [Opened];
    await show(node);
    await leavesAccountUnchanged(node);
    await editor.evaluate(`RED.nodes.dirty(true)`);
    // The account of an example has no credentials; the editor asks, since its dialog was open.
    await editor.deploy(async () => {
      await editor.evaluate(`RED.actions.invoke('core:deploy-flows')`);
      await editor.page.getByRole('button', { name: 'Confirm deploy' }).click();
    });
    assert.deepEqual(await deployed(), before);
    assert.deepEqual(editor.errors, []);
  });

  it('of a node whose flow names none of its settings, as one made by hand', async () => {
    const account = { id: 'account', type: ACCOUNT_TYPE };
    const nodes = NODE_TYPES.map((type, index) => ({
      ...{ id: type, type, z: TAB.id, x: 300, y: 100 + 60 * index, wires: [[]] },
      ...(type === 'icure-ack' ? {} : { account: 'account' }),
    }));
    await bed.nodeRed.deploy([TAB, account, ...nodes]);
    editor = await bed.open();
    for (const node of nodes) {
      await leavesUnchanged(
        node,
        () => editor.openDialog(node.id),
        () => editor.closeDialog(),
      );
    }
    await leavesAccountUnchanged({ ...nodes[0], account: 'account' } as FlowNode);
    assert.deepEqual(editor.errors, []);
  });

  async function leavesAccountUnchanged({ id, account }: FlowNode): Promise<void> {
    await editor.openDialog(id);
    await leavesUnchanged(
      { id: String(account), type: ACCOUNT_TYPE },
      () => editor.openAccount('edit'),
      () => editor.closeAccount(),
    );
    await editor.closeDialog();
    assert.equal(await editor.evaluate('RED.nodes.dirty()'), false, ACCOUNT_TYPE);
  }

  async function leavesUnchanged(
    { id, type }: FlowNode,
    open: () => Promise<void>,
    close: () => Promise<void>,
  ): Promise<void> {
    const before = await editor.settings(id);
    await open();
    await close();
    assert.deepEqual(await editor.settings(id), before, type);
    const states = `[RED.nodes.dirty(), !!RED.nodes.node('${id}').changed]`;
    assert.deepEqual(await editor.evaluate(states), [false, false], type);
  }

  /** Brings the tab of a node to the front. */
  async function show({ z }: FlowNode): Promise<void> {
    await editor.evaluate(`RED.workspaces.show(${JSON.stringify(z)})`);
  }

  async function deployed(): Promise<unknown> {
    return (await fetch(`${bed.nodeRed.url}/flows`)).json();
  }
});

interface Opened {
  readonly title: string;
  readonly node: FlowNode;
}

/** The first node of each type in the examples. */
function firstOfEachType(): Opened[] {
  const all = EXAMPLES.flatMap((title) => readExample(title).map((node) => ({ title, node })));
  return NODE_TYPES.flatMap((type) => all.find(({ node }) => node.type === type) ?? []);
}
