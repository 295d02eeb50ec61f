import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRITERIA } from '../../src/model/criteria';
import { ENTITIES, ENTITY_ACTIONS, ENTITY_NAMES, eventNodeType } from '../../src/model/entities';
import type { FailureCode } from '../../src/model/failure';

const ROOT = join(__dirname, '..', '..', '..');
const LOCALES = join(ROOT, 'nodes', 'locales');
const LANGUAGES = ['en-US', 'fr'];
const ACTION_TYPES = ENTITY_ACTIONS.map((action) => `icure-${action}`);
const TYPES = ['icure-account', ...ENTITY_NAMES.map(eventNodeType), ...ACTION_TYPES, 'icure-ack'];

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
  partial: true,
};

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

describe('the catalogues', () => {
  for (const language of LANGUAGES) {
    describe(language, () => {
      it('has texts and help for every node type', () => {
        const expected = TYPES.flatMap((type) => [`${type}.html`, `${type}.json`]).sort();
        assert.deepEqual(readdirSync(join(LOCALES, language)).sort(), expected);
      });

      it('has no empty text', () => {
        for (const type of TYPES) {
          for (const [key, text] of Object.entries(textsOf(language, type))) {
            assert.notEqual(text.trim(), '', `${type}: ${key}`);
          }
        }
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

      it('names every kind of criterion and its fields', () => {
        const texts = textsOf(language, 'icure-account');
        for (const kind of new Set(ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].criteria))) {
          assert.ok(texts[`filter.kind.${kind}`], kind);
          for (const { name } of CRITERIA[kind].fields) assert.ok(texts[`filter.field.${name}`], name);
        }
      });

      it('promises in the help only the events and filters that there are', () => {
        for (const entity of ENTITY_NAMES) {
          const help = readFileSync(join(LOCALES, language, `${eventNodeType(entity)}.html`), 'utf8');
          const topics = [...help.matchAll(/icure\/[a-z-]+\/(?<type>[a-z]+)/g)].map((match) => match.groups?.type);
          assert.deepEqual(
            topics,
            ENTITIES[entity].eventTypes.map((type) => type.toLowerCase()),
            entity,
          );
          assert.ok(help.includes(`data-help-name="${eventNodeType(entity)}"`), entity);
        }
      });

      it('names every entity', () => {
        const texts = textsOf(language, 'icure-account');
        for (const entity of ENTITY_NAMES) {
          assert.ok(texts[`action.entities.${entity}`], entity);
          assert.ok(texts[`action.ofEntity.${entity}`], entity);
        }
      });

      it('tells in the help which entities and errors there are, and what flows cannot do with users', () => {
        for (const action of ENTITY_ACTIONS) {
          const help = readFileSync(join(LOCALES, language, `icure-${action}.html`), 'utf8');
          const users = language === 'fr' ? 'utilisateurs' : 'Users';
          assert.ok(help.includes(`data-help-name="icure-${action}"`), action);
          assert.ok(help.includes(users), action);
          for (const entity of ENTITY_NAMES) {
            const isNamed = help.includes(`<code>${entity}</code>`);
            assert.equal(isNamed, ENTITIES[entity].actions.includes(action), `${action}: ${entity}`);
          }
          const codes = [...help.matchAll(/<li>\s*(?<codes>(?:<code>[a-z-]+<\/code>,?\s*)+)/g)].flatMap((match) =>
            [...(match.groups?.codes ?? '').matchAll(/<code>(?<code>[a-z-]+)<\/code>/g)].map(
              ({ groups }) => groups?.code ?? '',
            ),
          );
          assert.ok(codes.includes('not-found'), `${action}: ${codes.join()}`);
          for (const code of codes) assert.ok(code in FAILURE_CODES, `${action}: ${code}`);
        }
      });
    });
  }

  it('have the same keys in every language', () => {
    for (const type of TYPES) {
      const [first, ...others] = LANGUAGES.map((language) => Object.keys(textsOf(language, type)));
      for (const other of others) assert.deepEqual(other, first, type);
    }
  });

  it('put in the same values in every language', () => {
    for (const type of TYPES) {
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

/** The names in a text's `__name__`, by the text's key. */
function valuesOf(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, [...text.matchAll(/__(\w+?)__/g)].map(([name]) => name).sort()]),
  );
}
