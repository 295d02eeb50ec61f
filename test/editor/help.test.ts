import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpOf, NODE_TYPES, referenceOf } from '../../help/help';
import { renderHelp } from '../../help/markdown';
import { fill } from '../../help/template';
import { examplesWith, LANGUAGES, wordsOf, type Language } from '../../help/texts';
import { CRITERIA } from '../../src/model/criteria';
import { ENTITIES, ENTITY_ACTIONS, ENTITY_NAMES, eventNodeType, eventTopic } from '../../src/model/entities';

const ROOT = join(__dirname, '..', '..', '..');

/** Node-RED shows the first paragraph when the mouse is over a node in the palette: three lines of that box. */
const LONGEST_TOOLTIP = 170;

/** Everything that was asked to be told of a node is told under a heading. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  'icure-account': ['properties', 'details', 'examples'],
  'icure-find': ['inputs', 'outputs', 'details', 'filter', 'errors', 'examples'],
  'icure-save': ['inputs', 'outputs', 'details', 'errors', 'examples'],
  'icure-delete': ['inputs', 'outputs', 'details', 'errors', 'examples'],
  'icure-ack': ['inputs', 'outputs', 'details', 'errors', 'examples'],
};
const EVENT_NODE_HEADINGS = ['inputs', 'outputs', 'details', 'filter', 'delivery', 'errors', 'examples'];

describe('the help', () => {
  for (const language of LANGUAGES) {
    describe(language, () => {
      for (const type of NODE_TYPES) {
        it(`of ${type} is shipped and has its headings`, () => {
          const help = shipped(language, type);
          assert.equal(help, helpOf(language, type), 'the build is older than the texts');
          assert.ok(help.startsWith(`<script type="text/html" data-help-name="${type}">`));
          const { headings } = wordsOf(language);
          const expected = (HEADINGS[type] ?? EVENT_NODE_HEADINGS).map((name) => headings[name]);
          assert.deepEqual(all(help, /<h3>(.+?)<\/h3>/g), expected);
        });

        it(`of ${type} begins with a short paragraph and leaves nothing to be filled in`, () => {
          const help = shipped(language, type);
          const [, tooltip = ''] = /^<script[^>]*>\n<p>(.+?)<\/p>/.exec(help) ?? [];
          assert.ok(tooltip.length > 0 && tooltip.length <= LONGEST_TOOLTIP, `${tooltip.length} characters`);
          assert.doesNotMatch(help, /\{\{|\*\*|undefined|<!--/);
        });

        it(`of ${type} describes as much as in English`, () => {
          for (const mark of [/<dt/g, /<li>/g, /<p>/g, /<pre>/g]) {
            const count = (text: string) => text.match(mark)?.length ?? 0;
            assert.equal(count(shipped(language, type)), count(shipped('en-US', type)), mark.source);
          }
          const codes = (text: string) => all(text, /<code>(.+?)<\/code>/g).sort();
          const own = codes(shipped(language, type)).filter((code) => !code.startsWith('${'));
          const english = codes(shipped('en-US', type)).filter((code) => !code.startsWith('${'));
          assert.deepEqual(new Set(own), new Set(english));
        });

        it(`of ${type} names the examples that have it`, () => {
          const help = shipped(language, type);
          const examples = examplesWith([type]);
          assert.ok(examples.length > 0);
          for (const example of examples) assert.ok(help.includes(`<li>${example}</li>`), example);
        });
      }

      it('of event nodes promises only the events and filters that there are', () => {
        for (const entity of ENTITY_NAMES) {
          const help = shipped(language, eventNodeType(entity));
          const { eventTypes, criteria } = ENTITIES[entity];
          assert.deepEqual(
            all(help, /(icure\/[a-z-]+\/[a-z]+)/g),
            eventTypes.map((type) => eventTopic(entity, type)),
          );
          assert.deepEqual(all(help, /property-type">([a-zA-Z]+)\s?: /g), [...criteria], entity);
        }
      });

      it('of the nodes that act tells which entities there are', () => {
        for (const action of ENTITY_ACTIONS) {
          const help = shipped(language, `icure-${action}`);
          for (const entity of ENTITY_NAMES) {
            const isNamed = help.includes(`<code>${entity}</code>`);
            assert.equal(isNamed, ENTITIES[entity].actions.includes(action), `${action}: ${entity}`);
          }
        }
      });

      it('describes every kind of criterion', () => {
        assert.deepEqual(
          Object.keys(CRITERIA).filter((kind) => wordsOf(language).criteria[kind] === undefined),
          [],
        );
      });

      it('is the same as the page in docs/nodes', () => {
        const page = readFileSync(join(ROOT, 'docs', 'nodes', `${language}.md`), 'utf8');
        assert.equal(page, referenceOf(language), 'run `npm run docs`');
      });
    });
  }

  it('is nowhere else', () => {
    for (const language of LANGUAGES) {
      const files = readdirSync(join(ROOT, 'nodes', 'locales', language));
      assert.deepEqual(
        files.filter((file) => !file.endsWith('.json')),
        [],
      );
    }
    assert.deepEqual(readdirSync(join(ROOT, 'docs', 'nodes')).sort(), LANGUAGES.map((name) => `${name}.md`).sort());
  });
});

describe('the Markdown of the help', () => {
  it('is rendered as Node-RED wants help to be', () => {
    const markdown = [
      'First\nparagraph with `a < b` and **bold**.',
      '## Outputs',
      '1. one\n   - **payload** (string | object): what it is: this\n   - **limit?** (number) : a list:\n     - `x`: y\n2. two',
      '- first\n- [second](https://example.org)',
      '```\n{ "a": 1 }\n```',
    ].join('\n\n');
    const html = [
      '<p>First paragraph with <code>a &lt; b</code> and <b>bold</b>.</p>',
      '<h3>Outputs</h3>',
      '<ol class="node-ports">',
      '<li>one',
      '<dl class="message-properties">',
      '<dt>payload <span class="property-type">string | object</span></dt>',
      '<dd>what it is: this</dd>',
      '<dt class="optional">limit <span class="property-type">number</span></dt>',
      '<dd>a list:',
      '<ul>',
      '<li><code>x</code>: y</li>',
      '</ul></dd>',
      '</dl></li>',
      '<li>two</li>',
      '</ol>',
      '<ul>',
      '<li>first</li>',
      '<li><a href="https://example.org">second</a></li>',
      '</ul>',
      '<pre>{ "a": 1 }</pre>',
    ].join('\n');
    assert.equal(renderHelp(markdown), html);
  });

  it('is filled in, and what nobody knows is an error', () => {
    const text = 'a {{x}}\n\n<!-- if yes -->\n\nb\n\n<!-- if no -->\n\nc\nd\n\ne\n';
    assert.equal(fill(text, { x: '{{y}}', y: '1' }, { yes: true, no: false }, 'here'), 'a 1\n\nb\n\ne\n');
    assert.throws(() => fill(text, {}, { yes: true, no: false }, 'here'), /here: .*"x"/);
    assert.throws(() => fill(text, { x: '' }, { yes: true }, 'here'), /here: .*"no"/);
  });
});

function shipped(language: Language, type: string): string {
  return readFileSync(join(ROOT, 'dist', 'nodes', 'locales', language, `${type}.html`), 'utf8');
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}
