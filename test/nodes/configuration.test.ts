/** What a node says that cannot work as it is set up: on its badge, to Catch nodes, and in words that help. */
import assert from 'node:assert/strict';
import type { Node, NodeDef, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerAccountNode from '../../nodes/icure-account';
import registerDataSampleNode from '../../nodes/icure-data-sample-events';
import registerDeleteNode from '../../nodes/icure-delete';
import registerFindNode from '../../nodes/icure-find';
import registerPatientNode from '../../nodes/icure-patient-events';
import registerSaveNode from '../../nodes/icure-save';
import type { FailureCode } from '../../src/model/failure';
import { eventually } from '../support/eventually';
import { accountNode, PLACED, TAB } from '../support/flow';
import type { FlowNode, Status } from '../support/node-red-process';

const NODES = [
  registerAccountNode,
  registerPatientNode,
  registerDataSampleNode,
  registerFindNode,
  registerSaveNode,
  registerDeleteNode,
];
const PATIENTS: FlowNode = {
  id: 'events',
  type: 'icure-patient-events',
  ...PLACED,
  account: 'account',
  create: true,
  wires: [[]],
};
const LOGIN = { login: 'somebody', password: 'something' };
/** Nothing listens on this port of this machine. */
const NOWHERE = 'http://127.0.0.1:1';

interface Case {
  readonly what: string;
  readonly event?: Record<string, unknown>;
  readonly account?: Record<string, unknown>;
  readonly credentials?: Record<string, string>;
  readonly code: FailureCode;
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  { what: 'no account', event: { account: '' }, code: 'no-account', says: /choose an iCure account/ },
  { what: 'an account that is not there', event: { account: 'gone' }, code: 'no-account', says: /choose/ },
  { what: 'an account that is another node', event: { account: 'caught' }, code: 'no-account', says: /choose/ },
  { what: 'no event type', event: { create: false }, code: 'bad-config', says: /tick at least one/ },
  {
    what: 'only an event type that the platform does not have',
    event: { type: 'icure-data-sample-events', create: false, update: true },
    code: 'bad-config',
    says: /tick at least one/,
  },
  { what: 'a filter that is no object', event: { filter: 'all' }, code: 'bad-filter', says: /must be a JSON object/ },
  {
    what: 'a criterion that the entity does not know',
    event: { filter: { criteria: [{ by: 'id', ids: ['x'] }, { by: 'shoeSize' }] } },
    code: 'bad-filter',
    says: /criterion 2: a Patient can be filtered by .*, not by "shoeSize"/,
  },
  { what: 'a bad server URL', account: { serverUrl: 'nonsense' }, code: 'bad-config', says: /server URL/ },
  { what: 'a TLS configuration that is gone', account: { tls: 'gone' }, code: 'bad-config', says: /TLS configuration/ },
  { what: 'credentials that could not be read', credentials: {}, code: 'no-credentials', says: /credentialSecret/ },
  ...['icure-find', 'icure-save', 'icure-delete'].flatMap((type): Case[] => [
    { what: `no account (${type})`, event: { type, account: '' }, code: 'no-account', says: /choose an iCure account/ },
    {
      what: `a bad account (${type})`,
      event: { type },
      account: { sdk: 'x' },
      code: 'bad-config',
      says: /the SDK "x"/,
    },
    {
      what: `an entity that nobody knows (${type})`,
      event: { type, entity: 'Nurse' },
      code: 'bad-entity',
      says: /the entity must be one of Patient/i,
    },
  ]),
  ...(['save', 'delete'] as const).map((action): Case => ({
    what: `users to ${action}`,
    event: { type: `icure-${action}`, entity: 'User' },
    code: 'bad-entity',
    says: /users can be found, but not/i,
  })),
  {
    what: 'a filter to find by that the entity does not know',
    event: { type: 'icure-find', entity: 'User', by: 'filter', filter: { criteria: [{ by: 'label', type: 'a' }] } },
    code: 'bad-filter',
    says: /criterion 1/,
  },
  { what: 'a limit of nothing', event: { type: 'icure-find', limit: '0' }, code: 'bad-entity', says: /the limit/i },
  { what: 'too many retries', event: { type: 'icure-save', retries: 11 }, code: 'bad-config', says: /from 0 to 10/ },
  {
    what: 'a label to add that has no code',
    event: { type: 'icure-save', addLabels: [{ type: 'a' }] },
    code: 'bad-config',
    says: /label to add 1 has no code/,
  },
  {
    what: 'a status that notifications do not have',
    event: { type: 'icure-save', entity: 'Notification', setStatus: 'done' },
    code: 'bad-config',
    says: /the status must be one of pending/,
  },
];

interface Heard {
  error?: { code: string; message: string; stack?: string };
  status?: Status;
}

/** A node that notes down what it gets from the moment the flow starts. */
function registerSink(heard: Heard): NodeInitializer {
  return (RED) => {
    RED.nodes.registerType('sink', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        Object.assign(heard, message);
        done();
      });
    });
  };
}

describe('bad configuration', () => {
  before((done) => {
    helper.init(require.resolve('node-red'));
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const { what, event, account, credentials, code, says } of CASES) {
    it(`with ${what} is said in words`, async () => {
      const flow = [
        TAB,
        accountNode(NOWHERE, LOGIN, { ...account, credentials: undefined }),
        { ...PATIENTS, ...event },
        { id: 'catch', type: 'catch', ...PLACED, scope: null, uncaught: false, wires: [['caught']] },
        { id: 'status', type: 'status', ...PLACED, scope: null, wires: [['badge']] },
        { id: 'caught', type: 'sink', ...PLACED, wires: [] },
        { id: 'badge', type: 'sink', ...PLACED, wires: [] },
      ];
      const heard: Heard = {};
      const loaded = helper.load([...NODES, registerSink(heard)] as never, flow, {
        account: credentials ?? { userName: 'u', secret: 's' },
      });
      await loaded;
      await eventually('Catch and Status nodes hear of it', () => {
        assert.ok(heard.error);
        assert.ok(heard.status);
      });
      assert.equal(heard.error?.code, code);
      assert.match(heard.error.message, says);
      assert.equal(heard.error.stack, undefined);
      assert.equal(heard.status?.fill, 'red');
      assert.equal(heard.status.code, code);
      assert.match(heard.status.text ?? '', new RegExp(`:failure\\.${code}$`));
    });
  }
});
