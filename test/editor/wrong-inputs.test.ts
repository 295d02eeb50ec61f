/** What is entered wrongly is explained beside its field, in every language, before it is deployed; or by the connection test. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { LANGUAGES, type Language } from '../../help/texts';
import type { Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import type { EditorPage } from './editor-page';
import { EditorTestbed } from './editor-testbed';
import {
  ACCOUNT,
  CRITERIA_REASONS,
  DELETE,
  EVENTS,
  FIND,
  GROUP,
  inFirstPlace,
  SAVE,
  type Step,
  type Translate,
  type WrongInput,
} from './wrong-inputs';

const LOCALES = join(__dirname, '..', '..', '..', 'nodes', 'locales');
const LOGIN = { login: 'wrong@sandbox.local', password: 'planted-7730' };
const NODES = [
  { id: 'events', type: 'icure-patient-events', create: true, update: false, delete: false },
  { id: 'find', type: 'icure-find', entity: 'Patient', by: 'ids', output: 'array', notFound: 'error' },
  { id: 'save', type: 'icure-save', entity: 'DataSample' },
  { id: 'delete', type: 'icure-delete', entity: 'Patient' },
] as const;

/** Wrong accounts that only a server can tell from right ones. */
interface WrongAccount {
  readonly what: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly words: (t: Translate) => string;
}

