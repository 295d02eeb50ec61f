/** Makes the help of each node, and the page in `docs/nodes/` that has all of it, of the same texts and of the entity table. */
import { CRITERIA, type CriterionKind } from '../src/model/criteria';
import { ENTITIES, ENTITY_ACTIONS, ENTITY_NAMES, eventNodeType, eventTopic } from '../src/model/entities';
import type { EntityAction, EntityName } from '../src/model/entities';
import { renderHelp } from './markdown';
import { fill, type Conditions, type Values } from './template';
import { criterionLabelOf, examplesWith, labelOf, LANGUAGES, pageOf, wordsOf, type Language } from './texts';

const EVENT_NODES = ENTITY_NAMES.map(eventNodeType);

/** Every type of node, in the order in which people meet them. */
export const NODE_TYPES: readonly string[] = [
  'icure-account',
  ...EVENT_NODES,
  ...ENTITY_ACTIONS.map((action) => `icure-${action}`),
  'icure-ack',
];

/** The file that Node-RED looks for beside a node's catalogue. */
export function helpOf(language: Language, type: string): string {
  const html = renderHelp(markdownOf(language, type));
  return `<script type="text/html" data-help-name="${type}">\n${html}\n</script>\n`;
}

/** The page `docs/nodes/<language>.md`. */
export function referenceOf(language: Language): string {
  const { reference } = wordsOf(language);
  const others = LANGUAGES.map((other) => {
    const name = wordsOf(other).reference.language;
    return other === language ? name : `[${name}](${other}.md)`;
  });
  const sections = NODE_TYPES.filter((type) => !EVENT_NODES.includes(type) || type === EVENT_NODES[0]).map((type) => {
    const isEventNode = EVENT_NODES.includes(type);
    const title = isEventNode ? reference.eventNodes : `\`${type}\`: ${labelOf(language, type)}`;
    const text = isEventNode ? eventNodes(language) : markdownOf(language, type);
    return `## ${title}\n\n${text.replace(/^## /gm, '### ').trim()}`;
  });
  const origin = `<!-- Made of help/${language} by \`npm run docs\`: change it there. -->`;
  const parts = [
    origin,
    `# ${reference.title}`,
    others.join(' · '),
    reference.introduction,
    ...sections.map((section) => markOptional(section, wordsOf(language).optional)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What the `?` behind a property's name says, in a word. */
function markOptional(text: string, optional: string): string {
  return text.replace(/^(\s*- \*\*.+?)\?\*\* \((.+?)\)/gm, `$1** ($2, ${optional})`);
}

function markdownOf(language: Language, type: string): string {
  const entity = ENTITY_NAMES.find((name) => eventNodeType(name) === type);
  if (entity !== undefined) return eventNode(language, entity);
  const action = ENTITY_ACTIONS.find((name) => `icure-${name}` === type);
  const values = { ...valuesFor(language, [type]), ...(action && actionValues(language, action)) };
  return filled(language, type.slice('icure-'.length), values, {});
}

function eventNode(language: Language, entity: EntityName): string {
  const { hasOwner, eventTypes, criteria } = ENTITIES[entity];
  const words = wordsOf(language);
  const isRevised = eventTypes.includes('UPDATE');
  const values = {
    ...valuesFor(language, [eventNodeType(entity)]),
    ...words.entities[entity],
    topics: choice(
      language,
      eventTypes.map((type) => eventTopic(entity, type)),
    ),
    types: choice(language, eventTypes),
    entity: choice(language, [entity]),
    unseen: words.unseen[isRevised ? 'revised' : 'unrevised'],
    criteria: criteriaList(language, criteria),
  };
  return filled(language, 'event-node', values, {
    owned: hasOwner,
    encrypted: hasOwner,
    unrevised: !isRevised,
  });
}

/** The event nodes in one: they differ by what stands in a table. */
function eventNodes(language: Language): string {
  const { reference, anyEntity, entities, unseen } = wordsOf(language);
  const rows = ENTITY_NAMES.map((entity) => [
    `\`${eventNodeType(entity)}\`: ${labelOf(language, eventNodeType(entity))}`,
    ENTITIES[entity].eventTypes.join(', '),
    entities[entity].payload,
  ]);
  const values = {
    ...valuesFor(language, EVENT_NODES),
    summary: `${anyEntity.summary}\n\n${table([reference.node, reference.events, '`msg.payload`'], rows)}`,
    payload: anyEntity.payload.replace(/\.$/, ''),
    topics: choice(language, ['icure/patient/create', 'icure/patient/update', 'icure/patient/delete', '…']),
    types: choice(language, ENTITIES.Patient.eventTypes),
    entity: choice(language, ENTITY_NAMES),
    unseen: Object.values(unseen).join('\n- '),
    criteria: criteriaTable(language),
    inJson: '',
  };
  return filled(language, 'event-node', values, { owned: true, encrypted: true, unrevised: true });
}

function actionValues(language: Language, action: EntityAction): Values {
  const entities = ENTITY_NAMES.filter((entity) => ENTITIES[entity].actions.includes(action));
  return { entities: choice(language, entities), criteria: criteriaList(language, kindsOf(entities)) };
}

function valuesFor(language: Language, types: readonly string[]): Values {
  const { phrases } = wordsOf(language);
  const examples = examplesWith(types).map((name) => `- ${name}`);
  return { ...phrases, examples: [phrases.examples ?? '', '', ...examples].join('\n') };
}

function filled(language: Language, page: string, values: Values, conditions: Conditions): string {
  return fill(pageOf(language, page), values, conditions, `help/${language}/${page}.md`);
}

function kindsOf(entities: readonly EntityName[]): CriterionKind[] {
  return [...new Set(entities.flatMap((entity) => ENTITIES[entity].criteria))];
}

/** The criteria as described properties, in the order of the entity table. */
function criteriaList(language: Language, kinds: readonly CriterionKind[]): string {
  const { criteria, colon } = wordsOf(language);
  return kinds
    .map((kind) => {
      const meaning = criteria[kind] ?? kind;
      return `- **${criterionLabelOf(language, kind)}** (${kind}${colon}${fieldsOf(kind).join(', ')})${colon}${meaning}`;
    })
    .join('\n');
}

function criteriaTable(language: Language): string {
  const { reference, criteria } = wordsOf(language);
  const rows = kindsOf(ENTITY_NAMES).map((kind) => [
    criterionLabelOf(language, kind),
    `\`${kind}\`: ${fieldsOf(kind)
      .map((field) => `\`${field}\``)
      .join(', ')}`,
    ENTITY_NAMES.filter((entity) => ENTITIES[entity].criteria.includes(kind)).join(', '),
    criteria[kind] ?? kind,
  ]);
  return table([reference.criterion, reference.fields, reference.entities, reference.meaning], rows);
}

function fieldsOf(kind: CriterionKind): string[] {
  return CRITERIA[kind].fields.map(({ name, required }) => (required ? name : `${name}?`));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** "`a`, `b` or `c`" */
function choice(language: Language, names: readonly string[]): string {
  const quoted = names.map((name) => (name === '…' ? name : `\`${name}\``));
  const last = quoted.pop() ?? '';
  if (quoted.length === 0) return last;
  return last === '…' ? [...quoted, last].join(', ') : `${quoted.join(', ')} ${wordsOf(language).or} ${last}`;
}
