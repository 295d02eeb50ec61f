/** `npm run build`: compiles and bundles the package into `dist/` and `resources/`. Ends with exit code 1 on any error. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILD_STAMP, ROOT } from './prepare.mjs';

const DIST = join(ROOT, 'dist');
const COMMAND = join(DIST, 'sandbox', 'icure-sandbox.js');

// What was compiled from a source that is gone must not live on, least of all a test.
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);

copyNodeFiles();
const steps = await Promise.allSettled([compile('tsconfig.json'), compile('tsconfig.editor.json'), bundleEditor()]);
const failed = steps.filter((step) => step.status === 'rejected');
for (const { reason } of failed) console.error(reason.message);
if (failed.length > 0) process.exit(1);

await run('dist/help/write.js', 'help');
if (existsSync(COMMAND)) chmodSync(COMMAND, 0o755);
writeFileSync(BUILD_STAMP, '');

/** Compiles, or only checks when the project says so, with the TypeScript compiler, which prints what it finds. */
async function compile(project) {
  await run(join('node_modules', 'typescript', 'bin', 'tsc'), '--project', project);
}

/** Runs a script of this folder, which prints what is wrong. */
async function run(script, ...args) {
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`This failed: node ${[script, ...args].join(' ')}`);
}

/** What the dialogs of all nodes share; Node-RED serves the folder as `resources/@icure-community/node-red-icure/`. */
async function bundleEditor() {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [
      { in: 'src/editor/index.ts', out: 'icure-editor' },
      { in: 'src/editor/dialogs.css', out: 'icure-editor' },
    ],
    outdir: 'resources',
    bundle: true,
    format: 'iife',
    globalName: 'icureEditor',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  });
}

/** What Node-RED expects beside a node's `.js`: its `.html`, the catalogues and the icons. The help is made when the rest is compiled. */
function copyNodeFiles() {
  const source = join(ROOT, 'nodes');
  const target = join(DIST, 'nodes');
  for (const file of readdirSync(source).filter((name) => name.endsWith('.html'))) {
    cpSync(join(source, file), join(target, file));
  }
  cpSync(join(source, 'locales'), join(target, 'locales'), { recursive: true });
  cpSync(join(ROOT, 'icons'), join(target, 'icons'), { recursive: true });
}
