/** Patients with an account of their own hear of what is shared with them. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { SdkSession } from '../../src/sdk/port';
import { filterFor, listen } from '../support/sessions';
import { textIn, type Author } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyPatients(leg: Leg): void {
  describe('patient users', () => {
    let stage: Stage;
    let session: SdkSession;
    let author: Author;

    before(async () => {
      stage = await Stage.open(leg);
      const patient = stage.newAccount('patient');
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      session = await stage.connect(patient, {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        createKeyPair: true,
      });
      author =
        leg.ownAuthor === undefined
          ? await stage.author(patient.dataOwnerId)
          : await leg.ownAuthor(stage.sandbox, { account: patient, privateKey });
    });
    after(() => stage.end());

    it('are known for what they are', () => {
      assert.equal(session.identity.dataOwnerType, 'patient');
    });

    for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
      it(`hear of a ${entity} that is shared with them, decrypted`, async () => {
        const { heard } = await listen(session, entity, 'CREATE');
        const event = await heard.eventOf(await author.create(entity, { text: 'For your eyes' }));
        assert.equal(event.decrypted, true);
        assert.equal(textIn(entity, event.payload), 'For your eyes');
        assert.deepEqual(heard.problems, []);
      });
    }

    for (const entity of ['DataSample', 'HealthcareElement'] as const) {
      it(`hear of a ${entity}, and of its deletion, by the patient whom it is about`, async () => {
        const [wanted, unwanted] = [await author.create('Patient'), await author.create('Patient')];
        const filter = { criteria: [{ by: 'patient', ids: [wanted] }] };
        const { heard: created } = await listen(session, entity, 'CREATE', filter);
        const { heard: deleted } = await listen(session, entity, 'DELETE', filter);
        const left = await author.create(entity, { patient: unwanted });
        const id = await author.create(entity, { patient: wanted });
        for (const written of [left, id]) await author.remove(entity, written);
        await deleted.eventOf(id);
        for (const { events, problems } of [created, deleted]) {
          assert.deepEqual(problems, []);
          assert.deepEqual(
            events.map((event) => event.id),
            [id],
          );
        }
        const inspections = await session.store.inspect(entity, [left, id], filterFor(entity, filter));
        assert.deepEqual(
          inspections.map((inspection) => inspection.kind === 'found' && inspection.passes),
          [false, true],
        );
      });
    }

    it('hear of the deletion of a data sample that their filter let through, and of no other', async () => {
      const [wanted, unwanted] = ['wanted', 'unwanted'].map((code) => ({ labels: [{ type: 'demo', code }] }));
      const filter = { criteria: [{ by: 'label', type: 'demo', code: 'wanted' }] };
      const { heard } = await listen(session, 'DataSample', 'DELETE', filter);
      const left = await author.create('DataSample', unwanted);
      const id = await author.create('DataSample', wanted);
      await author.remove('DataSample', left);
      await author.remove('DataSample', id);
      await heard.eventOf(id);
      assert.deepEqual(heard.problems, []);
      assert.deepEqual(
        heard.events.map((event) => event.id),
        [id],
      );
      const inspections = await session.store.inspect('DataSample', [left, id], filterFor('DataSample', filter));
      assert.deepEqual(
        inspections.map((inspection) => inspection.kind === 'found' && inspection.passes),
        [false, true],
      );
      const stamps = await session.store.stamps('DataSample', [left, id]);
      assert.deepEqual(
        stamps.map((stamp) => stamp?.isDeleted),
        [true, true],
      );
    });
  });
}
