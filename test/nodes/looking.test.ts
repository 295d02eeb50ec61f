/** What the dialogs ask of an account's server before and after a deploy: pick lists and previews. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { connected, NodeRedProcess } from '../support/node-red-process';
import { newPrivateKey } from '../support/private-key';
import { NOTE, PASSWORD, PATIENTS, StockedSandbox } from '../support/stocked-sandbox';
import { Testbed } from '../support/testbed';

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Choice {
  readonly value: string;
  readonly name?: string;
  readonly type?: string;
  readonly count?: number;
  readonly birthDate?: number;
}

interface Previewed {
  readonly id: string;
  readonly decrypted: boolean;
  readonly modified?: number;
  readonly payload?: Record<string, unknown>;
}

describe('looking at what is on the server, for a dialog', () => {
  const bed = new Testbed();
  let stock: StockedSandbox;
  let nodeRed: NodeRedProcess;
  /** All that the runtime answered. */
  let told = '';

  before(async () => {
    stock = StockedSandbox.of(await bed.startSandbox());
    nodeRed = await bed.startNodeRed({}, { WARD_LABEL: 'IC-TEST' });
  });

  after(() => bed.end());

  async function post(path: string, body: object, signal?: AbortSignal): Promise<Reply> {
    const response = await nodeRed.post(`/icure/${path}`, body, signal);
    const text = await response.text();
    told += text;
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
  }

  /** As it stands in a dialog that nobody has deployed. */
  const undeployed = (changes: object = {}): object => ({ id: 'new', values: { ...stock.values, ...changes } });

  async function choices(wanted: object, account = undeployed()): Promise<readonly Choice[]> {
    const { status, body } = await post('choices', { account, wanted });
    assert.equal(status, 200, JSON.stringify(body));
    return body.choices as Choice[];
  }

  async function preview(request: object, account = undeployed()): Promise<Record<string, unknown>> {
    const { status, body } = await post('preview', { account, ...request });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  async function assertRefused(reply: Promise<Reply>, status: number, code: string | undefined): Promise<void> {
    const { status: given, body } = await reply;
    assert.deepEqual([given, body.code], [status, code], JSON.stringify(body));
    assert.equal(typeof body.message, 'string');
  }

  describe('lists to pick from', () => {
    it('tells labels and codes, the most frequent first, before any deploy', async () => {
      assert.deepEqual(await choices({ kind: 'labels', entities: ['DataSample'] }), [
        { type: 'IC-TEST', value: 'HEART', count: 2 },
        { type: 'IC-TEST', value: 'WEIGHT', count: 1 },
        { type: 'WARD', value: '3', count: 1 },
      ]);
      assert.deepEqual(await choices({ kind: 'codes', entities: ['DataSample', 'Notification'] }), [
        { type: 'LOINC', value: '8867-4', count: 1 },
      ]);
    });

    it('tells data owners by name', async () => {
      const owners = await choices({ kind: 'owners' });
      assert.ok(owners.some(({ name, value }) => name === 'Ward 3' && value === stock.account.dataOwnerId));
      assert.ok(owners.some(({ value }) => value === stock.writer.dataOwnerId));
    });

    it('finds patients by any part of their names, whatever the accents', async () => {
      const [marie, noe, other] = stock.patients;
      const named = async (typed: string): Promise<(string | undefined)[]> =>
        (await choices({ kind: 'patients', typed })).map(({ value }) => value);
      assert.deepEqual(await named('lefe'), [noe]);
      assert.deepEqual(await named('Noé Lefèvre'), [noe]);
      assert.deepEqual(await named('MARIE'), [other, marie]);
      assert.deepEqual(await named('peeters marie'), [marie]);
      assert.deepEqual(await named('nobody'), []);
      assert.deepEqual(await choices({ kind: 'patients', typed: 'peet' }), [
        { value: marie, name: 'Marie Peeters', birthDate: PATIENTS[0]?.dateOfBirth },
      ]);
    });

    it('looks at no more than 200 entities, and says so', async () => {
      for (let written = 0; written < 250; written++) {
        stock.writer.create('HealthcareElement', { labels: [{ type: 'MANY', code: 'ONE' }] });
      }
      const before = stock.sandbox.requests.length;
      const account = undeployed();
      const { body } = await post('choices', { account, wanted: { kind: 'labels', entities: ['HealthcareElement'] } });
      assert.deepEqual(body, {
        choices: [{ type: 'MANY', value: 'ONE', count: 200 }],
        lookedAt: 200,
        total: 250,
      });
      const asked = stock.sandbox.requests.slice(before).filter(({ path }) => path.includes('/helement'));
      assert.equal(asked.length, 3, 'one search and two pages');
    });

    it('asks the server once for what is asked often', async () => {
      const wanted = { kind: 'labels', entities: ['Patient'] };
      await choices(wanted);
      const before = stock.sandbox.requests.length;
      await choices(wanted);
      assert.equal(stock.sandbox.requests.length, before);
    });

    it('refuses what is no list', async () => {
      const account = undeployed();
      for (const wanted of [
        undefined,
        {},
        'labels',
        { kind: 'passwords' },
        { kind: 'labels' },
        { kind: 'labels', entities: ['Nothing'] },
        { kind: 'labels', entities: ['User'] },
        { kind: 'patients' },
        { kind: 'patients', typed: 'x'.repeat(101) },
      ]) {
        await assertRefused(post('choices', { account, wanted }), 400, undefined);
      }
    });
  });

  describe('a preview', () => {
    const heart = { criteria: [{ by: 'label', type: 'IC-TEST', code: 'HEART' }] };

    it('counts what matches now, and shows it without its content', async () => {
      const seen = await preview({ entity: 'DataSample', filter: heart });
      const entities = seen.entities as Previewed[];
      assert.deepEqual([seen.count, seen.isExact, entities.length], [2, true, 2]);
      for (const entity of entities) {
        assert.equal(entity.decrypted, true);
        assert.equal(typeof entity.modified, 'number');
        assert.ok(!('payload' in entity));
      }
    });

    it('shows content when it is asked for', async () => {
      const filter = { criteria: [{ by: 'id', ids: [stock.patients[0]] }] };
      const without = JSON.stringify(await preview({ entity: 'Patient', filter }));
      assert.ok(!without.includes(NOTE) && !without.includes('Peeters'));
      const seen = await preview({ entity: 'Patient', filter, content: true });
      assert.equal((seen.entities as Previewed[])[0]?.payload?.note, NOTE);
      told = told.replaceAll(NOTE, '');
    });

    it('is exact where the server is not', async () => {
      const filter = { criteria: [{ by: 'label', type: 'IC-TEST', code: 'HEART', not: true }] };
      const seen = await preview({ entity: 'DataSample', filter });
      assert.deepEqual([seen.count, seen.sieved, seen.isExact], [2, 4, true]);
    });

    it('says of how many it knows when there are more than it looks at', async () => {
      const many = Array.from({ length: 240 }, () => stock.writer.create('Notification', { type: 'A' }));
      for (const { id } of many.slice(0, 120)) stock.writer.modify('Notification', id, { type: 'B' });
      const seen = await preview({
        entity: 'Notification',
        filter: { criteria: [{ by: 'type', type: 'A', not: true }] },
      });
      assert.deepEqual([seen.isExact, seen.lookedAt, seen.sieved], [false, 200, 240]);
      assert.ok(Number(seen.count) > 80 && Number(seen.count) < 160, `about 120: ${String(seen.count)}`);
      assert.equal((seen.entities as Previewed[]).length, 5);
    });

    it('takes environment variables as a node would', async () => {
      const filter = { criteria: [{ by: 'label', type: '${WARD_LABEL}', code: 'HEART' }] };
      assert.equal((await preview({ entity: 'DataSample', filter })).count, 2);
    });

    it('refuses what is no filter of the entity, in the words of the node', async () => {
      const account = undeployed();
      const filter = { criteria: [{ by: 'type', type: 'X' }] };
      await assertRefused(post('preview', { account, entity: 'Patient', filter }), 400, 'bad-filter');
      await assertRefused(post('preview', { account, entity: 'Nothing', filter }), 400, undefined);
    });
  });

  describe('an account that is of no use', () => {
    const wanted = { kind: 'owners' };

    it('is told by its reason', async () => {
      for (const [account, status, code] of [
        [undefined, 400, 'no-account'],
        [{ id: 'gone' }, 400, 'no-account'],
        [undeployed({ serverUrl: 'nonsense' }), 400, 'bad-config'],
        [undeployed({ secret: '' }), 400, 'no-credentials'],
        [undeployed({ secret: '__PWRD__' }), 400, 'secret-withheld'],
        [undeployed({ secret: 'wrong' }), 502, 'bad-credentials'],
        [undeployed({ privateKey: newPrivateKey() }), 502, 'key-mismatch'],
        [undeployed({ serverUrl: 'http://127.0.0.1:9' }), 502, 'unreachable'],
      ] as const) {
        await assertRefused(post('choices', { account, wanted }), status, code);
      }
    });

    it('gets no key pair by being looked at', async () => {
      const { login } = stock.sandbox.addAccount({
        login: 'new@sandbox.local',
        password: PASSWORD,
        kind: 'hcp',
        name: 'New',
      });
      const account = undeployed({ userName: login, privateKey: '', createKeyPair: true });
      await assertRefused(post('choices', { account, wanted }), 502, 'no-key');
    });

    it('is told at once when the server goes, and works again at once when it comes back', async () => {
      const asked = { kind: 'patients', typed: 'dubo' };
      await stock.sandbox.takeDown();
      await assertRefused(post('choices', { account: undeployed(), wanted: asked }), 502, 'unreachable');
      await stock.sandbox.bringUp();
      assert.equal((await choices(asked)).length, 1);
    });
  });

  describe('a session', () => {
    it('is asked nothing more when the dialog goes', async () => {
      // Another login to the runtime, so that nothing of it is remembered.
      const account = undeployed({ concurrency: 5 });
      await choices({ kind: 'types' }, account);
      stock.sandbox.faults.matchDelay = 1_000;
      const before = stock.sandbox.requests.length;
      const leaving = new AbortController();
      const asking = post('choices', { account, wanted: { kind: 'systems', entities: ['Patient'] } }, leaving.signal);
      // Answered after the search has been sent to the server, which holds it back.
      await choices({ kind: 'owners' }, account);
      leaving.abort();
      await assert.rejects(asking);
      stock.sandbox.faults.matchDelay = 0;
      const asked = (): string[] => stock.sandbox.requests.slice(before).map(({ path }) => path);
      await eventually('the server has found the patients', () => {
        assert.ok(asked().includes('/rest/v2/patient/match'), asked().join(' '));
      });
      await choices({ kind: 'systems', entities: ['DataSample'] }, account);
      assert.ok(!asked().includes('/rest/v2/patient/byIds'), asked().join(' '));
    });

    it('of an account that runs is used, so that nobody logs in again', async () => {
      const credentials = { userName: stock.account.login, secret: PASSWORD, privateKey: stock.privateKey };
      await nodeRed.deploy([
        TAB,
        accountNode(stock.sandbox.url, stock.account, { credentials }),
        ...listeningNodes('patients', 'Patient'),
      ]);
      await nodeRed.badge('patients', connected);
      const before = stock.sandbox.requests.length;
      assert.equal((await choices({ kind: 'labels', entities: ['DataSample'] }, { id: 'account' })).length, 3);
      const asked = stock.sandbox.requests.slice(before).map(({ path }) => path);
      assert.ok(!asked.some((path) => path.includes('/auth/')), asked.join(' '));
    });
  });

  describe('where a login is needed', () => {
    const password = 'a password of the tests';
    /** Of that password, by bcrypt. */
    const hash = '$2b$04$OeftrMsE0YldIYDG.iTj2eMB8gQXQPeWttljjXXi9LU5rJ9ueA7/q';
    const users = {
      reader: ['read'],
      administrator: ['icure-account.read', 'icure-account.write'],
      editor: ['flows.read', 'flows.write'],
      deployer: ['icure-account.read', 'icure-account.write', 'flows.read', 'flows.write'],
    };
    const guarded = new NodeRedProcess({
      adminAuth: {
        type: 'credentials',
        users: Object.entries(users).map(([username, permissions]) => ({ username, permissions, password: hash })),
        // The tests see by this whether Node-RED has started.
        default: { permissions: ['flows.read', 'status.read'] },
      },
    });

    before(() => guarded.start());
    after(() => guarded.stop());

    async function tokenOf(username: string): Promise<string> {
      const response = await fetch(`${guarded.url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password }),
      });
      assert.equal(response.status, 200);
      return ((await response.json()) as { access_token: string }).access_token;
    }

    for (const [path, body] of [
      ['choices', { wanted: { kind: 'patients', typed: 'peet' } }],
      ['preview', { entity: 'Patient', content: true }],
    ] as const) {
      it(`/icure/${path} is for those who may deploy, and for nobody else`, async () => {
        const statuses: Record<string, number> = {};
        for (const user of [undefined, ...Object.keys(users)]) {
          const authorization: Record<string, string> =
            user === undefined ? {} : { authorization: `Bearer ${await tokenOf(user)}` };
          const { status } = await fetch(`${guarded.url}/icure/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...authorization },
            body: JSON.stringify({ account: undeployed(), ...body }),
          });
          statuses[user ?? 'nobody'] = status;
        }
        assert.deepEqual(statuses, { nobody: 401, reader: 401, administrator: 401, editor: 401, deployer: 200 });
      });
    }
  });

  describe('all of it', () => {
    it('tells no secret and no health data but what was asked for, and writes none to the log', () => {
      const keyLine = stock.privateKey.split('\n')[5] ?? '';
      assert.ok(told.includes('Peeters'));
      for (const secret of [PASSWORD, NOTE, keyLine]) {
        assert.ok(!told.includes(secret), 'in an answer');
        assert.ok(!nodeRed.log.includes(secret), 'in the log');
      }
      for (const name of ['Peeters', 'Lefèvre', 'IC-TEST']) assert.ok(!nodeRed.log.includes(name), 'in the log');
    });
  });
});
