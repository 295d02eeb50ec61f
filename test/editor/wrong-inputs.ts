/** Inputs that are wrong, each with the field it is entered in, and the words that explain it there. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CONCURRENCY } from '../../src/model/concurrency';
import { DELIVERY } from '../../src/model/delivery-settings';
import { DURATIONS, type DurationSetting } from '../../src/model/durations';
import { ENTITIES } from '../../src/model/entities';
import { GENDERS } from '../../src/model/genders';

/** A text of the catalogues in a language, by its key; one of another catalogue than the shared one as `<catalogue>:<key>`. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export type Step =
  | { readonly act: 'fill' | 'choose'; readonly at: string; readonly value: string }
  | { readonly act: 'tick'; readonly at: string; readonly value: boolean }
  | { readonly act: 'click'; readonly at: string };

export interface WrongInput {
  readonly what: string;
  readonly steps: readonly Step[];
  /** Selector of the field that is wrong. */
  readonly field: string;
  readonly words: (t: Translate) => string;
  /** The setting or credential that the editor then refuses, as it would be stored, and its words, when they are not those of the field. */
  readonly refused?: { readonly setting: string; readonly value: unknown; readonly words?: (t: Translate) => string };
  /** A part of the dialog that is no field itself, but has a place for words. */
  readonly isPart?: boolean;
}

const fill = (at: string, value: string): Step => ({ act: 'fill', at, value });
const choose = (at: string, value: string): Step => ({ act: 'choose', at, value });
const tick = (at: string, value: boolean): Step => ({ act: 'tick', at, value });
const click = (at: string): Step => ({ act: 'click', at });

/** Typed into a setting's own field. */
function typed(
  field: string,
  setting: string,
  value: string,
  words: WrongInput['words'],
  before: readonly Step[] = [],
): WrongInput {
  const what = `${setting} "${value}"`;
  return { what, steps: [...before, fill(field, value)], field, words, refused: { setting, value } };
}

const accountField = (setting: string): string => `#node-config-input-${setting}`;
const nodeField = (setting: string): string => `#node-input-${setting}`;

const url = (value: string, key: string): WrongInput =>
  typed(accountField('serverUrl'), 'serverUrl', value, (t) => t(`account.${key}`));

const empty = (setting: string, value: string, nameKey: string, kind = 'password'): WrongInput => ({
  ...typed(accountField(setting), setting, value, (t) => t('account.missing', { name: t(nameKey) }), [
    choose(accountField('secretKind'), kind),
  ]),
  what: `${setting} "${value}", log in with ${kind}`,
});

const duration = (setting: DurationSetting, value: string): WrongInput =>
  typed(accountField(setting), setting, value, (t) => {
    const { least, most } = DURATIONS[setting];
    return t('account.badDuration', { name: t(`account.${setting}`), least, most });
  });

const concurrency = (value: string): WrongInput =>
  typed(accountField('concurrency'), 'concurrency', value, (t) => {
    const { least, most } = CONCURRENCY;
    return t('action.badNumberInRange', { name: t('account.concurrency'), least, most });
  });

const key = (what: string, value: string, fault: string): WrongInput => ({
  what: `private key: ${what}`,
  steps: [fill(accountField('privateKey'), value)],
  field: accountField('privateKey'),
  words: (t) => t(`account.badKey.${fault}`),
});

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (privateKey: KeyObject, options: object = {}): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem', ...options }).toString();

/** A key that is right. */
const FOREIGN_KEY = pem(RSA.privateKey);

/** Of the account's dialog. */
export const ACCOUNT: readonly WrongInput[] = [
  url('icure.example', 'badUrl'),
  url('ftp://icure.example', 'badUrl'),
  url('https://icure example', 'badAddress'),
  url('https://', 'badAddress'),
  url('https://nurse:secret@icure.example', 'urlWithSecret'),
  url('', 'badUrl'),
  empty('userName', '', 'account.userName'),
  empty('userName', '   ', 'account.userName'),
  empty('secret', '', 'account.password'),
  empty('secret', '', 'account.token', 'token'),
  duration('minReconnectDelay', 'soon'),
  duration('minReconnectDelay', '-5'),
  typed(accountField('maxReconnectDelay'), 'maxReconnectDelay', '1000', (t) => t('account.delaysSwapped'), [
    fill(accountField('minReconnectDelay'), '5000'),
  ]),
  duration('openTimeout', '1'),
  duration('silenceTimeout', '1000000000'),
  concurrency('0'),
  concurrency('33'),
  key('garbage', 'my key', 'unreadable'),
  key('a public key', RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'public'),
  key('cut off', FOREIGN_KEY.slice(0, 400), 'unreadable'),
  key('encrypted', pem(RSA.privateKey, { cipher: 'aes-256-cbc', passphrase: 'x' }), 'passphrase'),
  key('EC', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), 'not-rsa'),
  key('JWK without its private part', JSON.stringify(RSA.publicKey.export({ format: 'jwk' })), 'unreadable'),
];

