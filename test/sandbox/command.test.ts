import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { login } from './rest';

/** Beside the compiled tests. */
const COMMAND = join(__dirname, '..', '..', 'sandbox', 'icure-sandbox.js');

describe('icure-sandbox', function () {
  this.timeout(60_000);
  let children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
  });

  function run(...args: string[]) {
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    const said = { out: '', error: '' };
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said.error += data.toString()));
    const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
    return { child, said, exited };
  }

  it('says where it listens, who can log in and what it is not for, and ends with Ctrl-C', async () => {
    const { child, said, exited } = run('--port', '0');
    await eventually('the sandbox says that it is ready', () => {
      assert.match(said.out, /Ctrl-C/);
    });
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out)?.[0] ?? assert.fail(said.out);
    assert.match(said.out, /FOR TRYING AND TESTING ONLY.*Never put real patients' data into it/);
    for (const [kind, name] of [
      ['healthcare professional', 'hcp@sandbox.local'],
      ['patient', 'patient@sandbox.local'],
    ]) {
      const line = new RegExp(`${kind ?? ''}\\s+${name ?? ''}\\s+password: (\\S+)`).exec(said.out);
      await login({ url }, { login: name ?? '', password: line?.[1] ?? '' });
    }
    child.kill('SIGINT');
    assert.equal((await exited).code, 0);
  });

  it('explains itself', async () => {
    const { code, out } = await run('--help').exited;
    assert.equal(code, 0);
    for (const option of ['--port', '--host', '--data', '--no-quirks']) assert.ok(out.includes(option));
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { code, error } = await run('--port', String(address.port)).exited;
    other.close();
    assert.equal(code, 1);
    assert.equal(
      error,
      `Cannot start: port ${address.port} is taken by another program; end that one, or choose another port with --port.\n`,
    );
  });

  for (const [args, reason] of [
    [['--port', 'x'], /--port must be a number/],
    [['--port', '70000'], /--port must be a number/],
    [['--nonsense'], /nonsense/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, error } = await run(...args).exited;
      assert.equal(code, 2);
      assert.match(error, reason);
      assert.match(error, /Usage/);
    });
  }
});