describe('wrong inputs', function () {
  this.timeout(300_000);
  const bed = new EditorTestbed();
  const english = translator('en-US');
  let sandbox: Sandbox;
  let stranger: Server;
  let accounts: readonly WrongAccount[];

  before(async () => {
    sandbox = await bed.startSandbox({ pingInterval: 200 });
    sandbox.addAccount({ ...LOGIN, kind: 'hcp' });
    stranger = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>');
    }).listen(0, '127.0.0.1');
    bed.atEnd(() => stranger.close());
    await once(stranger, 'listening');
    await bed.startEditor();
    accounts = await wrongAccounts();
  });

  after(() => bed.end());

  async function wrongAccounts(): Promise<readonly WrongAccount[]> {
    const address = stranger.address();
    assert.ok(typeof address === 'object' && address !== null);
    const right = { serverUrl: sandbox.url, userName: LOGIN.login, secret: LOGIN.password, privateKey: '' };
    const gone = `http://127.0.0.1:${await freePort()}`;
    const other = `http://127.0.0.1:${address.port}`;
    const refused = (t: Translate): string => t('account.why.bad-credentials');
    return [
      { what: 'wrong password', fields: { ...right, secret: 'wrong password' }, words: refused },
      { what: 'unknown user', fields: { ...right, userName: 'nobody@sandbox.local' }, words: refused },
      {
        what: 'no server',
        fields: { ...right, serverUrl: gone },
        words: (t) => t('account.why.unreachable', { url: gone, detail: 'ECONNREFUSED' }),
      },
      {
        what: 'another kind of server',
        fields: { ...right, serverUrl: other },
        words: (t) => t('account.why.protocol', { url: other }),
      },
      { what: 'no key', fields: right, words: (t) => t('account.why.no-key.none-yet') },
    ];
  }

  it('are at least 30', () => {
    const inputs = [...ACCOUNT, ...EVENTS, ...CRITERIA_REASONS, GROUP, ...FIND, ...SAVE, ...accounts];
    assert.ok(inputs.length >= 30, String(inputs.length));
  });

  for (const language of LANGUAGES) {
    describe(language, () => {
      const t = translator(language);
      let editor: EditorPage;

      before(async () => {
        editor = await bed.open({ language });
        const z = await editor.evaluate<string>('RED.workspaces.active()');
        const place = { z, x: 300, name: '', account: '', wires: [[]] };
        await editor.importNodes(NODES.map((node, index) => ({ ...node, ...place, y: 60 + 60 * index })));
      });

      after(() => editor.finish());

      it('are explained in the dialogs that find, save and delete', async () => {
        for (const [id, inputs] of [
          ['find', FIND],
          ['save', SAVE],
          ['delete', DELETE],
        ] as const) {
          await editor.openDialog(id);
          for (const input of inputs) await check(input);
          await editor.closeDialog();
          // Ids do not matter to a node that now finds by a filter.
          await isMarked(
            id,
            inputs.filter(({ refused }) => refused?.setting !== 'ids'),
          );
        }
      });

      it('are explained in the dialogs of events and of the account, and by the connection test', async () => {
        await editor.openDialog('events');
        for (const input of [...EVENTS, ...CRITERIA_REASONS.map(([criterion]) => criterion), GROUP[0]]) {
          await check(input);
        }
        await editor.openAccount('add');
        for (const account of accounts) await tryOut(account);
        await perform({ act: 'click', at: '#icure-account-advanced > summary' });
        for (const input of ACCOUNT) await check(input);
        await perform({ act: 'fill', at: '#node-config-input-serverUrl', value: 'https://icure.example/rest/v2' });
        assert.deepEqual((await beside('#node-config-input-serverUrl')).words, [], 'this is right');
        await perform({ act: 'fill', at: '#node-config-input-serverUrl', value: '' });
        await editor.closeAccount();
        await editor.closeDialog();

        const settings = await editor.settings('events');
        // The shortest wait was put right, for the longest to be shorter.
        await isMarked(
          String(settings.account),
          ACCOUNT.filter(({ refused }) => refused?.setting !== 'minReconnectDelay'),
        );
        await isMarked('events', EVENTS);
        const { criteria } = settings.filter as { readonly criteria: readonly unknown[] };
        const reasons = [...CRITERIA_REASONS, GROUP];
        assert.equal(criteria.length, reasons.length);
        for (const [index, [{ what }, reason]] of reasons.entries()) {
          const filter = JSON.stringify({ criteria: [criteria[index]] });
          const node = 'RED.nodes.node("events")';
          const result = await editor.evaluate(`${node}._def.defaults.filter.validate.call(${node}, ${filter}, {})`);
          assert.equal(result, inFirstPlace(reason)(t), what);
        }
      });

      /** Enters something wrong, and looks at what is said of it and whether the editor would take it. */
      async function check({ what, steps, field, words, refused, isPart = false }: WrongInput): Promise<void> {
        for (const step of steps) await perform(step);
        const expected = inWords(words, what);
        await eventually(
          () => `${what} is explained: ${expected}`,
          async () => {
            const told = await beside(field);
            assert.deepEqual(told.words, [expected], what);
            assert.equal(told.invalid, isPart ? null : 'true', what);
          },
          5_000,
        );
        if (refused === undefined) return;
        const reason = await editor.evaluate(
          `((node) => {
            const { defaults, credentials = {} } = node._def;
            const { validate } = defaults[${JSON.stringify(refused.setting)}] ?? credentials[${JSON.stringify(refused.setting)}];
            return validate.call(node, ${JSON.stringify(refused.value)}, {});
          })(RED.editor.getEditStack().at(-1))`,
        );
        assert.equal(reason, (refused.words ?? words)(t), what);
      }

      /** What is said in sight of whom the field says that they describe it, without what is said always. */
      function beside(field: string): Promise<{ readonly invalid: string | null; readonly words: readonly string[] }> {
        return editor.evaluate(
          `((field) => ({
            invalid: field.getAttribute('aria-invalid'),
            words: (field.getAttribute('aria-describedby') ?? '')
              .split(' ')
              .map((id) => document.getElementById(id))
              .filter((place) => place.matches('.icure-problem') && place.checkVisibility() && place.textContent !== '')
              .map((place) => place.textContent),
          }))(document.querySelector(${JSON.stringify(field)}))`,
        );
      }

      async function tryOut({ what, fields, words }: WrongAccount): Promise<void> {
        for (const [name, value] of Object.entries(fields)) {
          await perform({ act: 'fill', at: `#node-config-input-${name}`, value });
        }
        await perform({ act: 'click', at: '#icure-test' });
        const expected = inWords(words, what);
        await eventually(
          () => `the connection test says of ${what}: ${expected}`,
          async () => {
            const said = await editor.page.locator('#icure-test-summary').textContent();
            assert.equal(said, expected, what);
          },
        );
      }

      async function perform(step: Step): Promise<void> {
        const place = editor.page.locator(step.at);
        switch (step.act) {
          case 'fill':
            return place.fill(step.value);
          case 'choose':
            await place.selectOption({ value: step.value });
            return;
          case 'tick':
            return place.setChecked(step.value);
          case 'click':
            return place.click();
          default:
            step satisfies never;
        }
      }

      /** In the viewer's language, and in no other. */
      function inWords(words: (t: Translate) => string, what: string): string {
        const said = words(t);
        if (language !== 'en-US') assert.notEqual(said, words(english), what);
        return said;
      }

      /** The editor marks a node before it is deployed, for what was last entered into each field. */
      async function isMarked(id: string, inputs: readonly WrongInput[]): Promise<void> {
        const errors = await editor.validationErrors(id);
        const last = new Map(
          inputs.flatMap((input) => (input.refused ? [[input.refused.setting, input] as const] : [])),
        );
        for (const { refused, words, what } of last.values()) {
          const reason = (refused?.words ?? words)(t);
          assert.ok(errors.includes(reason), `${what}: ${reason}, not only ${errors.join(' ')}`);
        }
        if (inputs.some(({ what }) => what === 'no account')) assert.ok(errors.length > 0, id);
      }
    });
  }
});

/** Texts as Node-RED puts them together. */
function translator(language: Language): Translate {
  return (key, values = {}) => {
    const [catalogue = '', path = ''] = key.includes(':') ? key.split(':') : ['icure-account', key];
    const texts: unknown = JSON.parse(readFileSync(join(LOCALES, language, `${catalogue}.json`), 'utf8'));
    const text = path
      .split('.')
      .reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>>)[name], texts);
    assert.ok(typeof text === 'string', `${language}: ${key}`);
    const filled = text.replace(/__(\w+?)__/g, (_match, name: string) => String(values[name]));
    assert.doesNotMatch(filled, /undefined|__/, `${language}: ${key}`);
    return filled;
  };
}
