/** The examples that act on events, each run as it is, with its outcome read from the server and decrypted by the real Cardinal SDK. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { SandboxAccount } from '../../sandbox';
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { eventually } from '../support/eventually';
import { exampleFlow, idIn } from '../support/examples';
import { accountNode } from '../support/flow';
import { connected, NodeRedProcess, type FlowNode } from '../support/node-red-process';
import { Reader } from '../support/reader';
import type { Author, MeasuredValue } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

const GLUCOSE = { type: 'demo', code: 'glucose' };

export function specifyExamples(leg: Leg): void {
  describe('the examples', () => {
    let stage: Stage;
    let account: SandboxAccount;
    let nodeRed: NodeRedProcess;
    let author: Author;
    let reader: Reader;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

    before(async () => {
      // The hardest server: it tells of a data sample again when a label is added to it.
      stage = await Stage.open(leg, { serviceEventsOnModify: 'CREATE' });
      account = stage.newAccount();
      nodeRed = new NodeRedProcess();
      await nodeRed.start();
      // The account has a key when it listens, and not before. This one does nothing with what it hears.
      await run('Notification events');
      author = await stage.author(account.dataOwnerId);
      reader = await Reader.of(stage.sandbox, account, pem);
    });
    after(async () => {
      await nodeRed.stop();
      reader.end();
      await stage.end();
    });

    /** Deploys an example alone, and waits until its event nodes listen. */
    async function run(title: string): Promise<FlowNode[]> {
      const { sandbox } = stage;
      const credentials = { userName: account.login, secret: account.password, privateKey: pem };
      const flow = exampleFlow(title, accountNode(sandbox.url, account, { sdk: leg.sdk, credentials }));
      await nodeRed.deploy(flow);
      for (const { id, type } of flow) if (type.endsWith('-events')) await nodeRed.badge(id, connected);
      return flow;
    }

    /** What a debug node has shown so far, where it shows objects. */
    const shownBy = (flow: readonly FlowNode[], name: string): Record<string, unknown>[] => {
      const id = idIn(flow, 'debug', name);
      return nodeRed.shown.filter((shown) => shown.id === id).map(({ message }) => message);
    };

    async function press(flow: readonly FlowNode[], button: string): Promise<void> {
      const { status } = await fetch(`${nodeRed.url}/inject/${idIn(flow, 'inject', button)}`, { method: 'POST' });
      assert.equal(status, 200);
    }

    const measurements: MeasuredValue[] = [];

    function measured(measure: MeasuredValue, labels = [GLUCOSE]): Promise<string> {
      measurements.push(measure);
      return author.create('DataSample', { labels, measure });
    }

    /** The versions of a data sample that are on the server, as they lie in their contacts. */
    const stored = (id: string): JsonObject[] =>
      stage.sandbox
        .documents('contact')
        .flatMap(({ services }) => (Array.isArray(services) ? services : []))
        .filter(isJsonObject)
        .filter((service) => service.id === id);

    const codes = (service: JsonObject, type: string): unknown[] =>
      (Array.isArray(service.tags) ? service.tags : [])
        .filter(isJsonObject)
        .filter((tag) => tag.type === type)
        .map(({ code }) => code);

    it('"Glucose triage" labels each value and tells of those that are too low or too high', async () => {
      const flow = await run('Glucose triage');
      const low = await measured({ value: 65, unit: 'mg/dL' });
      const normal = await measured({ value: 110, unit: 'mg/dL' });
      const high = await measured({ value: 250, unit: 'mg/dL' });
      const inOtherUnit = await measured({ value: 5.5, unit: 'mmol/L' });
      const before = await measured({ value: 40, unit: 'mg/dL' }, [GLUCOSE, { type: 'demo-triage', code: 'other' }]);
      const bounds = [await measured({ value: 70, unit: 'mg/dL' }), await measured({ value: 180, unit: 'mg/dL' })];
      const expected = [
        [low, ['low']],
        [normal, ['normal']],
        [high, ['high']],
        ...bounds.map((id) => [id, ['normal']]),
        [inOtherUnit, []],
        [before, ['other']],
      ] as const;
      await eventually(
        () => `each is labelled; failures: ${JSON.stringify(shownBy(flow, 'failure'))}`,
        () => {
          for (const [id, labels] of expected) {
            assert.deepEqual(
              stored(String(id)).map((service) => codes(service, 'demo-triage')),
              [labels],
            );
          }
        },
      );
      await eventually('both notifications are heard of', () => {
        assert.equal(shownBy(flow, 'somebody is told').length, 2);
      });
      await eventually('the value in another unit is shown', () => {
        assert.deepEqual(
          shownBy(flow, 'in another unit').map(({ id }) => id),
          [inOtherUnit],
        );
      });

      const tasks = stage.sandbox.documents('maintenancetask').filter(({ taskType }) => taskType === 'OTHER');
      assert.equal(tasks.length, 2);
      assert.ok(!JSON.stringify(tasks).includes('Glucose is'), 'the finding is not stored in clear text');
      const findings = new Map<unknown, unknown>();
      for (const id of idsOf(tasks)) {
        const { status, properties } = await reader.sdk.maintenanceTask.getMaintenanceTask(id);
        assert.equal(status, 'Pending', "the SDK's spelling of `pending`");
        const values = new Map(properties.map((property) => [property.id, property.typedValue?.stringValue]));
        findings.set(values.get('data-sample'), values.get('finding'));
      }
      assert.deepEqual(
        findings,
        new Map([
          [low, 'Glucose is 65 mg/dL, outside of 70 to 180 mg/dL'],
          [high, 'Glucose is 250 mg/dL, outside of 70 to 180 mg/dL'],
        ]),
      );
      assert.deepEqual(shownBy(flow, 'failure'), []);
    });

    it('"Patient onboarding" gives a new patient an admission interview', async () => {
      const flow = await run('Patient onboarding');
      const patientId = await author.create('Patient');
      const element = await eventually(
        () => `the interview is stored; failures: ${JSON.stringify(shownBy(flow, 'failure'))}`,
        async () => {
          for (const id of idsOf(stage.sandbox.documents('helement'))) {
            const candidate = await reader.sdk.healthElement.getHealthElement(id);
            const [about] = await reader.sdk.healthElement.decryptPatientIdOf(candidate);
            if (about === patientId) return candidate;
          }
          throw new Error('Not there yet.');
        },
      );
      assert.equal(element.descr, 'Admission interview');
      assert.deepEqual(
        element.tags.map(({ type, code }) => [type, code]),
        [['demo', 'admission-interview']],
      );
      assert.ok(!JSON.stringify(stage.sandbox.documents('helement')).includes('Admission interview'), 'not in clear');
      await eventually('the interview is shown', () => {
        const [shown] = shownBy(flow, 'interview');
        assert.equal((shown?.payload as { id: unknown } | undefined)?.id, element.id);
      });
      assert.equal(stage.sandbox.documents('helement').length, 1);
      assert.deepEqual(shownBy(flow, 'failure'), []);
    });

    it('"Seed example" creates the patient and the data sample of the documentation, and hears of it', async () => {
      const flow = await run('Seed example');
      await press(flow, 'John Snow');
      const { payload } = await eventually(
        () => `the data sample is heard of; failures: ${JSON.stringify(shownBy(flow, 'failure'))}`,
        () => {
          const [shown] = shownBy(flow, 'heard of');
          assert(shown);
          return shown as { payload: { id: string; batchId: string } };
        },
      );
      const contact = await reader.sdk.contact.getContact(payload.batchId);
      const sample = contact.services.find(({ id }) => id === payload.id);
      assert.equal(sample?.content.en?.stringValue, 'Hello world');
      assert.deepEqual(
        sample.tags.map(({ type, code }) => [type, code]),
        [['IC-TEST', 'TEST']],
      );
      const [patientId] = await reader.sdk.contact.decryptPatientIdOf(contact);
      const patient = await reader.sdk.patient.getPatient(String(patientId));
      assert.deepEqual([patient.firstName, patient.lastName], ['John', 'Snow']);
      assert.equal(patient.note, 'Winter is coming');
      const [written] = stage.sandbox.documents('patient').filter(({ id }) => id === patientId);
      assert.doesNotMatch(JSON.stringify([written, stored(payload.id)]), /Winter is coming|Hello world/);

      await press(flow, 'tidy up');
      await eventually(
        () => `the data sample is deleted; failures: ${JSON.stringify(shownBy(flow, 'failure'))}`,
        () => {
          assert.ok(stored(payload.id).some(({ endOfLife }) => typeof endOfLife === 'number'));
        },
      );
      await eventually('the deletion is shown', () => {
        assert.deepEqual(
          shownBy(flow, 'deleted').map(({ ids }) => ids),
          [[payload.id]],
        );
      });
      assert.deepEqual(shownBy(flow, 'failure'), []);
    });

    it('"Dashboard feed" answers with the stored values, and tells of new ones', async () => {
      await measured({ value: 123, unit: 'mg/dL' });
      await measured({ value: 6.1, unit: 'mmol/L' });
      const flow = await run('Dashboard feed');
      // A page of somebody else could load what Node-RED would answer to this, if the answer were a script.
      const answer = await fetch(`${nodeRed.url}/glucose/values?callback=stolen`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
      const points = (await answer.json()) as { t: string; value: number }[];
      assert.deepEqual(
        points.map(({ value }) => value).toSorted(),
        measurements.flatMap(({ value, unit }) => (unit === 'mg/dL' ? [value] : [])).toSorted(),
        'all of them, but for those in another unit',
      );
      assert.equal(points[0]?.t, '2026-01-02T03:04:05');

      const live = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/glucose/live`);
      await once(live, 'open');
      const message = once(live, 'message') as Promise<[Buffer]>;
      await measured({ value: 222, unit: 'mg/dL' });
      const [data] = await message;
      live.close();
      assert.deepEqual(JSON.parse(data.toString()), { t: '2026-01-02T03:04:05', value: 222 });

      const page = await fetch(`${nodeRed.url}/glucose`);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      const template = flow.find(({ type }) => type === 'template')?.template;
      assert.equal(await page.text(), template);
      assert.deepEqual(shownBy(flow, 'failure'), []);
    });
  });
}

function idsOf(documents: readonly JsonObject[]): string[] {
  return documents.map(({ id }) => id).filter((id) => typeof id === 'string');
}
