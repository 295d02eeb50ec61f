/** Reads what the help is made of: the texts of a language, the node names and criteria in its catalogues, and the example flows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityName } from '../src/model/entities';

const ROOT = join(__dirname, '..', '..');

/** The languages of everything that a user reads, as Node-RED names them. */
export const LANGUAGES = ['en-US', 'fr', 'de', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The texts that are no page of their own: `help/<language>/words.json`. */
export interface Words {
  readonly reference: Readonly<
    Record<
      | 'language'
      | 'title'
      | 'introduction'
      | 'eventNodes'
      | 'node'
      | 'events'
      | 'criterion'
      | 'fields'
      | 'entities'
      | 'meaning',
      string
    >
  >;
  readonly headings: Readonly<Record<string, string>>;
  readonly or: string;
  readonly colon: string;
  readonly optional: string;
  readonly entities: Readonly<Record<EntityName, EntityWords>>;
  /** The words about an event node of no particular entity. */
  readonly anyEntity: EntityWords;
  readonly unseen: Readonly<Record<'revised' | 'unrevised', string>>;
  /** By kind of criterion: what an entity is that passes it. */
  readonly criteria: Readonly<Partial<Record<string, string>>>;
  readonly phrases: Readonly<Record<string, string>>;
}

export interface EntityWords {
  readonly summary: string;
  readonly payload: string;
}

interface Catalogue {
  readonly label: string;
  readonly filter?: { readonly kind: Readonly<Partial<Record<string, string>>> };
}

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return JSON.parse(readFileSync(join(ROOT, 'help', language, 'words.json'), 'utf8')) as Words;
}

/** A page of a language, such as `find`. */
export function pageOf(language: Language, page: string): string {
  return readFileSync(join(ROOT, 'help', language, `${page}.md`), 'utf8');
}

/** What a node type is called in a language. */
export function labelOf(language: Language, type: string): string {
  return catalogueOf(language, type).label;
}

/** What a kind of criterion is called in the dialogs of a language. */
export function criterionLabelOf(language: Language, kind: string): string {
  return catalogueOf(language, 'icure-account').filter?.kind[kind] ?? kind;
}

function catalogueOf(language: Language, type: string): Catalogue {
  return JSON.parse(readFileSync(join(ROOT, 'nodes', 'locales', language, `${type}.json`), 'utf8')) as Catalogue;
}

/** The names of the example flows, as the import menu shows them, that have a node of one of these types. */
export function examplesWith(types: readonly string[]): string[] {
  const folder = join(ROOT, 'examples');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .filter((file) => {
      const nodes = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly type: string }[];
      return nodes.some(({ type }) => types.includes(type));
    })
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}
