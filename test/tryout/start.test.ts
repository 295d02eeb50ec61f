/** What `npm start` starts, after it has installed and built: the sandbox, Node-RED with a flow, and the feed. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';

const ROOT = join(__dirname, '..', '..', '..');
const START = join(ROOT, 'dist', 'tryout', 'start.js');

describe('the try-out', () => {
  const state = mkdtempSync(join(tmpdir(), 'icure-try-out-'));
  let ports: { readonly editor: number; readonly sandbox: number };
  let child: ChildProcess | undefined;

  before(async () => {
    ports = { editor: await freePort(), sandbox: await freePort() };
  });

  after(() => {
    child?.kill('SIGKILL');
    rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  function start(
    command = process.execPath,
    args: readonly string[] = [START],
  ): { readonly child: ChildProcess; readonly output: () => string } {
    let output = '';
    const started = spawn(command, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(ports.editor),
        ICURE_SANDBOX_PORT: String(ports.sandbox),
        ICURE_TRYOUT_STATE: state,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    return { child: started, output: () => output };
  }

  /** What the editor's debug sidebar gets. */
  async function debugMessages(): Promise<{ readonly messages: string[]; readonly end: () => void }> {
    const messages: string[] = [];
    const comms = await eventually('the editor answers', async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${ports.editor}/comms`);
      await once(socket, 'open');
      return socket;
    });
    comms.on('message', (data: Buffer) => messages.push(data.toString()));
    comms.on('error', () => undefined);
    comms.send(JSON.stringify({ subscribe: 'debug' }));
    return {
      messages,
      end: () => {
        comms.terminate();
      },
    };
  }

  it('shows what it decrypts, judges and notifies in the debug sidebar, and ends all of it on Ctrl-C, twice', async function () {
    this.timeout(120_000);
    for (const round of ['first', 'second']) {
      const { child: started, output } = start();
      const { messages, end } = await debugMessages();
      await eventually(
        () => `glucose is labelled and somebody is told in the ${round} round; output: ${output()}`,
        () => {
          assert.ok(messages.some((message) => /\d mg\/dL: (?:low|high|normal)/.test(message)));
          assert.ok(messages.some((message) => /Glucose is \d+ mg\/dL, outside of/.test(message)));
        },
        60_000,
      );
      assert.ok(output().includes(`http://127.0.0.1:${ports.editor}/`), 'the address of the editor is printed');
      end();
      const exited = once(started, 'exit');
      started.kill('SIGINT');
      started.kill('SIGINT');
      assert.deepEqual(await exited, [0, null]);
      for (const port of [ports.editor, ports.sandbox]) {
        await assert.rejects(fetch(`http://127.0.0.1:${port}/`), 'nothing listens any more');
      }
    }
  });

  it('ends when npm is ended, whose shell passes no signal on', async function () {
    this.timeout(120_000);
    const { child: started } = start('sh', ['-c', 'node scripts/start.mjs; true']);
    const { end } = await debugMessages();
    end();
    started.kill('SIGTERM');
    for (const port of [ports.editor, ports.sandbox]) {
      await eventually(`nothing listens at ${port} any more`, () => assert.rejects(fetch(`http://127.0.0.1:${port}/`)));
    }
  });

  it('says what to do when a port is taken', async () => {
    const server = new (await import('node:http')).Server();
    server.listen(ports.editor, '127.0.0.1');
    await once(server, 'listening');
    const { child: started, output } = start();
    const [code] = (await once(started, 'exit')) as [number];
    server.close();
    assert.equal(code, 1);
    assert.match(output(), new RegExp(`Port ${ports.editor} is in use.*PORT=`));
  });

  it('says what to do when the sandbox is to be at another port than what is kept', async () => {
    const kept = ports.sandbox;
    ports = { ...ports, sandbox: await freePort() };
    const { child: started, output } = start();
    const [code] = (await once(started, 'exit')) as [number];
    assert.equal(code, 1);
    assert.match(
      output(),
      new RegExp(`sandbox at port ${kept}.*ICURE_SANDBOX_PORT=${kept} npm start.*delete that folder`),
    );
  });
});
