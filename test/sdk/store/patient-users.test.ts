/** Patients with an account of their own: delegations do not name them, so that they show access control keys. */
import assert from 'node:assert/strict';
import type { SdkSession } from '../../../src/sdk/port';
import { filterFor } from '../cardinal/driver';
import { SAVABLE, save, SECRET, StoreStage, WITH_SECRETS } from './stage';

describe('the store of a patient user', () => {
  let stage: StoreStage;
  let hospital: SdkSession;
  let user: SdkSession;
  let patient: string;
  let shareWith: string[];

  before(async () => {
    stage = await StoreStage.open();
    hospital = await stage.connect(stage.newAccount());
    user = await stage.connect(stage.newAccount('patient'));
    shareWith = [user.identity.dataOwnerId];
    patient = (await save(hospital, 'Patient', { firstName: 'Jon' }, { shareWith })).id;
  });
  after(() => stage.end());

  for (const entity of SAVABLE) {
    it(`finds a ${entity} that is shared with it, and changes it`, async () => {
      const { id } = await save(hospital, entity, WITH_SECRETS[entity], { patient, shareWith });
      assert((await user.store.match(entity, filterFor(entity))).includes(id));
      const [found] = await user.store.get(entity, [id], filterFor(entity));
      assert.equal(found?.decrypted, true);
      assert(JSON.stringify(found.payload).includes(SECRET));
      const changed = await save(user, entity, { ...found.payload, identifiers: [{ value: 'mine' }] });
      assert.deepEqual((await hospital.store.get(entity, [id]))[0]?.payload, changed.payload);
    });
  }

  it('saves for itself and for others, and deletes', async () => {
    const others = [hospital.identity.dataOwnerId];
    for (const entity of SAVABLE) {
      const { id } = await save(user, entity, WITH_SECRETS[entity], { patient, shareWith: others });
      assert.equal((await user.store.get(entity, [id]))[0]?.decrypted, true, entity);
      assert.equal((await hospital.store.get(entity, [id]))[0]?.decrypted, true, entity);
      const [deleted] = await user.store.delete({ entity, items: [{ id }] });
      assert.equal(deleted?.kind, 'deleted', JSON.stringify(deleted));
      assert.deepEqual(await user.store.get(entity, [id]), [undefined]);
    }
  });
});
