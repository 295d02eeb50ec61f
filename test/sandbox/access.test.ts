import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import { entity, hashOf, randomKey, sharedBy } from './entities';
import { RestClient } from './rest';

describe('sandbox access control', () => {
  let sandbox: Sandbox;
  let doctor: RestClient;
  let patient: RestClient;
  let doctorId: string;
  let patientId: string;

  before(async () => {
    sandbox = await createSandbox();
    doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    patient = await RestClient.of(sandbox, sandbox.accounts[1]);
    doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
    patientId = sandbox.accounts[1]?.dataOwnerId ?? '';
  });

  after(() => sandbox.stop());

  function withKeys(...keys: string[]) {
    return { headers: { 'icure-access-control-keys': Buffer.from(keys.join(''), 'hex').toString('base64') } };
  }

  it('lets nobody near what is shared with nobody', async () => {
    const { id, rev } = await doctor.write('POST', '/patient', entity([]));
    assert.ok(typeof id === 'string' && typeof rev === 'string');
    const refused = await doctor.send('GET', `/patient/${id}`);
    assert.deepEqual([refused.status, refused.text], [403, '{"message":"Access denied"}']);
    assert.equal((await doctor.send('PUT', '/patient', { body: { id, rev, firstName: 'Eve' } })).status, 403);
    assert.equal((await doctor.send('DELETE', `/patient/${id}?rev=${rev}`)).status, 403);
    assert.equal((await doctor.send('DELETE', `/patient/purge/${id}?rev=${rev}`)).status, 403);
    assert.equal((await doctor.send('POST', `/patient/undelete/${id}?rev=${rev}`)).status, 403);
    assert.deepEqual(await doctor.askList('POST', '/patient/byIds', { ids: [id] }), []);
    assert.deepEqual(await doctor.askList('POST', '/patient/delete/batch', { ids: [id] }), []);
    assert.equal(sandbox.documents('patient').find((document) => document.id === id)?.rev, rev);
  });

  for (const [way, metadata] of [
    ['as delegate', () => sharedBy({ delegate: doctorId })],
    ['as delegator', () => sharedBy({ delegator: doctorId })],
    ['by a legacy delegation', () => ({ securityMetadata: null, delegations: { [doctorId]: [] } })],
  ] as const) {
    it(`lets a data owner in ${way}`, async () => {
      const { id } = await patient.write('POST', '/helement', { ...entity([]), ...metadata() });
      assert.ok(typeof id === 'string');
      assert.equal((await doctor.send('GET', `/helement/${id}`)).status, 200);
      assert.equal((await patient.send('GET', `/helement/${id}`)).status, 403);
      const filter = { $type: 'HealthElementByHcPartyFilter', hcpId: doctorId };
      assert.ok((await doctor.askList('POST', '/helement/match', filter)).includes(id));
    });
  }

  it('lets a data owner in who shows the access control key, or one equivalent to it', async () => {
    const [other, key, equivalent] = [randomKey(), randomKey(), randomKey()];
    const metadata = sharedBy({ accessControlKey: key });
    const keysEquivalences = { [hashOf(equivalent)]: hashOf(key) };
    const { id } = await patient.write('POST', '/helement', {
      ...entity([]),
      securityMetadata: { ...(metadata.securityMetadata as object), keysEquivalences },
    });
    assert.ok(typeof id === 'string');
    const statusWith = async (...keys: string[]) =>
      (await patient.send('GET', `/helement/${id}`, withKeys(...keys))).status;
    assert.equal(await statusWith(), 403);
    assert.equal(await statusWith(other), 403);
    assert.equal(await statusWith(other, key), 200);
    assert.equal(await statusWith(equivalent), 200);
    const match = async (healthcarePartyId: string) =>
      (
        await patient.send('POST', '/helement/match', {
          ...withKeys(key),
          body: { $type: 'HealthElementByHcPartyFilter', hcpId: healthcarePartyId },
        })
      ).text;
    assert.deepEqual(JSON.parse(await match(patientId)), [id]);
    assert.ok(!(await match(doctorId)).includes(id), 'keys are good for the caller only');
  });

  it('lets a reader read and not write', async () => {
    const created = await patient.write('POST', '/patient', {
      ...entity([]),
      ...sharedBy({ delegate: doctorId, permissions: 'READ' }),
    });
    const { id, rev } = created;
    assert.ok(typeof id === 'string' && typeof rev === 'string');
    assert.deepEqual(await doctor.ask('GET', `/patient/${id}`), created);
    assert.equal((await doctor.send('PUT', '/patient', { body: created })).status, 403);
    assert.equal((await doctor.send('DELETE', `/patient/${id}?rev=${rev}`)).status, 403);
  });

  it('lets a patient at the own record, and the doctor only when it is shared', async () => {
    const record = await patient.ask('GET', `/patient/${patientId}`);
    assert.equal((await doctor.send('GET', `/patient/${patientId}`)).status, 403);
    assert.equal((await doctor.send('GET', `/dataowner/${patientId}`)).status, 403);
    assert.equal((await doctor.send('GET', `/dataowner/stub/${patientId}`)).status, 200);
    await patient.write('PUT', '/patient', { ...record, ...sharedBy({ delegate: doctorId }) });
    assert.equal((await doctor.send('GET', `/patient/${patientId}`)).status, 200);
  });

  it('lets a member of an organisation at what the organisation may see, but does not find it for the member', async () => {
    const parent = sandbox.addAccount({ login: 'clinic', password: 'clinic', kind: 'hcp' });
    const member = sandbox.addAccount({ login: 'member', password: 'member', kind: 'hcp' });
    const record = sandbox.documents('hcparty').find(({ id }) => id === member.dataOwnerId);
    await doctor.write('PUT', '/hcparty', { ...record, parentId: parent.dataOwnerId });
    const client = await RestClient.of(sandbox, member);
    const { id } = await doctor.write('POST', '/helement', entity([parent.dataOwnerId]));
    assert.ok(typeof id === 'string');
    assert.equal((await client.send('GET', `/helement/${id}`)).status, 200);
    const match = (hcpId: string) =>
      client.askList('POST', '/helement/match', { $type: 'HealthElementByHcPartyFilter', hcpId });
    assert.deepEqual(await match(member.dataOwnerId), []);
    assert.deepEqual(await match(parent.dataOwnerId), [id]);
    const hierarchy = await client.askList('GET', '/dataowner/current/hierarchy/stub');
    assert.deepEqual(
      hierarchy.map((owner) => JSON.stringify(owner).includes(parent.dataOwnerId)),
      [true, true],
    );
  });

  it('lets data owners change their own keys only', async () => {
    const { type, stub } = await doctor.ask('GET', `/dataowner/stub/${doctorId}`);
    const withKey = { type, stub: { ...(stub as object), publicKeysForOaepWithSha256: ['aa'] } };
    assert.equal((await patient.send('PUT', '/dataowner/stub', { body: withKey })).status, 403);
    await doctor.ask('PUT', '/dataowner/stub', withKey);
    const changed = await doctor.ask('GET', '/dataowner/current');
    assert.match(JSON.stringify(changed), /"publicKeysForOaepWithSha256":\["aa"\]/);
    assert.equal((await doctor.send('PUT', '/dataowner/stub', { body: withKey })).status, 409);
  });

  describe('sharing', () => {
    async function share(id: string, values: object, parents: readonly string[], client = doctor) {
      const requests = { r: { share: { accessControlKeys: [randomKey()], explicitDelegate: patientId, ...values } } };
      const [result] = await client.askList('PUT', '/patient/bulkSharedMetadataUpdate', {
        requestsByEntityId: { [id]: { requests, potentialParentDelegations: parents } },
      });
      assert.ok(typeof result === 'object' && result !== null && !Array.isArray(result));
      return result;
    }

    async function create(permissions: 'READ' | 'WRITE') {
      const key = randomKey();
      const { id } = await doctor.write('POST', '/patient', {
        ...entity([]),
        ...sharedBy({ delegate: doctorId, permissions, accessControlKey: key }),
      });
      assert.ok(typeof id === 'string');
      return { id, parent: hashOf(key) };
    }

    it('gives no more than the one who shares has', async () => {
      for (const [own, wish, given] of [
        ['WRITE', 'MAX_WRITE', 'WRITE'],
        ['READ', 'MAX_WRITE', 'READ'],
        ['WRITE', 'FULL_READ', 'READ'],
      ] as const) {
        const { id, parent } = await create(own);
        const key = randomKey();
        const result = await share(id, { accessControlKeys: [key], requestedPermissions: wish }, [parent]);
        assert.deepEqual(result.rejectedRequests, {});
        const { securityMetadata } = await patient.ask('GET', `/patient/${id}`);
        assert.deepEqual(
          (securityMetadata as { secureDelegations: Record<string, unknown> }).secureDelegations[hashOf(key)],
          {
            delegate: patientId,
            parentDelegations: [parent],
            permissions: given,
          },
        );
      }
    });

    it('is rejected without a parent, for a delegation that exists, and for what cannot be seen', async () => {
      const { id, parent } = await create('WRITE');
      const withoutParent = await share(id, {}, []);
      assert.match(JSON.stringify(withoutParent.rejectedRequests), /"code":400/);
      assert.equal(withoutParent.updatedEntity, undefined);
      const key = randomKey();
      await share(id, { accessControlKeys: [key] }, [parent]);
      const again = await share(id, { accessControlKeys: [key] }, [parent]);
      assert.match(JSON.stringify(again.rejectedRequests), /already a delegation/);
      const other = await create('WRITE');
      const unseen = await share(other.id, {}, [other.parent], patient);
      assert.match(JSON.stringify(unseen.rejectedRequests), /"code":404/);
      assert.equal((await patient.send('GET', `/patient/${other.id}`)).status, 403);
    });

    it('is the only way to change delegations', async () => {
      const { id } = await create('WRITE');
      const stored = await doctor.ask('GET', `/patient/${id}`);
      const changed = { ...stored, ...sharedBy({ delegate: doctorId }, { delegate: patientId }) };
      assert.equal((await doctor.send('PUT', '/patient', { body: changed })).status, 400);
      assert.equal((await patient.send('GET', `/patient/${id}`)).status, 403);
    });
  });
});
