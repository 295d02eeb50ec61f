/** Installs a stand-in as the package that it stands for, in a folder of its own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By the form of the models: up to 2.2 with Sets, 3.0 to 3.2 with Maps, too, from 3.3 on plain. */
export type StandInVariant = 'set' | 'map' | 'plain';

/** Says which version it plays and that it is none. */
export const STAND_IN_VERSIONS: Readonly<Record<StandInVariant, string>> = {
  set: '2.2.5-stand-in',
  map: '3.1.0-stand-in',
  plain: '3.3.10-stand-in',
};

/** Returns the folder, which whoever asked for it removes. */
export function installStandIn(variant: StandInVariant = 'set'): string {
  const folder = mkdtempSync(join(tmpdir(), 'icure-medtech-stand-in-'));
  const manifest = { name: '@icure/medical-device-sdk', version: STAND_IN_VERSIONS[variant], main: 'index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  if (variant === 'set') {
    writeFileSync(join(folder, 'index.js'), `module.exports = ${requireOf('index')};\n`);
    mkdirSync(join(folder, 'src', 'models'), { recursive: true });
    writeFileSync(join(folder, 'src', 'models', 'Notification.js'), `module.exports = ${requireOf('models')};\n`);
  } else {
    const sdk = `${requireOf(join('strategies', 'index'))}.sdkWith(${JSON.stringify(variant)})`;
    writeFileSync(join(folder, 'index.js'), `module.exports = ${sdk};\n`);
  }
  return folder;
}

function requireOf(file: string): string {
  return `require(${JSON.stringify(join(__dirname, file))})`;
}
