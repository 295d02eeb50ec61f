import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpOf, NODE_TYPES } from '../../help/help';
import { LANGUAGES, wordsOf } from '../../help/texts';
import { CRITERIA, type CriterionField } from '../../src/model/criteria';
import { ENTITIES, ENTITY_NAMES } from '../../src/model/entities';
import type { FailureCode } from '../../src/model/failure';
import { REFUSAL_CODES } from '../../src/model/filter-refusal';

const ROOT = join(__dirname, '..', '..', '..');
const LOCALES = join(ROOT, 'nodes', 'locales');
/** Characters that a badge shows well. */
const LONGEST_BADGE = 32;

/** Every code, once: the compiler sees to that. */
const FAILURE_CODES: Readonly<Record<FailureCode, true>> = {
  unreachable: true,
  timeout: true,
  closed: true,
  protocol: true,
  'server-error': true,
  throttled: true,
  'token-refused': true,
  'sdk-crashed': true,
  'sdk-missing': true,
  'bad-config': true,
  'no-account': true,
  'bad-filter': true,
  'no-credentials': true,
  'secret-withheld': true,
  'bad-credentials': true,
  'second-factor': true,
  'not-data-owner': true,
  'no-key': true,
  'key-mismatch': true,
  'filter-refused': true,
  forbidden: true,
  'bad-entity': true,
  'not-found': true,
  conflict: true,
  'not-shared': true,
  'checkpoint-locked': true,
  'checkpoint-failed': true,
  'checkpoint-damaged': true,
  'checkpoint-foreign': true,
  'no-delivery-id': true,
  'bad-action': true,
  partial: true,
};

/** What is spelt as in English. All other texts have to be translated. */
const SPELT_AS_IN_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  'en-US': [],
  fr: [
    'SDK',
    'TLS',
    'ms',
    'Secret',
    'Patient',
    'patient',
    'patients',
    'Notification',
    'notifications',
    'e-mail',
    'notification',
    'code',
    'id',
    'ids',
    'Ids',
    'type',
  ],
  de: ['SDK', 'TLS', 'ms', 'Name', 'Patient', 'Filter', 'Filter: __reason__.', 'Status'],
  nl: [
    'status',
    'SDK',
    'TLS',
    'ms',
    'Account',
    'Filter',
    'Filter: __reason__.',
    'Status',
    'Labels, codes',
    'Criteria',
  ].concat(['is', 'label', 'code', 'id', 'ids', 'Ids', 'type']),
};

/** Names of properties and commands are the same everywhere. */
const IS_NO_WORD = /^(?:msg\.\w+|npm i .+|start, stop, subscribe, status|(?:__\w+?__|[^\p{L}])*)$/u;

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

describe('the catalogues', () => {
  it('are there in every language, and in no other', () => {
    assert.deepEqual(readdirSync(LOCALES).sort(), [...LANGUAGES].sort());
  });

  for (const language of LANGUAGES) {
    describe(language, () => {
      it('has texts for every node type', () => {
        const expected = NODE_TYPES.map((type) => `${type}.json`).sort();
        assert.deepEqual(readdirSync(join(LOCALES, language)).sort(), expected);
      });

      it('has no empty text', () => {
        for (const type of NODE_TYPES) {
          for (const [key, text] of Object.entries(textsOf(language, type))) {
            assert.notEqual(text.trim(), '', `${type}: ${key}`);
          }
        }
      });

      it('has no text in English', () => {
        const same = NODE_TYPES.flatMap((type) => {
          const english = textsOf('en-US', type);
          return Object.entries(textsOf(language, type)).filter(([key, text]) => text === english[key]);
        });
        const known = SPELT_AS_IN_ENGLISH[language] ?? [];
        const left = same.filter(([, text]) => !known.includes(text) && !IS_NO_WORD.test(text));
        if (language !== 'en-US') assert.deepEqual(left, []);
      });

      it('has a badge for every failure, and no other', () => {
        const texts = textsOf(language, 'icure-account');
        const failures = Object.keys(texts).filter((key) => key.startsWith('failure.'));
        assert.deepEqual(
          failures.sort(),
          Object.keys(FAILURE_CODES)
            .map((code) => `failure.${code}`)
            .sort(),
        );
        for (const key of failures) assert.ok((texts[key] ?? '').length <= LONGEST_BADGE, key);
      });

      it('has help that tells only of failures that there are', () => {
        const { errors = '' } = wordsOf(language).headings;
        for (const type of NODE_TYPES.filter((name) => name !== 'icure-account')) {
          const [, section = ''] = helpOf(language, type).split(`<h3>${errors}</h3>`);
          const listed = [...section.matchAll(/<li>((?:<code>[a-z-]+<\/code>,? ?)+)/g)].map(([, codes = '']) => codes);
          const codes = listed.flatMap((list) => [...list.matchAll(/<code>([a-z-]+)/g)].map(([, code = '']) => code));
          assert.ok(codes.length > 0, type);
          for (const code of codes) assert.ok(code in FAILURE_CODES, `${type}: ${code}`);
        }
      });

      it('names every kind of criterion and its fields', () => {
        const texts = textsOf(language, 'icure-account');
        for (const kind of new Set(ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].criteria))) {
          assert.ok(texts[`filter.kind.${kind}`], kind);
          const fields: readonly CriterionField[] = CRITERIA[kind].fields;
          for (const { name, choices = [] } of fields) {
            assert.ok(texts[`filter.field.${name}`], name);
            for (const choice of choices) assert.ok(texts[`filter.choice.${name}.${choice}`], `${name}: ${choice}`);
          }
        }
      });

      it('says every reason why a filter is refused, and no other', () => {
        const keys = Object.keys(textsOf(language, 'icure-account')).filter((key) =>
          key.startsWith('filter.problems.'),
        );
        assert.deepEqual(keys.sort(), REFUSAL_CODES.map((code) => `filter.problems.${code}`).sort());
      });

      it('names every entity', () => {
        const texts = textsOf(language, 'icure-account');
        for (const entity of ENTITY_NAMES) {
          assert.ok(texts[`action.entities.${entity}`], entity);
          assert.ok(texts[`action.ofEntity.${entity}`], entity);
        }
      });
    });
  }

  it('have the same keys in every language', () => {
    for (const type of NODE_TYPES) {
      const [first, ...others] = LANGUAGES.map((language) => Object.keys(textsOf(language, type)));
      for (const other of others) assert.deepEqual(other, first, type);
    }
  });

  it('put in the same values in every language', () => {
    for (const type of NODE_TYPES) {
      const [first, ...others] = LANGUAGES.map((language) => valuesOf(textsOf(language, type)));
      for (const other of others) assert.deepEqual(other, first, type);
    }
  });
});

/** The texts of a catalogue by their full keys. */
function textsOf(language: string, type: string): Record<string, string> {
  const catalogue = JSON.parse(readFileSync(join(LOCALES, language, `${type}.json`), 'utf8')) as Catalogue;
  return Object.fromEntries(flatten(catalogue, ''));
}

function flatten(catalogue: Catalogue, prefix: string): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

/** The names in a text's `__name__`, and its environment variables, whose name is a word of the language, by the text's key. */
function valuesOf(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      [...text.matchAll(/__\w+?__|\$\{/g)].map(([name]) => name).sort(),
    ]),
  );
}
