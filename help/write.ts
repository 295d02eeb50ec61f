/** `node dist/help/write.js help` writes the help that Node-RED shows into `dist/`, `… docs` the pages in `docs/nodes/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpOf, NODE_TYPES, referenceOf } from './help';
import { LANGUAGES } from './texts';

const ROOT = join(__dirname, '..', '..');

if (process.argv[2] === 'docs') writeDocs();
else writeHelp();

function writeHelp(): void {
  for (const language of LANGUAGES) {
    const folder = join(ROOT, 'dist', 'nodes', 'locales', language);
    for (const type of NODE_TYPES) writeFileSync(join(folder, `${type}.html`), helpOf(language, type));
  }
}

function writeDocs(): void {
  const folder = join(ROOT, 'docs', 'nodes');
  mkdirSync(folder, { recursive: true });
  for (const language of LANGUAGES) writeFileSync(join(folder, `${language}.md`), referenceOf(language));
}
