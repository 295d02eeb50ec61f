/** Every field of an account may be an environment variable. */
import assert from 'node:assert/strict';
import { ACTION_SURROUNDINGS, ActionFlow, actionNodes } from '../support/actions';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { broken, connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

/** Ids that no entity has. */
const IDS = ['7e1f0b6e-0000-4000-8000-000000000001', '7e1f0b6e-0000-4000-8000-000000000002'];

describe('settings from environment variables', () => {
  const bed = new Testbed();
  let nodeRed: NodeRedProcess;

  before(async () => {
    const sandbox = await bed.startSandbox();
    const { login, password } = bed.professional;
    nodeRed = await bed.startNodeRed(
      {},
      {
        ICURE_URL: sandbox.url,
        ICURE_SDK: 'cardinal',
        ICURE_USER: login,
        ICURE_KIND: 'password',
        ICURE_SECRET: password,
        ICURE_CREATE: 'true',
        ICURE_WAIT: '200',
        ICURE_LIMIT: '5000',
        ICURE_LABEL_TYPE: 'IC-ENV',
        ICURE_IDS: `${IDS.join(', ')},`,
        ICURE_FILTER: '{"criteria":[{"by":"label","type":"IC-ENV"}]}',
      },
    );
  });

  after(() => bed.end());

  const account = (changes: object = {}) =>
    accountNode(
      '${ICURE_URL}',
      { login: '${ICURE_USER}', password: '${ICURE_SECRET}' },
      {
        sdk: '${ICURE_SDK}',
        secretKind: '${ICURE_KIND}',
        createKeyPair: '${ICURE_CREATE}',
        minReconnectDelay: '${ICURE_WAIT}',
        maxReconnectDelay: '${ICURE_WAIT}',
        openTimeout: '${ICURE_LIMIT}',
        silenceTimeout: '${ICURE_LIMIT}',
        ...changes,
      },
    );

  it('connects', async () => {
    await nodeRed.deploy([TAB, account(), ...listeningNodes('patients', 'Patient')]);
    await nodeRed.badge('patients', connected);
  });

  it('says which variable is not set', async () => {
    await nodeRed.deploy([TAB, account({ serverUrl: '${ICURE_UNSET}' }), ...listeningNodes('patients', 'Patient')]);
    await nodeRed.badge('patients', broken('bad-config'));
    assert.match(nodeRed.log, /ICURE_UNSET, which is not set/);
  });

  it('replaces them in a filter, however deep, and in a filter that is one as a whole', async () => {
    const filters = {
      deep: {
        criteria: [
          {
            match: 'any',
            criteria: [
              { by: 'label', type: '${ICURE_LABEL_TYPE}' },
              { by: 'id', ids: '${ICURE_IDS}' },
            ],
          },
        ],
      },
      whole: '${ICURE_FILTER}',
    };
    await nodeRed.deploy([
      TAB,
      account(),
      ...ACTION_SURROUNDINGS,
      ...actionNodes({ id: 'save', type: 'icure-save', entity: 'Patient' }),
      ...Object.entries(filters).flatMap(([id, filter]) => [
        ...actionNodes({ id, type: 'icure-find', entity: 'Patient', by: 'filter', filter, output: 'array' }),
        ...listeningNodes(`${id}-events`, 'Patient', { filter }),
      ]),
    ]);
    const flow = new ActionFlow(nodeRed);
    await flow.untilReady();
    for (const id of Object.keys(filters)) await nodeRed.badge(`${id}-events`, connected);
    const patients = ['IC-ENV', 'IC-OTHER'].map((type) => ({ lastName: type, labels: [{ type, code: 'x' }] }));
    await flow.output(await flow.send('save', `{ payload: ${JSON.stringify(patients)} }`), 'save');
    for (const id of Object.keys(filters)) {
      const { payload } = await flow.output(await flow.send(id, '{}'), id);
      assert.deepEqual(
        (payload as { lastName: string }[]).map(({ lastName }) => lastName),
        ['IC-ENV'],
        id,
      );
    }
  });

  it('says which variable of a filter is not set, and in which criterion', async () => {
    const filter = {
      criteria: [
        { by: 'label', type: 'a' },
        { match: 'any', criteria: [{ by: 'id', ids: ['${ICURE_NO_ID}'] }] },
      ],
    };
    await nodeRed.deploy([TAB, account(), ...listeningNodes('patients', 'Patient', { filter })]);
    await nodeRed.badge('patients', broken('bad-filter'));
    await eventually('the log says it', () => {
      assert.match(nodeRed.log, /criterion 2\.1 names the environment variable ICURE_NO_ID, which is not set/);
    });
  });
});
