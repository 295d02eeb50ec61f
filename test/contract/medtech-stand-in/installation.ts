/** Installs the stand-in as the package that it stands for, in a folder of its own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Says which version it plays and that it is none. */
export const STAND_IN_VERSION = '2.2.5-stand-in';

/** Returns the folder, which whoever asked for it removes. */
export function installStandIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icure-medtech-stand-in-'));
  const manifest = { name: '@icure/medical-device-sdk', version: STAND_IN_VERSION, main: 'index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), reexport('index'));
  mkdirSync(join(folder, 'src', 'models'), { recursive: true });
  writeFileSync(join(folder, 'src', 'models', 'Notification.js'), reexport('models'));
  return folder;
}

function reexport(file: string): string {
  return `module.exports = require(${JSON.stringify(join(__dirname, file))});\n`;
}
