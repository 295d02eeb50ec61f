/** What everybody finds under Import > Examples: it imports, runs and explains itself. What the flows do is in `test/contract/examples.ts`. */
import assert from 'node:assert/strict';
import { EXAMPLES, exampleFlow, readExample } from '../support/examples';
import { connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

/** What Node-RED knows without a module. */
const BUILT_IN = ['tab', 'group', 'subflow', 'global-config'];
/** Where a node comes from that everybody has who has this package. */
const MODULES = ['node-red', '@icure-community/node-red-icure'];

interface NodeSet {
  readonly module: string;
  readonly enabled: boolean;
  readonly types: readonly string[];
}

describe('the examples', () => {
  const bed = new Testbed();
  let nodeRed: NodeRedProcess;
  let types: readonly string[];

  before(async () => {
    await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
    const sets = (await answerOf('/nodes')) as readonly NodeSet[];
    types = sets.flatMap((set) => (set.enabled && MODULES.includes(set.module) ? set.types : []));
  });
  after(() => bed.end());

  async function answerOf(path: string): Promise<unknown> {
    const answer = await fetch(`${nodeRed.url}${path}`, { headers: { accept: 'application/json' } });
    assert.equal(answer.status, 200, path);
    return answer.json();
  }

  for (const title of EXAMPLES) {
    describe(title, () => {
      it('is offered by the import dialog as it is in its file', async () => {
        const path = `/library/examples/flows/@icure-community/node-red-icure/${encodeURIComponent(title)}`;
        assert.deepEqual(await answerOf(path), readExample(title));
      });

      it("is made of Node-RED's own nodes and of ours", () => {
        for (const { type } of readExample(title)) {
          assert.ok(BUILT_IN.includes(type) || types.includes(type), `${type} is known`);
        }
      });

      it('is one tab with its name, and explains itself in a comment', () => {
        const flow = readExample(title);
        const tabs = flow.filter(({ type }) => type === 'tab');
        assert.deepEqual(
          tabs.map(({ label }) => label),
          [title],
        );
        const explanations = flow.filter(({ type, name, info }) => type === 'comment' && name !== '' && info !== '');
        assert.equal(explanations.length, 1);
      });

      it('has wires, links and accounts that lead somewhere, and no login', () => {
        const flow = readExample(title);
        const ids = new Set(flow.map(({ id }) => id));
        for (const { wires = [], links = [], account, server, ...node } of flow) {
          for (const id of [(wires as unknown[]).flat(), links, account ?? [], server ?? []].flat()) {
            assert.ok(ids.has(String(id)), `${node.type} ${String(node.name)}`);
          }
          assert.ok(!('credentials' in node));
        }
      });
    });
  }

  it('can be imported all together', async function () {
    this.timeout(120_000);
    const flows = EXAMPLES.flatMap((title) => exampleFlow(title, bed.accountNode()));
    assert.equal(new Set(flows.map(({ id }) => id)).size, flows.length, 'each id is there once');
    await nodeRed.deploy(flows);
    for (const { id, type } of flows) {
      // Each account starts an SDK of its own, all at once.
      if (type.endsWith('-events')) await nodeRed.badge(id, connected, 100_000);
    }
    assert.doesNotMatch(nodeRed.log, /missing/i);
    assert.doesNotMatch(nodeRed.log, /\[error\]/);
  });
});