const NO_ACCOUNT: WrongInput = {
  what: 'no account',
  steps: [],
  field: nodeField('account'),
  words: (t) => t('event.accountMissing'),
};

const LAST = '.icure-filter-list > ol > li:last-child';
const add = (which: 1 | 2): Step => click(`.icure-filter-list > .icure-add-buttons button:nth-of-type(${which})`);
const rowField = (name: string, tag = 'input'): string => `${LAST} ${tag}[data-field="${name}"]`;

type Reason = (t: Translate) => string;
const ofField =
  (code: string, name: string, values: Readonly<Record<string, string>> = {}): Reason =>
  (t) =>
    t(`filter.problems.${code}`, { ...values, field: t(`filter.field.${name}`) });

const sentence =
  (reason: Reason): WrongInput['words'] =>
  (t) => {
    const words = reason(t);
    return t('filter.sentence', { reason: words.charAt(0).toLocaleUpperCase() + words.slice(1) });
  };

/** What a criterion is stored as is read from the node when its dialog has been closed. */
function criterion(what: string, kind: string, steps: readonly Step[], field: string, reason: Reason): WrongInput {
  return {
    what: `${kind}: ${what}`,
    steps: [add(1), choose(`${LAST} .icure-list-content > select:first-child`, kind), ...steps],
    field,
    words: sentence(reason),
  };
}

const range: Reason = (t) => t('filter.problems.range-backwards');
export const inFirstPlace =
  (reason: Reason): WrongInput['words'] =>
  (t) =>
    t('filter.criterionProblem', { place: 1, reason: reason(t) });

/** Of the filter in the dialog of patients' events, each in a row of its own. */
export const CRITERIA_REASONS: readonly (readonly [WrongInput, Reason])[] = (
  [
    ['code without type', 'label', [fill(rowField('code'), 'TEST')], rowField('type'), ofField('missing', 'type')],
    ['blank type', 'code', [fill(rowField('type'), '  ')], rowField('type'), ofField('missing', 'type')],
    ['no id', 'id', [fill(rowField('ids'), ' , ')], rowField('ids'), ofField('missing', 'ids')],
    ['month 13', 'birthDate', [fill(rowField('from'), '2026-13-01')], rowField('from'), ofField('bad-date', 'from')],
    ['with points', 'birthDate', [fill(rowField('to'), '01.02.2026')], rowField('to'), ofField('bad-date', 'to')],
    [
      'from later than to',
      'birthDate',
      [fill(rowField('from'), '2026-02-01'), fill(rowField('to'), '2026-01-01')],
      rowField('to'),
      range,
    ],
    ['no date', 'birthDate', [], rowField('from'), (t: Translate) => t('filter.problems.no-range')],
    ['no letters', 'name', [fill(rowField('name'), '?!')], rowField('name'), ofField('no-word', 'name')],
    ['no digits', 'ssin', [fill(rowField('ssin'), '--')], rowField('ssin'), ofField('no-word', 'ssin')],
    ['not chosen', 'gender', [], rowField('gender', 'select'), ofField('missing', 'gender')],
    [
      'unknown',
      'gender',
      [choose(rowField('gender', 'select'), 'typed'), fill(rowField('gender'), 'robot')],
      rowField('gender'),
      ofField('bad-choice', 'gender', { known: GENDERS.join(', ') }),
    ],
  ] as const
).map(([what, kind, steps, field, reason]) => [criterion(what, kind, steps, field, reason), reason] as const);

const emptyGroup: Reason = (t) => t('filter.problems.empty-group');

export const GROUP: readonly [WrongInput, Reason] = [
  {
    what: 'a group without criteria',
    steps: [add(2), click(`${LAST} .icure-criteria > li .icure-part-buttons button:last-child`)],
    field: `${LAST} .icure-group-frame > button`,
    words: sentence(emptyGroup),
    isPart: true,
  },
  emptyGroup,
];

const minutes: WrongInput['words'] = (t) => {
  const { least, most } = DELIVERY.catchUpEvery;
  return t('delivery.badMinutes', { name: t('delivery.catchUpEvery'), least, most });
};
const inFlight: WrongInput['words'] = (t) => {
  const { least, most } = DELIVERY.maxInFlight;
  return t('action.badNumberInRange', { name: t('delivery.maxInFlight'), least, most });
};

