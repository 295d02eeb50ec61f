/** What an event node is called in the editor. */
import { ENTITIES, type EntityName } from '../model/entities';
import { isJsonObject } from '../model/json';
import { summarizeCriteria, summarizeFilter } from './filter-summary';
import { text } from './texts';

/** Characters of a label, at most: a node is as wide as its label. */
const LONGEST = 60;

/** Its name, else the entity, the events and the filter: `patients: created, deleted · label IC-TEST|TEST`. */
export function label(entity: EntityName, node: EditorNode): string {
  if (typeof node.name === 'string' && node.name !== '') return node.name;
  const events = ENTITIES[entity].eventTypes
    .map((type) => type.toLowerCase())
    .filter((setting) => node[setting] === true)
    .map((setting) => text(`event.${setting}`));
  const entities = text(`event.entities.${entity}`);
  const what = events.length === 0 ? entities : text('event.labelOf', { entities, events: events.join(', ') });
  const filter = summary(node.filter, entity);
  return cut(filter === '' ? what : `${what} · ${filter}`);
}

/** Of what is the account's own, the criteria are enough. */
function summary(filter: unknown, entity: EntityName): string {
  const { owner } = isJsonObject(filter) ? filter : {};
  const isOfOther = typeof owner === 'string' && !['', 'self'].includes(owner);
  return isOfOther ? summarizeFilter(filter, entity) : summarizeCriteria(filter ?? {}, entity);
}

/** Not within a character that is made of two. */
function cut(words: string): string {
  const characters = Array.from(words);
  return characters.length <= LONGEST
    ? words
    : `${characters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}
