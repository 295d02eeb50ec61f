import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import type { JsonObject } from '../../src/model/json';
import { entity } from './entities';
import { RestClient } from './rest';

/** The resources that are encrypted, and what each needs so that the sandbox takes it. */
const RESOURCES = ['patient', 'contact', 'helement', 'maintenancetask'] as const;

const STALE = `1-${'0'.repeat(32)}`;

describe('sandbox entities', () => {
  let sandbox: Sandbox;
  let doctor: RestClient;
  let doctorId: string;

  before(async () => {
    sandbox = await createSandbox();
    doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
  });

  after(() => sandbox.stop());

  async function create(resource: string, values: JsonObject = {}): Promise<JsonObject & { id: string; rev: string }> {
    const created = await doctor.write('POST', `/${resource}`, entity([doctorId], values));
    const { id, rev } = created;
    assert.ok(typeof id === 'string' && typeof rev === 'string');
    return { ...created, id, rev };
  }

  async function refusal(method: string, path: string, body?: unknown): Promise<[number, string]> {
    const { status, text } = await doctor.send(method, path, { body });
    return [status, text];
  }

  for (const resource of RESOURCES) {
    it(`leaves no list or object of a ${resource} out, which SDKs take for given`, async () => {
      const { id, ...created } = await create(resource);
      for (const answer of [created, await doctor.ask('GET', `/${resource}/${id}`)]) {
        const { tags, codes, delegations, encryptionKeys, cryptedForeignKeys } = answer;
        assert.deepEqual([tags, codes, delegations, encryptionKeys, cryptedForeignKeys], [[], [], {}, {}, {}]);
      }
    });
  }

  for (const resource of [...RESOURCES, 'hcparty', 'device', 'user']) {
    it(`counts the revisions of a ${resource} and refuses others than the last`, async () => {
      const created = await create(resource);
      assert.match(created.rev, /^1-[0-9a-f]{32}$/);
      const modified = await doctor.write('PUT', `/${resource}`, { ...created, label: 'new' });
      assert.match(modified.rev, /^2-[0-9a-f]{32}$/);
      assert.equal((await doctor.ask('GET', `/${resource}/${created.id}`)).label, 'new');
      const conflict: [number, string] = [409, '{"message":"Document update conflict"}'];
      assert.deepEqual(await refusal('PUT', `/${resource}`, created), conflict);
      assert.deepEqual(await refusal('DELETE', `/${resource}/${created.id}?rev=${STALE}`), conflict);
      assert.deepEqual(await refusal('DELETE', `/${resource}/purge/${created.id}?rev=${STALE}`), conflict);
      assert.deepEqual(await refusal('POST', `/${resource}/undelete/${created.id}?rev=${STALE}`), conflict);
      assert.deepEqual(await refusal('POST', `/${resource}`, { ...created, rev: null }), conflict);
    });

    it(`deletes a ${resource} softly, takes it back and removes it for good`, async () => {
      const { id, rev } = await create(resource);
      const deleted = await doctor.write('DELETE', `/${resource}/${id}?rev=${rev}`);
      assert.deepEqual(Object.keys(deleted).sort(), ['id', 'rev']);
      const { deletionDate } = await doctor.ask('GET', `/${resource}/${id}`);
      assert.ok(typeof deletionDate === 'number' && deletionDate <= Date.now());
      const undeleted = await doctor.write('POST', `/${resource}/undelete/${id}?rev=${deleted.rev}`);
      assert.ok(!('deletionDate' in undeleted));
      assert.equal((await refusal('DELETE', `/${resource}/purge/${id}`))[0], 400);
      await doctor.write('DELETE', `/${resource}/purge/${id}?rev=${undeleted.rev}`);
      assert.deepEqual(await refusal('GET', `/${resource}/${id}`), [404, '']);
      assert.deepEqual(await doctor.askList('POST', `/${resource}/byIds`, { ids: [id] }), []);
    });
  }

  it('refuses what cannot be stored', async () => {
    const { id, rev } = await create('patient');
    for (const [method, body, reason] of [
      ['POST', { ...entity([doctorId]), rev }, /rev/],
      ['POST', { firstName: 'Ada' }, /id/],
      ['POST', { id: 'a b', firstName: 'Ada' }, /illegal/],
      ['POST', { id: 'a/b', firstName: 'Ada' }, /illegal/],
      ['POST', { ...entity([doctorId]), firstName: null }, /first name/],
      ['PUT', { id, firstName: 'Ada' }, /rev/],
      ['POST', [], /Invalid parameters/],
      ['POST', '{"id":', /Invalid parameters/],
    ] as const) {
      const [status, text] = await refusal(method, '/patient', body);
      assert.equal(status, 400, text);
      const answer = JSON.parse(text) as JsonObject;
      assert.deepEqual(Object.keys(answer), ['message']);
      assert.ok(typeof answer.message === 'string');
      assert.match(answer.message, reason);
    }
    assert.equal((await refusal('PUT', '/patient', { id: 'unknown', rev, firstName: 'Ada' }))[0], 404);
    assert.equal((await refusal('DELETE', '/patient/unknown'))[0], 404);
    assert.equal((await refusal('GET', '/nothing/here'))[0], 404);
  });

  it('takes a patient with encrypted content only', async () => {
    const { text } = await doctor.send('POST', '/patient', {
      body: entity([doctorId], { firstName: null, encryptedSelf: 'AAAA' }),
    });
    assert.match(text, /"encryptedSelf":"AAAA"/);
    assert.doesNotMatch(text, /null/);
  });

  it('fills in dates that are missing and never touches others', async () => {
    const before = Date.now();
    const filled = async (resource: string, values: JsonObject = {}) => create(resource, values);
    const patient = await filled('patient');
    assert.ok(!('created' in patient) && !('modified' in patient));
    for (const resource of ['contact', 'helement', 'maintenancetask']) {
      const { created, modified } = await filled(resource);
      assert.ok(typeof created === 'number' && created >= before && created <= Date.now(), resource);
      assert.ok(typeof modified === 'number' && modified >= before, resource);
    }
    const contact = await filled('contact', { services: [{ id: 's1' }, { id: 's2', created: 1, valueDate: 2026 }] });
    const [first, second] = contact.services as JsonObject[];
    assert.ok(typeof first?.valueDate === 'number');
    assert.match(String(first.valueDate), /^20\d{12}$/);
    assert.ok(typeof first.created === 'number' && first.created >= before);
    assert.deepEqual([second?.created, second?.valueDate], [1, 2026]);

    const own = await filled('helement', { created: 1, modified: 2, valueDate: 2026, openingDate: 2025 });
    const modified = await doctor.write('PUT', '/helement', own);
    assert.deepEqual(
      [modified.created, modified.modified, modified.valueDate, modified.openingDate],
      [1, 2, 2026, 2025],
    );
  });

  it('leaves out of batches what fails', async () => {
    const [kept, taken] = [entity([doctorId]), await create('helement')];
    const created = await doctor.askList('POST', '/helement/batch', [kept, { ...taken, rev: null }]);
    assert.deepEqual(
      created.map((item) => (item as JsonObject).id),
      [kept.id],
    );
    const modified = await doctor.askList('PUT', '/helement/batch', [taken, { ...(created[0] as object), rev: STALE }]);
    assert.deepEqual(
      modified.map((item) => (item as JsonObject).id),
      [taken.id],
    );
    const deleted = await doctor.askList('POST', '/helement/delete/batch/withrev', {
      ids: [
        { id: taken.id, rev: STALE },
        { id: kept.id, rev: (created[0] as JsonObject).rev },
      ],
    });
    assert.deepEqual(
      deleted.map((item) => (item as JsonObject).id),
      [kept.id],
    );
  });

  it('answers batches of patients with revisions, others with the entities', async () => {
    const keysOf = async (resource: string) => {
      const [answer] = await doctor.askList('POST', `/${resource}/batch`, [entity([doctorId])]);
      return Object.keys(answer as JsonObject);
    };
    assert.deepEqual((await keysOf('patient')).sort(), ['id', 'rev']);
    assert.ok((await keysOf('contact')).includes('securityMetadata'));
  });

  it('pages through what a filter finds, in the order of ids', async () => {
    const created = [];
    for (let count = 0; count < 5; count += 1)
      created.push((await create('maintenancetask', { taskType: 'paged' })).id);
    const filter = { $type: 'MaintenanceTaskByHcPartyAndTypeFilter', healthcarePartyId: doctorId, type: 'paged' };
    const found: unknown[] = [];
    let start: unknown;
    do {
      const query = typeof start === 'string' ? `&startDocumentId=${start}` : '';
      const answer = await doctor.ask('POST', `/maintenancetask/filter?limit=2${query}`, { filter });
      found.push(...(answer.rows as JsonObject[]).map(({ id }) => id));
      start = (answer.nextKeyPair as JsonObject | undefined)?.startKeyDocId;
    } while (start !== undefined);
    assert.deepEqual(found, created.sort());
    const gone = await doctor.ask('POST', '/maintenancetask/filter?startDocumentId=gone', { filter });
    assert.deepEqual(gone, { rows: [] });
  });

  it('looks at the predicate beside a filter for patients, not for health elements', async () => {
    const wanted = await create('patient', { lastName: 'wanted', externalId: 'predicate' });
    await create('patient', { lastName: 'other', externalId: 'predicate' });
    const element = await create('helement', { lastName: 'other' });
    const predicate = { $type: 'KeyValuePredicate', key: 'lastName', operator: 'EQUAL', value: 'wanted' };
    const rowsOf = async (resource: string, filter: JsonObject) => {
      const { rows } = await doctor.ask('POST', `/${resource}/filter`, { filter, predicate });
      return (rows as JsonObject[]).map(({ id }) => id);
    };
    assert.deepEqual(await rowsOf('patient', { $type: 'PatientByHcPartyFilter', healthcarePartyId: doctorId }), [
      wanted.id,
    ]);
    const byIds = { $type: 'HealthElementByIdsFilter', ids: [element.id] };
    assert.deepEqual(await rowsOf('helement', byIds), [element.id]);
  });

  it('refuses filters of another class', async () => {
    const [status, text] = await refusal('POST', '/patient/match', { $type: 'AllUsersFilter' });
    assert.equal(status, 400);
    assert.match(text, /Unsupported filter/);
    assert.equal((await refusal('POST', '/patient/match', { nonsense: true }))[0], 400);
  });

  describe('services', () => {
    it('carry the metadata of their contact, and are found in its latest version', async () => {
      const tags = [{ type: 'TEST', code: 'service' }];
      const first = await create('contact', {
        services: [{ id: 'sample', label: 'old', tags, modified: 1 }],
        secretForeignKeys: ['key'],
        subContacts: [
          { id: 'sub', healthElementId: 'element', formId: 'form', services: [{ serviceId: 'sample' }] },
          { id: 'other', services: [{ serviceId: 'another' }] },
        ],
      });
      const service = await doctor.ask('GET', '/contact/service/sample');
      assert.equal(service.contactId, first.id);
      assert.deepEqual(service.secretForeignKeys, ['key']);
      assert.deepEqual(service.securityMetadata, first.securityMetadata);
      assert.deepEqual(
        [service.subContactIds, service.healthElementsIds, service.formIds],
        [['sub'], ['element'], ['form']],
      );

      const second = await create('contact', { services: [{ id: 'sample', label: 'new', modified: 2 }] });
      assert.equal((await doctor.ask('GET', '/contact/service/sample')).contactId, second.id);
      const filter = {
        $type: 'ServiceByHcPartyTagCodeDateFilter',
        healthcarePartyId: doctorId,
        tagType: 'TEST',
        tagCode: 'service',
      };
      // match finds any version, filter asks the latest again.
      assert.deepEqual(await doctor.askList('POST', '/contact/service/match', filter), ['sample']);
      assert.deepEqual(await doctor.ask('POST', '/contact/service/filter', { filter }), { rows: [] });

      await doctor.write('DELETE', `/contact/${second.id}?rev=${second.rev}`);
      assert.equal((await doctor.ask('GET', '/contact/service/sample')).label, 'old');
      const rows = await doctor.ask('POST', '/contact/service/filter', { filter });
      assert.equal((rows.rows as JsonObject[]).length, 1);
    });

    it('are not told to those who may not see the contact', async () => {
      await doctor.write('POST', '/contact', entity([], { services: [{ id: 'hidden' }] }));
      assert.equal((await refusal('GET', '/contact/service/hidden'))[0], 403);
      assert.deepEqual(await doctor.askList('POST', '/contact/service', { ids: ['hidden', 'unknown'] }), []);
      assert.deepEqual(await refusal('GET', '/contact/service/unknown'), [404, '']);
    });
  });

  it('keeps exchange data and finds it by its participants', async () => {
    const data = { id: 'exchange', delegator: doctorId, delegate: 'other', exchangeKey: { k: 'AAAA' } };
    const stored = await doctor.ask('POST', '/exchangedata', data);
    assert.deepEqual(await doctor.askList('GET', `/exchangedata/byDelegatorDelegate/${doctorId}/other`), [stored]);
    assert.deepEqual(await doctor.askList('GET', `/exchangedata/byDelegatorDelegate/other/${doctorId}`), []);
    assert.deepEqual(await doctor.askList('GET', '/exchangedata/byParticipant/other/counterparts'), [doctorId]);
    assert.deepEqual(await doctor.ask('GET', '/exchangedata/byParticipant/other'), { rows: [stored] });
    assert.equal((await refusal('PUT', '/exchangedata', { ...data, rev: STALE }))[0], 409);
  });

  it('adds to exchange data maps', async () => {
    const key = '00112233445566778899aabbccddeeff';
    await doctor.send('PUT', '/exchangedatamap/batch', { body: { batch: { [key]: { a: 'AAAA' } } } });
    await doctor.send('PUT', '/exchangedatamap/batch', { body: { batch: { [key]: { b: 'BBBB' } } } });
    const [stored] = sandbox.documents('exchangedatamap');
    assert.deepEqual(stored?.encryptedExchangeDataIds, { a: 'AAAA', b: 'BBBB' });
    const found = await doctor.askList('POST', '/exchangedatamap/batch', { ids: [stored.id, 'unknown'] });
    assert.deepEqual(found, [stored]);
  });
});
