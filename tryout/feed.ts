/**
 * Writes health data into the sandbox, as a glucose meter of a ward would: a patient now and then, a glucose value every few seconds, each
 * encrypted by the real Cardinal SDK and shared with the sandbox's healthcare professional, whose automations it is for.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { METER, PROFESSIONAL } from './accounts';
import { SANDBOX_URL, STATE } from './places';
import type * as CardinalModule from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { AccessLevel, CardinalSdk, DecryptedPatient } from '@icure/cardinal-sdk' with {
  'resolution-mode': 'import',
};

type Cardinal = typeof CardinalModule;
type Delegates = Record<string, AccessLevel>;

/** ms between two glucose values. */
const SAMPLE_INTERVAL = 3_000;
/** Glucose values until the next patient arrives. */
const SAMPLES_PER_PATIENT = 6;
/** ms until something that failed is tried again. */
const RETRY_INTERVAL = 1_000;

const PATIENTS = [
  { firstName: 'Marie', lastName: 'Peeters' },
  { firstName: 'Lucas', lastName: 'Dubois' },
  { firstName: 'Emma', lastName: 'Janssens' },
  { firstName: 'Noah', lastName: 'Lambert' },
];

async function feed(): Promise<void> {
  const cardinal = await import('@icure/cardinal-sdk');
  const professional = await persistently(() => makeMeterAccount(cardinal));
  const sdk = await persistently(() => logIn(cardinal, METER.login, METER.password));
  await persistently(() => requireKey(sdk, professional));
  const delegates = { [professional]: cardinal.AccessLevel.Write };
  let patient: DecryptedPatient | undefined;
  for (let count = 0; ; count += 1) {
    const arrival = count / SAMPLES_PER_PATIENT;
    if (patient === undefined || Number.isInteger(arrival)) {
      patient = await persistently(() => writePatient(cardinal, sdk, Math.trunc(arrival), delegates));
    }
    const of = patient;
    await persistently(() => writeGlucose(cardinal, sdk, of, delegates));
    await wait(SAMPLE_INTERVAL);
  }
}

/** Tries until it works: the sandbox, or Node-RED's key, may not be there yet. */
async function persistently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await wait(RETRY_INTERVAL);
    }
  }
}

function logIn(cardinal: Cardinal, login: string, password: string): Promise<CardinalSdk> {
  return cardinal.CardinalSdk.initialize(
    undefined,
    SANDBOX_URL,
    new cardinal.AuthenticationMethod.UsingCredentials.UsernamePassword(login, password),
    cardinal.StorageFacade.usingFileSystem(join(STATE, 'feed-keys')),
  );
}

/**
 * The meter is an account of its own: what Node-RED shows was really shared from one account with another.
 * @returns the data owner id of the professional to share with
 */
async function makeMeterAccount(cardinal: Cardinal): Promise<string> {
  const admin = await cardinal.CardinalBaseSdk.initialize(
    undefined,
    SANDBOX_URL,
    new cardinal.AuthenticationMethod.UsingCredentials.UsernamePassword(PROFESSIONAL.login, PROFESSIONAL.password),
  );
  const { healthcarePartyId } = await admin.user.getCurrentUser();
  if (healthcarePartyId === undefined) throw new Error('The professional has no data owner.');
  const known = await admin.user.getUserByEmail(METER.login).catch(() => undefined);
  if (known !== undefined) return healthcarePartyId;
  const meter = await admin.healthcareParty.createHealthcareParty(
    new cardinal.HealthcareParty({ id: randomUUID(), name: METER.name, firstName: 'Ward 3', lastName: METER.name }),
  );
  await admin.user.createUser(
    new cardinal.User({
      id: randomUUID(),
      login: METER.login,
      email: METER.login,
      name: METER.name,
      passwordHash: METER.password,
      healthcarePartyId: meter.id,
    }),
  );
  return healthcarePartyId;
}

/** The professional gets a key pair when Node-RED logs in for the first time; before that nothing can be shared. */
async function requireKey(sdk: CardinalSdk, dataOwnerId: string): Promise<void> {
  const { stub } = await sdk.dataOwner.getCryptoActorStub(dataOwnerId);
  if (stub.publicKeysForOaepWithSha256.length === 0) throw new Error('No key yet.');
}

async function writePatient(
  cardinal: Cardinal,
  sdk: CardinalSdk,
  arrival: number,
  delegates: Delegates,
): Promise<DecryptedPatient> {
  const name = PATIENTS[arrival % PATIENTS.length];
  const patient = new cardinal.DecryptedPatient({ id: randomUUID(), ...name, note: 'Admitted to ward 3' });
  return sdk.patient.createPatient(await sdk.patient.withEncryptionMetadata(patient, { delegates }));
}

async function writeGlucose(
  cardinal: Cardinal,
  sdk: CardinalSdk,
  patient: DecryptedPatient,
  delegates: Delegates,
): Promise<void> {
  const value = Math.round(60 + Math.random() * 190);
  const now = fuzzyDate(new Date());
  const sample = new cardinal.DecryptedService({
    id: randomUUID(),
    label: 'Glucose',
    tags: [new cardinal.CodeStub({ id: 'demo|glucose|1', type: 'demo', code: 'glucose', version: '1' })],
    valueDate: now,
    content: {
      en: new cardinal.DecryptedContent({ measureValue: new cardinal.Measure({ value, unit: 'mg/dL' }) }),
    },
  });
  const contact = new cardinal.DecryptedContact({ id: randomUUID(), openingDate: now, services: [sample] });
  await sdk.contact.createContact(await sdk.contact.withEncryptionMetadata(contact, patient, { delegates }));
}

/** `YYYYMMDDhhmmss` in local time, as iCure writes moments. */
function fuzzyDate(date: Date): number {
  const parts = [date.getMonth() + 1, ...[date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]];
  return Number(String(date.getFullYear()) + parts.map((part) => String(part).padStart(2, '0')).join(''));
}

feed().catch((error: unknown) => {
  console.error('The feed stopped:', error instanceof Error ? error.message : 'unknown reason');
  process.exit(1);
});
