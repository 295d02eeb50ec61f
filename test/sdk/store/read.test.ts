import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import { ENTITY_NAMES, type EntityName } from '../../../src/model/entities';
import { FailureError } from '../../../src/model/failure';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json';
import type { SdkSession } from '../../../src/sdk/port';
import { objectsIn } from '../../../src/sdk/wire/entity-json';
import { textIn, type Author } from '../../contract/author';
import { CardinalAuthor } from '../../contract/cardinal-author';
import { eventually } from '../../support/eventually';
import { filterFor, Sessions, settingsFor } from '../cardinal/driver';

describe('finding entities', () => {
  const sessions = new Sessions();
  let sandbox: Sandbox;
  let session: SdkSession;
  let stranger: SdkSession;
  let author: Author;

  before(async () => {
    sandbox = await createSandbox();
    const account = newAccount();
    session = await connect(account);
    stranger = await connect(newAccount());
    author = await CardinalAuthor.of(sandbox, [account.dataOwnerId]);
  });
  after(async () => {
    await sessions.end();
    author.end();
    await sandbox.stop();
  });

  function newAccount(kind: SandboxAccount['kind'] = 'hcp'): SandboxAccount {
    return sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind });
  }

  function connect(account: SandboxAccount, concurrency = 4): Promise<SdkSession> {
    return sessions.connect(settingsFor(sandbox, account, sessions.keyFolder(), { concurrency }));
  }

  /** The ids of what is found, by both steps. */
  async function find(entity: EntityName, json: object, through = session): Promise<string[]> {
    const filter = filterFor(entity, json);
    const ids = await through.store.match(entity, filter);
    assert.deepEqual(ids, [...ids].sort());
    const found = await through.store.get(entity, ids, filter);
    return found.filter((stored) => stored !== undefined).map(({ id }) => id);
  }

  for (const entity of ENTITY_NAMES) {
    it(`gets a ${entity} by its id, decrypted, and tells what is not there`, async () => {
      const id = await author.create(entity, { text: 'For you' });
      const missing = randomUUID();
      const [none, stored, again] = await session.store.get(entity, [missing, id, id]);
      assert.equal(none, undefined);
      assert(stored);
      assert.deepEqual(again, stored);
      assert.equal(stored.id, id);
      assert.equal(stored.entity, entity);
      assert.equal(stored.decrypted, true);
      assert.equal(textIn(entity, stored.payload), 'For you');
      assert.equal(stored.rev?.startsWith('1-'), entity === 'DataSample' ? undefined : true);
    });

    it(`does not find a deleted ${entity}`, async () => {
      const id = await author.create(entity);
      assert.deepEqual(await find(entity, { criteria: [{ by: 'id', ids: [id] }] }), [id]);
      await author.remove(entity, id);
      assert.deepEqual(await session.store.get(entity, [id]), [undefined]);
      assert.deepEqual(await find(entity, { criteria: [{ by: 'id', ids: [id] }] }), []);
    });

    it(`finds what a filter on ids lets through of a ${entity}`, async () => {
      const ids = [await author.create(entity), await author.create(entity), await author.create(entity)].sort();
      const [first = '', second = '', third = ''] = ids;
      const criteria = [
        { by: 'id', ids: [...ids, randomUUID()] },
        { by: 'id', ids: [second], not: true },
      ];
      assert.deepEqual(await find(entity, { criteria }), [first, third]);
    });
  }

  for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
    it(`finds a ${entity} by label, by code and by identifier`, async () => {
      const type = randomUUID();
      const value = randomUUID();
      const id = await author.create(entity, {
        labels: [{ type, code: 'label' }],
        codes: [{ type, code: 'code' }],
        identifiers: [{ system: 'https://example.org', value }],
      });
      await author.create(entity, { identifiers: [{ system: 'https://example.org', value: 'another' }] });
      const searches = [
        { by: 'label', type },
        { by: 'label', type, code: 'label' },
        { by: 'code', type, code: 'code' },
        { by: 'identifier', value },
        { by: 'identifier', value, system: 'https://example.org' },
      ];
      for (const criterion of searches) {
        assert.deepEqual(await find(entity, { criteria: [criterion] }), [id], JSON.stringify(criterion));
      }
      assert.deepEqual(await find(entity, { criteria: [{ by: 'label', type, code: 'code' }] }), []);
    });
  }

  it('finds a Notification by type and by identifier', async () => {
    const value = randomUUID();
    const identifiers = [{ system: 'https://example.org', value }];
    const id = await author.create('Notification', { type: 'NEW_USER_OWN_DATA_ACCESS', identifiers });
    assert((await find('Notification', { criteria: [{ by: 'type', type: 'NEW_USER_OWN_DATA_ACCESS' }] })).includes(id));
    const byIdentifier = { by: 'identifier', value, system: 'https://example.org' };
    assert.deepEqual(await find('Notification', { criteria: [byIdentifier] }), [id]);
    assert.deepEqual(await find('Notification', { criteria: [byIdentifier, { by: 'type', type: 'OTHER' }] }), []);
  });

  for (const entity of ['Patient', 'DataSample', 'HealthcareElement', 'Notification'] as const) {
    it(`shows nothing of a ${entity} to who it is not shared with`, async () => {
      const id = await author.create(entity);
      assert.deepEqual(await stranger.store.get(entity, [id]), [undefined]);
      assert.deepEqual(await find(entity, {}, stranger), []);
      assert((await find(entity, {})).includes(id));
    });
  }

  it('finds what it has no key for, without its encrypted fields', async () => {
    const id = await author.create('Patient', { text: 'Sealed' });
    const stored = sandbox.documents('patient').find((document) => document.id === id);
    for (const delegation of objectsIn(delegationsOf(stored))) delegation.encryptionKeys = [];
    const [found] = await session.store.get('Patient', [id]);
    assert(found);
    assert.equal(found.decrypted, false);
    assert.equal(found.payload.firstName, 'John');
    assert.equal('note' in found.payload, false);
    assert((await find('Patient', {})).includes(id));
  });

  it('reads more than a page, in the order asked for', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await author.create('Patient'));
    const asked = [...Array.from({ length: 120 }, () => randomUUID()), ...ids.reverse()];
    const found = await session.store.get('Patient', asked);
    assert.deepEqual(
      found.map((stored) => stored?.id),
      [...Array.from({ length: 120 }, () => undefined), ...ids],
    );
  });

  it('has no more requests under way than the account allows', async () => {
    const ids = [await author.create('Patient')];
    const alone = await connect(newAccount(), 1);
    sandbox.faults.hangRequests = true;
    const before = sandbox.requests.length;
    const asked = [1, 2, 3].map(() => alone.store.get('Patient', ids).catch((error: unknown) => error));
    await eventually('the first request', () => {
      assert.equal(sandbox.requests.length - before, 1);
    });
    await alone.close();
    sandbox.faults.hangRequests = false;
    for (const outcome of await Promise.all(asked)) {
      assert(outcome instanceof FailureError);
      assert.equal(outcome.code, 'closed');
    }
    assert.equal(sandbox.requests.length - before, 1);
  });

  it('says so when the server is of no use, and goes on after', async () => {
    const id = await author.create('Patient');
    sandbox.faults.refuseAll = 503;
    await assert.rejects(session.store.get('Patient', [id]), { code: 'server-error' });
    await assert.rejects(session.store.match('Patient', filterFor('Patient')), { code: 'server-error' });
    sandbox.faults.refuseAll = undefined;
    assert.equal((await session.store.get('Patient', [id]))[0]?.id, id);
  });
});

function delegationsOf(document: JsonObject | undefined): JsonValue | undefined {
  return isJsonObject(document?.securityMetadata) ? document.securityMetadata.secureDelegations : undefined;
}
