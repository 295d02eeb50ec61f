/** The seed's example, as a flow in a real Node-RED: hear of a labelled data sample, then stop listening. */
import assert from 'node:assert/strict';
import type { SandboxAccount } from '../../sandbox';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { connected, NodeRedProcess, type FlowNode } from '../support/node-red-process';
import { textIn, USUAL_TEXT, type Author } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

const LABEL = { type: 'IC-TEST', code: 'TEST' };
const NODE = 'samples';

export function specifySeedFlow(leg: Leg): void {
  describe("the seed's example, as a flow", () => {
    let stage: Stage;
    let account: SandboxAccount;
    let nodeRed: NodeRedProcess;
    let author: Author;

    before(async () => {
      stage = await Stage.open(leg);
      account = stage.newAccount();
      nodeRed = new NodeRedProcess();
      await nodeRed.start();
    });
    after(async () => {
      await nodeRed.stop();
      await stage.end();
    });

    const base = (): FlowNode[] => [TAB, accountNode(stage.sandbox.url, account, { sdk: leg.sdk })];
    const listening = (): FlowNode[] => [
      ...base(),
      ...listeningNodes(NODE, 'DataSample', {
        eventTypes: ['CREATE'],
        filter: { owner: 'self', match: 'all', criteria: [{ by: 'label', ...LABEL }] },
      }),
    ];
    /** The ids of the messages so far. */
    const heard = (): unknown[] => nodeRed.shown.map(({ message }) => (message.event as { id: unknown }).id);

    async function message(id: string): Promise<Record<string, unknown>> {
      return eventually('the message is there', () => {
        const shown = nodeRed.shown.find((_, index) => heard()[index] === id);
        assert(shown);
        return shown.message;
      });
    }

    it('brings exactly one CREATE with the content, and none after it has stopped', async () => {
      await nodeRed.deploy(listening());
      await nodeRed.badge(NODE, connected);
      author = await stage.author(account.dataOwnerId);
      await author.create('Patient');
      const first = await author.create('DataSample', { labels: [LABEL] });
      const { topic, payload } = await message(first);
      assert.equal(topic, 'icure/data-sample/create');
      assert.equal(textIn('DataSample', payload as never), USUAL_TEXT);

      await nodeRed.deploy(base());
      await eventually('nobody listens', () => {
        assert.deepEqual(stage.sandbox.sockets, []);
      });
      const second = await author.create('DataSample', { labels: [LABEL] });
      await nodeRed.deploy(listening());
      await eventually('the node listens again', () => {
        assert.equal(stage.sandbox.sockets.filter(({ subscription }) => subscription !== undefined).length, 1);
      });
      const third = await author.create('DataSample', { labels: [LABEL] });
      await message(third);
      assert.deepEqual(heard(), [first, third], `${second} came while nobody listened`);
    });
  });
}
