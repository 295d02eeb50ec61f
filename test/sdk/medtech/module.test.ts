import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureError } from '../../../src/model/failure';
import { generationOf } from '../../../src/sdk/medtech/generation';
import { loadMedTech } from '../../../src/sdk/medtech/module';

const VARIABLE = 'ICURE_MEDTECH_SDK';
const FILTERS = ['DataSample', 'Patient', 'HealthcareElement', 'Notification', 'User'].map((name) => `${name}Filter`);

/** The source of a module with the exports of one generation. */
function moduleWith(builderMethods: string, ...classes: readonly string[]): string {
  const names = [...FILTERS, 'KeyStorageImpl', ...classes];
  return [
    ...names.map((name) => `exports.${name} = class ${name} {};`),
    `exports.medTechApi = () => ({ ${builderMethods} });`,
  ].join('\n');
}

describe('finding the MedTech SDK', () => {
  let userDir: string;
  let configured: string | undefined;

  beforeEach(() => {
    userDir = realpathSync(mkdtempSync(join(tmpdir(), 'icure-user-dir-')));
    configured = process.env[VARIABLE];
    process.env[VARIABLE] = '';
  });

  afterEach(() => {
    if (configured === undefined) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = configured;
    rmSync(userDir, { recursive: true });
  });

  function install(source: string): string {
    const folder = join(userDir, 'node_modules', '@icure', 'medical-device-sdk');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '0.0.0', main: 'index.js' }));
    writeFileSync(join(folder, 'index.js'), source);
    return folder;
  }

  function refusal(): FailureError {
    try {
      loadMedTech([userDir]);
    } catch (error) {
      assert(error instanceof FailureError);
      assert.equal(error.code, 'sdk-missing');
      return error;
    }
    throw new assert.AssertionError({ message: 'The SDK was loaded.' });
  }

  it('says how to install it where it is not installed', () => {
    const { message } = refusal();
    assert(message.includes('npm install @icure/medical-device-sdk'));
    assert(message.includes(userDir));
  });

  it('looks into the folders that it is told', () => {
    install(moduleWith(''));
    assert.equal(typeof loadMedTech([tmpdir(), userDir]).medTechApi, 'function');
  });

  it('takes the folder that the environment names', () => {
    process.env[VARIABLE] = install(moduleWith(''));
    assert.equal(typeof loadMedTech([]).medTechApi, 'function');
  });

  it('refuses something else under its name', () => {
    install('exports.medTechApi = () => ({});');
    assert(refusal().message.includes('2.2 to 3.3'));
  });

  it('names neither stack nor text of the error when it cannot be loaded', () => {
    install('throw new Error("secret");');
    const { message } = refusal();
    assert(message.includes('cannot be loaded'));
    assert(!message.includes('secret'));
  });

  it('tells the generations apart by what the module can do', () => {
    install(moduleWith(''));
    assert.equal(generationOf(loadMedTech([userDir])).kind, 'given-keys');
  });

  it('knows crypto strategies when the builder takes them', () => {
    install(moduleWith('withCryptoStrategies() {}', 'SimpleCryptoStrategies'));
    assert.equal(generationOf(loadMedTech([userDir])).kind, 'crypto-strategies');
  });
});