/** Of the dialog of patients' events. */
export const EVENTS: readonly WrongInput[] = [
  NO_ACCOUNT,
  {
    what: 'no event ticked',
    steps: [tick(nodeField('create'), false)],
    field: nodeField('create'),
    words: (t) => t('event.noTypes'),
    refused: { setting: 'create', value: false },
  },
  typed(nodeField('catchUpEvery'), 'catchUpEvery', 'often', minutes, [choose(nodeField('catchUp'), 'creations')]),
  typed(nodeField('catchUpEvery'), 'catchUpEvery', '-1', minutes),
  typed(nodeField('maxInFlight'), 'maxInFlight', 'many', inFlight, [tick(nodeField('acknowledge'), true)]),
  typed(nodeField('maxInFlight'), 'maxInFlight', '0', inFlight),
  {
    what: 'another owner without id',
    steps: [choose(nodeField('filter-owner'), 'other')],
    field: nodeField('filter-owner-id'),
    words: (t) => t('filter.ownerMissing'),
  },
];

const JSON_AREA = nodeField('filter-json');

function json(what: string, text: string, value: unknown, words: WrongInput['words']): WrongInput {
  const refused = { setting: 'filter', value };
  return { what: `filter as JSON: ${what}`, steps: [fill(JSON_AREA, text)], field: JSON_AREA, words, refused };
}

const filterAs = (what: string, filter: object, words: WrongInput['words']): WrongInput =>
  json(what, JSON.stringify(filter), filter, words);

const limit = (value: string): WrongInput =>
  typed(nodeField('limit'), 'limit', value, (t) =>
    t('action.badNumber', { name: t('icure-find:find.limit'), least: 1 }),
  );

const NO_COMMA = '{\n  "match": "all"\n  "criteria": []\n}';

/** Of the dialog that finds. */
export const FIND: readonly WrongInput[] = [
  NO_ACCOUNT,
  typed(nodeField('ids'), 'ids', 'a b', (t) => t('action.badIds', { name: t('icure-find:find.ids') })),
  limit('0'),
  limit('all'),
  {
    ...json('no comma', NO_COMMA, NO_COMMA, (t) => {
      const reason = t('filter.json.expected.comma');
      return t('filter.problem', { reason: t('filter.json.unexpected', { line: 3, column: 3, reason, found: '"' }) });
    }),
    steps: [
      choose(nodeField('by'), 'filter'),
      click('.icure-filter-views button:nth-of-type(2)'),
      fill(JSON_AREA, NO_COMMA),
    ],
  },
  filterAs('an unknown kind', { criteria: [{ by: 'colour' }] }, (t) => {
    const known = ENTITIES.Patient.criteria.map((kind) => t(`filter.kind.${kind}`)).join(', ');
    const values = { entity: t('action.ofEntity.Patient'), known, kind: 'colour' };
    return inFirstPlace((to) => to('filter.problems.unknown-kind', values))(t);
  }),
  filterAs(
    'an unknown gender',
    { criteria: [{ by: 'gender', gender: 'robot' }] },
    inFirstPlace(ofField('bad-choice', 'gender', { known: GENDERS.join(', ') })),
  ),
  filterAs('neither all nor any', { match: 'some' }, (t) =>
    t('filter.problem', { reason: t('filter.problems.bad-match') }),
  ),
];

/** A change that is stored as `{ code }` or `{ type }`. */
function coding(
  place: number,
  setting: string,
  missing: 'type' | 'code',
  stored: Readonly<Record<string, string>>,
): WrongInput {
  const row = `#icure-coding-changes li:nth-child(${place}) .icure-list-row`;
  const input = (name: string): string => `${row} label:nth-of-type(${name === 'type' ? 1 : 2}) input`;
  const reason = `icure-save:save.${missing}Missing`;
  return {
    what: `${setting} without ${missing}`,
    steps: [
      click('#icure-codings-list .red-ui-editableList-addButton'),
      choose(`${row} > select`, setting),
      ...Object.entries(stored).map(([name, value]) => fill(input(name), value)),
    ],
    field: input(missing),
    words: sentence((t) => t(reason)),
    refused: {
      setting,
      value: [stored],
      words: (t) =>
        t('icure-save:save.entryProblem', { name: t(`icure-save:save.${setting}`), place: 1, reason: t(reason) }),
    },
  };
}

const retries = (value: string): WrongInput =>
  typed(nodeField('retries'), 'retries', value, (t) =>
    t('action.badNumberInRange', { name: t('icure-save:save.retries'), least: 0, most: 10 }),
  );

/** Of the dialog that saves. */
export const SAVE: readonly WrongInput[] = [
  NO_ACCOUNT,
  typed(nodeField('patient'), 'patient', 'one, two', (t) => t('action.badId', { name: t('icure-save:save.patient') })),
  typed(nodeField('shareWith'), 'shareWith', ',', (t) => t('action.badIds', { name: t('icure-save:save.shareWith') })),
  retries('often'),
  retries('11'),
  coding(1, 'addLabels', 'code', { type: 'IC-TEST' }),
  coding(2, 'removeCodes', 'type', { code: 'E10' }),
];

/** Of the dialog that deletes. */
export const DELETE: readonly WrongInput[] = [NO_ACCOUNT];
