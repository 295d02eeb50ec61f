/** The real Cardinal SDK, unmodified and with no code of this package between, against the sandbox. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CardinalSdk, DecryptedContact, DecryptedPatient } from '@icure/cardinal-sdk' with {
  'resolution-mode': 'import',
};
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { eventually } from '../support/eventually';
import { loadCardinal, logIn, nextEntity, type Cardinal } from './cardinal';

/** A copy of an entity with other values. */
function changed<Entity extends object>(entity: Entity, values: Partial<Entity>): Entity {
  return Object.assign(structuredClone(entity), values);
}

describe('sandbox with the real Cardinal SDK', function () {
  this.timeout(60_000);
  let cardinal: Cardinal;
  let sandbox: Sandbox;
  let colleagueAccount: SandboxAccount;
  let doctor: CardinalSdk;
  let colleague: CardinalSdk;
  let patientUser: CardinalSdk;

  before(async () => {
    cardinal = await loadCardinal();
    sandbox = await createSandbox();
    colleagueAccount = sandbox.addAccount({ login: 'colleague@sandbox.local', password: 'colleague', kind: 'hcp' });
    const [doctorAccount, patientAccount] = sandbox.accounts;
    assert.ok(doctorAccount !== undefined && patientAccount !== undefined);
    // One with a plain password, the others with a salted one.
    doctor = await logIn(sandbox, doctorAccount);
    colleague = await logIn(sandbox, colleagueAccount, { applicationId: 'test.application' });
    patientUser = await logIn(sandbox, patientAccount, { applicationId: 'test.application' });
  });

  after(() => sandbox.stop());

  async function createPatient(values: Partial<DecryptedPatient> = {}): Promise<DecryptedPatient> {
    const patient = new cardinal.DecryptedPatient({ id: randomUUID(), firstName: 'Ada', note: 'secret', ...values });
    return doctor.patient.createPatient(await doctor.patient.withEncryptionMetadata(patient));
  }

  async function createContact(patient: DecryptedPatient, tag = 'test'): Promise<DecryptedContact> {
    const { DecryptedContact, DecryptedService, DecryptedContent, CodeStub } = cardinal;
    const service = new DecryptedService({
      id: randomUUID(),
      valueDate: 20260102030405,
      tags: [new CodeStub({ id: `TEST|${tag}|1`, type: 'TEST', code: tag, version: '1' })],
      content: { en: new DecryptedContent({ stringValue: 'secret' }) },
    });
    const contact = new DecryptedContact({ id: randomUUID(), openingDate: 20260102030405, services: [service] });
    return doctor.contact.createContact(await doctor.contact.withEncryptionMetadata(contact, patient));
  }

  async function createHealthElement(patient: DecryptedPatient) {
    const element = new cardinal.DecryptedHealthElement({ id: randomUUID(), descr: 'secret' });
    return doctor.healthElement.createHealthElement(
      await doctor.healthElement.withEncryptionMetadata(element, patient),
    );
  }

  async function createTask(taskType = 'test') {
    const task = new cardinal.DecryptedMaintenanceTask({ id: randomUUID(), taskType });
    return doctor.maintenanceTask.createMaintenanceTask(await doctor.maintenanceTask.withEncryptionMetadata(task));
  }

  function newUser() {
    const id = randomUUID();
    return new cardinal.User({ id, login: `${id}@sandbox.local`, passwordHash: 'a password' });
  }

  /** Waits until a subscription made just now is known to the sandbox; the SDK says "connected" before that. */
  async function subscribed(count: number): Promise<void> {
    await eventually('the sandbox knows the subscriptions', () => {
      assert.equal(sandbox.sockets.filter(({ subscription }) => subscription !== undefined).length, count);
    });
  }

  describe('patients', () => {
    it('are created, read and modified, and a stale revision is a conflict', async () => {
      const created = await createPatient();
      assert.match(created.rev ?? '', /^1-[0-9a-f]{32}$/);
      const read = await doctor.patient.getPatient(created.id);
      assert.equal(read.note, 'secret');
      assert.equal(read.created, created.created);

      const modified = await doctor.patient.modifyPatient(changed(read, { note: 'another secret' }));
      assert.match(modified.rev ?? '', /^2-[0-9a-f]{32}$/);
      assert.equal((await doctor.patient.getPatient(created.id)).note, 'another secret');
      await assert.rejects(doctor.patient.modifyPatient(read), { name: 'RevisionConflictException' });
    });

    it('are stored encrypted', async () => {
      const { id } = await createPatient({ note: 'nobody may read this' });
      const stored = sandbox.documents('patient').find((patient) => patient.id === id);
      assert.ok(stored !== undefined);
      assert.doesNotMatch(JSON.stringify(stored), /nobody may read this/);
    });

    it('are created, read and modified in batches', async () => {
      const patients = await Promise.all(
        ['Ada', 'Bob'].map((firstName) =>
          doctor.patient.withEncryptionMetadata(new cardinal.DecryptedPatient({ id: randomUUID(), firstName })),
        ),
      );
      const created = await doctor.patient.createPatients(patients);
      assert.deepEqual(
        created.map(({ id }) => id),
        patients.map(({ id }) => id),
      );
      const read = await doctor.patient.getPatients([...patients.map(({ id }) => id), 'unknown']);
      assert.deepEqual(
        read.map(({ firstName }) => firstName),
        ['Ada', 'Bob'],
      );
      const [first] = await doctor.patient.encrypted.getPatients(patients.map(({ id }) => id));
      assert.ok(first !== undefined);
      const stale = changed(first, { rev: `1-${'0'.repeat(32)}` });
      assert.equal((await doctor.patient.encrypted.modifyPatients([first])).length, 1);
      assert.deepEqual(await doctor.patient.encrypted.modifyPatients([stale]), []);
    });

    it('are soft-deleted, undeleted and purged', async () => {
      const created = await createPatient();
      const deleted = await doctor.patient.deletePatientById(created.id, created.rev ?? '');
      const stillThere = await doctor.patient.getPatient(created.id);
      assert.equal(stillThere.rev, deleted.rev);
      assert.ok((stillThere.deletionDate ?? 0) > 0);
      const filter = cardinal.PatientFilters.allPatientsForSelf();
      assert.ok(!(await doctor.patient.matchPatientsBy(filter)).includes(created.id));

      const undeleted = await doctor.patient.undeletePatientById(created.id, stillThere.rev ?? '');
      assert.equal(undeleted.deletionDate, undefined);
      assert.ok((await doctor.patient.matchPatientsBy(filter)).includes(created.id));

      await doctor.patient.purgePatientById(created.id, undeleted.rev ?? '');
      await assert.rejects(doctor.patient.getPatient(created.id), /status code 404/);
    });

    it('are deleted in batches, without those of another revision', async () => {
      const [current, stale] = [await createPatient(), await createPatient()];
      const { IdWithMandatoryRev } = cardinal;
      const deleted = await doctor.patient.deletePatientsByIds([
        new IdWithMandatoryRev({ id: current.id, rev: current.rev ?? '' }),
        new IdWithMandatoryRev({ id: stale.id, rev: `1-${'0'.repeat(32)}` }),
      ]);
      assert.deepEqual(
        deleted.map(({ id }) => id),
        [current.id],
      );
      assert.deepEqual(
        (await doctor.patient.deletePatientsUnsafe([stale.id])).map(({ id }) => id),
        [stale.id],
      );
    });

    it('are found page by page', async () => {
      const ids = new Set<string>();
      for (let count = 0; count < 3; count += 1) ids.add((await createPatient({ externalId: 'paged' })).id);
      const found = await doctor.patient.filterPatientsBy(cardinal.PatientFilters.byIds([...ids]));
      const rows: string[] = [];
      while (await found.hasNext()) rows.push(...(await found.next(2)).map(({ id }) => id));
      assert.deepEqual(new Set(rows), ids);
    });
  });

  it('keeps contacts with their services, and finds the services', async () => {
    const patient = await createPatient();
    const contact = await createContact(patient, 'kept');
    const [service] = contact.services;
    assert.ok(service?.id !== undefined);
    const read = await doctor.contact.getService(service.id);
    assert.equal(read.contactId, contact.id);
    assert.equal(read.content.en?.stringValue, 'secret');
    const { ServiceFilters } = cardinal;
    const filter = ServiceFilters.byTagAndValueDateForSelf('TEST', { tagCode: 'kept' });
    assert.deepEqual(await doctor.contact.matchServicesBy(filter), [service.id]);
    const other = ServiceFilters.byTagAndValueDateForSelf('TEST', { tagCode: 'another' });
    assert.deepEqual(await doctor.contact.matchServicesBy(other), []);

    const modified = await doctor.contact.modifyContact(
      changed(await doctor.contact.getContact(contact.id), { descr: 'closed' }),
    );
    assert.match(modified.rev ?? '', /^2-/);
    assert.deepEqual(await doctor.contact.decryptPatientIdOf(modified), [patient.id]);
    await doctor.contact.deleteContactById(contact.id, modified.rev ?? '');
    await assert.rejects(doctor.contact.getService(service.id), /status code 404/);
  });

  it('keeps health elements', async () => {
    const created = await createHealthElement(await createPatient());
    const modified = await doctor.healthElement.modifyHealthElement(changed(created, { descr: 'another secret' }));
    assert.equal((await doctor.healthElement.getHealthElement(created.id)).descr, 'another secret');
    await assert.rejects(doctor.healthElement.modifyHealthElement(created), { name: 'RevisionConflictException' });
    const filter = cardinal.HealthElementFilters.allHealthElementsForSelf();
    assert.ok((await doctor.healthElement.matchHealthElementsBy(filter)).includes(created.id));
    const deleted = await doctor.healthElement.deleteHealthElementById(created.id, modified.rev ?? '');
    const undeleted = await doctor.healthElement.undeleteHealthElementById(created.id, deleted.rev ?? '');
    await doctor.healthElement.purgeHealthElementById(created.id, undeleted.rev ?? '');
    await assert.rejects(doctor.healthElement.getHealthElement(created.id), /status code 404/);
  });

  it('keeps maintenance tasks', async () => {
    const created = await createTask('kept');
    const modified = await doctor.maintenanceTask.modifyMaintenanceTask(changed(created, { taskType: 'changed' }));
    const { MaintenanceTaskFilters } = cardinal;
    const matching = (type: string) =>
      doctor.maintenanceTask.matchMaintenanceTasksBy(MaintenanceTaskFilters.byTypeForSelf(type));
    assert.deepEqual(await matching('changed'), [created.id]);
    assert.deepEqual(await matching('kept'), []);
    const deleted = await doctor.maintenanceTask.deleteMaintenanceTaskById(created.id, modified.rev ?? '');
    const undeleted = await doctor.maintenanceTask.undeleteMaintenanceTaskById(created.id, deleted.rev ?? '');
    await doctor.maintenanceTask.purgeMaintenanceTaskById(created.id, undeleted.rev ?? '');
    await assert.rejects(doctor.maintenanceTask.getMaintenanceTask(created.id), /status code 404/);
  });

  it('keeps users without telling their secrets', async () => {
    const user = newUser();
    const created = await doctor.user.createUser(user);
    assert.equal(created.passwordHash, '*');
    const modified = await doctor.user.modifyUser(changed(created, { name: 'New name' }));
    assert.equal(modified.name, 'New name');
    assert.deepEqual(
      (await doctor.user.getUserByEmail(sandbox.accounts[0]?.login ?? '')).id,
      sandbox.accounts[0]?.userId,
    );
    assert.ok((await doctor.user.matchUsersBy(cardinal.UserFilters.all())).includes(user.id));
    const token = await doctor.user.getToken(user.id, 'test');
    // A user without a data owner can log in to the base SDK only.
    const { CardinalBaseSdk, AuthenticationMethod } = cardinal;
    for (const password of [token, 'a password']) {
      const base = await CardinalBaseSdk.initialize(
        undefined,
        sandbox.url,
        new AuthenticationMethod.UsingCredentials.UsernamePassword(user.login ?? '', password),
      );
      assert.equal((await base.user.getCurrentUser()).id, user.id);
    }
    const current = await doctor.user.getUser(user.id);
    await doctor.user.deleteUserById(user.id, current.rev ?? '');
    assert.ok(!(await doctor.user.matchUsersBy(cardinal.UserFilters.all())).includes(user.id));
  });

  it('keeps healthcare parties', async () => {
    const created = await doctor.healthcareParty.createHealthcareParty(
      new cardinal.HealthcareParty({ id: randomUUID(), firstName: 'Grace', lastName: 'Hopper' }),
    );
    const read = await colleague.healthcareParty.getHealthcareParty(created.id);
    assert.equal(read.lastName, 'Hopper');
    const current = await doctor.healthcareParty.getCurrentHealthcareParty();
    assert.equal(current.id, sandbox.accounts[0]?.dataOwnerId);
  });

  it('lets the other account read what was shared, and not before', async () => {
    const patient = await createPatient({ note: 'shared secret' });
    const contact = await createContact(patient);
    const serviceId = contact.services[0]?.id ?? '';
    await assert.rejects(colleague.patient.getPatient(patient.id), /status code 403/);
    await assert.rejects(colleague.contact.getService(serviceId), /status code 403/);
    assert.deepEqual(await colleague.patient.getPatients([patient.id]), []);

    await doctor.patient.shareWith(colleagueAccount.dataOwnerId, patient);
    await doctor.contact.shareWith(colleagueAccount.dataOwnerId, contact);
    assert.equal((await colleague.patient.getPatient(patient.id)).note, 'shared secret');
    assert.equal((await colleague.contact.getService(serviceId)).content.en?.stringValue, 'secret');
    assert.ok(
      (await colleague.patient.matchPatientsBy(cardinal.PatientFilters.allPatientsForSelf())).includes(patient.id),
    );
  });

  describe('subscriptions', () => {
    it('tell the healthcare professional of all five entities', async () => {
      const { SubscriptionEventType, PatientFilters, HealthElementFilters, MaintenanceTaskFilters } = cardinal;
      const { UserFilters, ServiceFilters } = cardinal;
      const types = [SubscriptionEventType.Create, SubscriptionEventType.Update];
      const patients = await doctor.patient.subscribeToEvents(types, PatientFilters.allPatientsForSelf(), {});
      const elements = await doctor.healthElement.subscribeToEvents(
        types,
        HealthElementFilters.allHealthElementsForSelf(),
        {},
      );
      const tasks = await doctor.maintenanceTask.subscribeToEvents(
        types,
        MaintenanceTaskFilters.byTypeForSelf('live'),
        {},
      );
      const users = await doctor.user.subscribeToEvents(types, UserFilters.all(), {});
      const services = await doctor.contact.subscribeToServiceCreateOrUpdateEvents(
        ServiceFilters.byTagAndValueDateForSelf('TEST', { tagCode: 'live' }),
        {},
      );
      await subscribed(5);

      const patient = await createPatient({ note: 'live secret' });
      await doctor.patient.modifyPatient(patient);
      const [created, updated] = [await nextEntity(patients), await nextEntity(patients)];
      assert.deepEqual([created.id, created.rev], [patient.id, patient.rev]);
      assert.match(updated.rev ?? '', /^2-/);
      assert.equal((await doctor.patient.decrypt(created)).note, 'live secret');

      const element = await createHealthElement(patient);
      assert.equal((await nextEntity(elements)).id, element.id);

      await createTask('another');
      const task = await createTask('live');
      assert.equal((await nextEntity(tasks)).id, task.id);

      const user = await doctor.user.createUser(newUser());
      const received = await nextEntity(users);
      assert.equal(received.id, user.id);
      assert.equal(received.passwordHash, '*');

      await createContact(patient, 'another');
      const contact = await createContact(patient, 'live');
      const service = await nextEntity(services);
      assert.equal(service.contactId, contact.id);
      const decrypted = await doctor.contact.decryptService(service);
      assert.equal(decrypted.content.en?.stringValue, 'secret');

      for (const subscription of [patients, elements, tasks, users, services]) await subscription.close();
      await subscribed(0);
    });

    it('tell the healthcare professional of what the patient user creates', async () => {
      const doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
      const { AccessLevel, SubscriptionEventType, HealthElementFilters } = cardinal;
      const self = await patientUser.patient.encrypted.modifyPatient(
        await patientUser.patient.ensureEncryptionMetadataForSelfIsInitialized({
          sharingWith: { [doctorId]: AccessLevel.Write },
        }),
      );
      const elements = await doctor.healthElement.subscribeToEvents(
        [SubscriptionEventType.Create],
        HealthElementFilters.allHealthElementsForSelf(),
        {},
      );
      await subscribed(1);
      const element = await patientUser.healthElement.withEncryptionMetadata(
        new cardinal.DecryptedHealthElement({ id: randomUUID(), descr: 'from the patient' }),
        await patientUser.patient.getPatient(self.id),
        { delegates: { [doctorId]: AccessLevel.Write } },
      );
      await patientUser.healthElement.createHealthElement(element);
      const received = await nextEntity(elements);
      assert.equal(received.id, element.id);
      assert.equal((await doctor.healthElement.decrypt(received)).descr, 'from the patient');
      await assert.rejects(colleague.healthElement.getHealthElement(element.id), /status code 403/);
      // The patient is in no delegation by name, and is let in by access control keys.
      assert.equal((await patientUser.healthElement.getHealthElement(element.id)).descr, 'from the patient');
      await elements.close();
    });
  });
});
