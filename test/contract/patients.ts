/** Patients with an account of their own hear of what is shared with them. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { SdkSession } from '../../src/sdk/port';
import { listen } from '../support/sessions';
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
  });
}
