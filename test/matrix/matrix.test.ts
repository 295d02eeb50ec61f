/**
 * What every version of Node and Node-RED has to do: load the nodes, deliver events of each entity through an outage and a crash, find, save
 * and delete, and show all that in its editor. Everything else is tested on the usual versions only.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { ENTITY_NAMES, eventTopic, type EntityName } from '../../src/model/entities';
import { EditorPage, launchBrowser } from '../editor/editor-page';
import { ACTION_SURROUNDINGS, ActionFlow, actionNodes } from '../support/actions';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { broken, connected, NodeRedProcess } from '../support/node-red-process';
import { Writer } from '../support/writer';
import { CELLS } from './cells';

const MODULE = '@icure-community/node-red-icure';
const ROOT = join(__dirname, '..', '..', '..');
const PLACE = { x: 600, y: 300 };

interface NodeSet {
  readonly module: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly err?: unknown;
  readonly types: readonly string[];
}

interface Event {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly decrypted: boolean;
}

for (const { name, runtime, node, nodeRed: version } of CELLS) {
  describe(name, () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'icure-sandbox-'));
    let sandbox: Sandbox;
    let professional: SandboxAccount;
    let nodeRed: NodeRedProcess;
    let writer: Writer;

    const startSandbox = (port = 0): Promise<Sandbox> => createSandbox({ port, dataFolder, pingInterval: 500 });

    before(async () => {
      sandbox = await startSandbox();
      const [first] = sandbox.accounts;
      assert(first);
      professional = first;
      nodeRed = new NodeRedProcess({}, {}, runtime);
      await nodeRed.start();
    });
    after(async () => {
      await nodeRed.stop();
      await sandbox.stop();
      writer.end();
      rmSync(dataFolder, { recursive: true, force: true });
    });

    async function answerOf(path: string): Promise<unknown> {
      const answer = await fetch(`${nodeRed.url}${path}`, { headers: { accept: 'application/json' } });
      assert.equal(answer.status, 200, path);
      return answer.json();
    }

    /** What the node of an entity has told about one of them, in order. */
    function eventsOf(entity: EntityName, id: string): Event[] {
      return nodeRed.shown
        .filter((shown) => shown.id === `${entity}-debug`)
        .map(({ message }) => message.event as Event)
        .filter((event) => event.id === id);
    }

    async function expectEvents(entity: EntityName, id: string, expected: readonly (readonly [string, string])[]) {
      await eventually(
        () => `${JSON.stringify(expected)} of ${entity}; it told ${JSON.stringify(eventsOf(entity, id))}`,
        () => {
          assert.deepEqual(
            eventsOf(entity, id).map(({ type, source }) => [type, source]),
            expected,
          );
        },
      );
    }

    async function allConnected(): Promise<void> {
      for (const entity of ENTITY_NAMES) await nodeRed.badge(entity, connected);
    }

    it('is what runs', async () => {
      assert.match(execFileSync(runtime.node, ['--version'], { encoding: 'utf8' }), node);
      assert.match(((await answerOf('/settings')) as { version: string }).version, version);
    });

    it('loads every node', async () => {
      const { 'node-red': listed } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
        'node-red': { nodes: Record<string, string> };
      };
      const sets = ((await answerOf('/nodes')) as readonly NodeSet[]).filter((set) => set.module === MODULE);
      assert.deepEqual(sets.map((set) => set.name).sort(), Object.keys(listed.nodes).sort());
      for (const { name: set, enabled, err, types } of sets) {
        assert.deepEqual({ enabled, err, types }, { enabled: true, err: undefined, types: [set] });
      }
    });

    it('delivers the events of every entity, decrypted', async () => {
      await nodeRed.deploy([
        TAB,
        accountNode(sandbox.url, professional),
        ...ENTITY_NAMES.flatMap((entity) => listeningNodes(entity, entity, { delivery: { catchUp: 'everything' } })),
        ...ACTION_SURROUNDINGS,
        ...actionNodes({ id: 'save', type: 'icure-save', entity: 'Patient', retries: 0 }),
        ...actionNodes({
          id: 'find',
          type: 'icure-find',
          entity: 'Patient',
          by: 'ids',
          ids: '',
          output: 'array',
          limit: '',
          notFound: 'error',
          outputs: 1,
        }),
        ...actionNodes({ id: 'delete', type: 'icure-delete', entity: 'Patient' }),
      ]);
      await allConnected();
      writer = await Writer.of(sandbox, [professional.dataOwnerId]);
      const patient = await writer.patient();
      const [service] = (await writer.dataSample(patient)).services;
      const created: Record<EntityName, string | undefined> = {
        Patient: patient.id,
        DataSample: service?.id,
        HealthcareElement: (await writer.healthcareElement(patient)).id,
        Notification: (await writer.notification()).id,
        User: (await writer.user()).id,
      };
      for (const entity of ENTITY_NAMES) {
        const id = created[entity] ?? assert.fail(entity);
        await expectEvents(entity, id, [['CREATE', 'live']]);
        assert.equal(eventsOf(entity, id)[0]?.decrypted, true);
        const shown = nodeRed.shown.find(({ message }) => (message.event as Event).id === id);
        assert.equal(shown?.message.topic, eventTopic(entity, 'CREATE'));
      }

      await writer.sdk.patient.deletePatient(await writer.sdk.patient.modifyPatient(patient));
      await expectEvents('Patient', patient.id, [
        ['CREATE', 'live'],
        ['UPDATE', 'live'],
        ['DELETE', 'live'],
      ]);
    });

    it('says that the server is away, and goes on by itself when it is back', async () => {
      const { port } = sandbox;
      await sandbox.stop();
      for (const entity of ENTITY_NAMES) await nodeRed.badge(entity, broken());
      sandbox = await startSandbox(port);
      await allConnected();
      const { id } = await writer.patient();
      await expectEvents('Patient', id, [['CREATE', 'live']]);
    });

    it('catches up on what happened while Node-RED was killed, and tells nothing twice', async () => {
      const known = await writer.patient();
      await expectEvents('Patient', known.id, [['CREATE', 'live']]);
      await nodeRed.end('SIGKILL');
      const missed = await writer.patient();
      await nodeRed.start();
      await expectEvents('Patient', missed.id, [['CREATE', 'catch-up']]);
      await allConnected();
      await expectEvents('Patient', known.id, [['CREATE', 'live']]);
    });

    it('saves, finds and deletes', async () => {
      const flow = new ActionFlow(nodeRed);
      await flow.untilReady();
      const saved = await flow.output(
        await flow.send('save', `{ payload: { lastName: 'Snow', note: 'Secret' } }`),
        'save',
      );
      const { id } = saved.payload as { id: string };
      const found = await flow.output(await flow.send('find', `{ payload: '${id}' }`), 'find');
      assert.deepEqual(found.payload, [saved.payload]);
      await flow.output(await flow.send('delete', `{ payload: '${id}' }`), 'delete');
      assert.equal((await flow.error(await flow.send('find', `{ payload: '${id}' }`))).code, 'not-found');
    });

    it('ends in order', async () => {
      await nodeRed.end('SIGTERM');
      assert.doesNotMatch(nodeRed.log, /Close timed out|Uncaught/);
      await nodeRed.start();
    });

    describe('in the editor', () => {
      let browser: Browser;

      before(async () => {
        browser = await launchBrowser();
      });
      after(() => browser.close());

      it('takes a node and an account, deploys them and shows that the node is live', async () => {
        const nurse = sandbox.addAccount({
          login: 'nurse@sandbox.local',
          password: 'sandbox',
          kind: 'hcp',
          name: 'Nurse',
        });
        const editor = await EditorPage.open(browser, nodeRed.url);
        const id = await editor.drag('icure-notification-events', PLACE);
        await editor.openDialog(id);
        await editor.openAccount('add');
        const account = { serverUrl: sandbox.url, userName: nurse.login, secret: nurse.password };
        for (const [field, value] of Object.entries(account)) {
          await editor.page.locator(`#node-config-input-${field}`).fill(value);
        }
        await editor.page.locator('#node-config-input-createKeyPair').check();
        await editor.closeAccount();
        await editor.closeDialog();
        assert.deepEqual(await editor.validationErrors(id), []);
        await editor.deploy();
        await editor.badge(id, 'connected', 'green');
        assert.deepEqual(editor.errors, []);
        await editor.close();
      });
    });
  });
}
