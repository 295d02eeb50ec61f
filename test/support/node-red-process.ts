/**
 * A real Node-RED with this package in a userDir of its own, used as its editor uses it: flows are deployed over the admin API, and what nodes
 * show and send is read from the editor's own WebSocket.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import type { FailureCode } from '../../src/model/failure';
import { CRASH_WORKERS, TELL_RESOURCES } from './preload';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { USUAL_RUNTIME, type Runtime } from './runtime';

const ROOT = join(__dirname, '..', '..', '..');
const PACKAGE = '@icure-community/node-red-icure';
const PRELOAD = join(__dirname, 'preload.js');

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A badge as the editor gets it; `state` and `code` reach Status nodes only. */
export interface Status {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
  readonly state?: string;
  readonly code?: string;
}

/** The server listens for the node. */
export function connected({ fill, shape }: Status): boolean {
  return fill === 'green' && shape === 'dot';
}

/** The node is broken, for one of the given reasons, or for any. */
export function broken(...codes: readonly FailureCode[]): (status: Status) => boolean {
  return ({ fill, text = '' }) =>
    fill === 'red' && (codes.length === 0 || codes.some((code) => text.endsWith(`:failure.${code}`)));
}

/** What a debug node shows: the node's id and the whole message. */
export interface Shown {
  readonly id: string;
  readonly message: Record<string, unknown>;
}

/** `msg.event` of what an event node has sent. */
export interface ToldEvent {
  readonly type: string;
  readonly id: string;
  readonly source: string;
  readonly account: string;
  readonly redelivered?: boolean;
  readonly deliveryId?: string;
}

export class NodeRedProcess extends EventEmitter {
  readonly userDir = mkdtempSync(join(tmpdir(), 'node-red-icure-'));
  readonly statuses = new Map<string, Status>();
  /** All badges that were shown, in order; `at` in ms. */
  readonly frames: { readonly id: string; readonly at: number; readonly status: Status }[] = [];
  readonly shown: Shown[] = [];
  /** All that Node-RED wrote to its console. */
  log = '';
  port = 0;
  #child: ChildProcess | undefined;
  #comms: WebSocket | undefined;
  #revision: string | undefined;
  readonly #credentials = new Map<string, string>();

  constructor(
    private readonly settings: Record<string, unknown> = {},
    private readonly environment: Readonly<Record<string, string>> = {},
    private readonly runtime: Runtime = USUAL_RUNTIME,
  ) {
    super();
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async start(): Promise<void> {
    this.port = await freePort();
    this.#prepareFolder();
    const { node, nodeRed } = this.runtime;
    const child = spawn(node, ['--require', PRELOAD, nodeRed, '--userDir', this.userDir], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...this.environment },
    });
    this.#child = child;
    // Whatever ends the test, a benchmark's assertion say, must not leave it running.
    const endWithTest = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', endWithTest);
    child.once('exit', () => process.off('exit', endWithTest));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    }
    await eventually('Node-RED answers', async () => {
      assert.ok(this.isRunning, `Node-RED ended: ${this.log}`);
      assert.equal((await fetch(`${this.url}/flows`)).status, 200);
    });
    await this.#listen();
  }

  /** Deploys a flow as the editor does; resolves when the runtime has accepted it. */
  async deploy(flow: readonly FlowNode[], type: 'full' | 'flows' | 'nodes' | 'reload' = 'full'): Promise<void> {
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'Node-RED-API-Version': 'v2',
        'Node-RED-Deployment-Type': type,
        connection: 'close',
      },
      body: JSON.stringify({
        flows: flow.map((node) => this.#withNewCredentials(node)),
        ...(this.#revision === undefined ? {} : { rev: this.#revision }),
      }),
    });
    assert.equal(response.status, 200, `deploy: ${response.status}`);
    this.#revision = ((await response.json()) as { rev: string }).rev;
  }

  /** Waits until the badge of a node fulfils a condition, and returns it. */
  async badge(id: string, condition: (status: Status) => boolean, limit?: number): Promise<Status> {
    return eventually(
      () => `badge of ${id} is as expected, it is ${JSON.stringify(this.statuses.get(id))}`,
      () => {
        const status = this.statuses.get(id);
        assert.ok(status !== undefined && condition(status));
        return status;
      },
      limit,
    );
  }

  /** The messages that a debug node has shown, in order. */
  shownBy(debug: string): Record<string, unknown>[] {
    return this.shown.filter(({ id }) => id === debug).map(({ message }) => message);
  }

  /** The events among them. */
  eventsShownBy(debug: string): ToldEvent[] {
    return this.shownBy(debug).flatMap(({ event }) => (event === undefined ? [] : [event as ToldEvent]));
  }

  /** Asks the admin API, as a dialog does. */
  post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The file of a userDir, as text. */
  read(file: string): string {
    return readFileSync(join(this.userDir, file), 'utf8');
  }

  /** What keeps Node-RED's process busy, by kind: timers, sockets, worker threads. */
  async resources(): Promise<Record<string, number>> {
    return (await this.ask(TELL_RESOURCES, 'answer')) as Record<string, number>;
  }

  /** Sends a message to Node-RED's process, for what is preloaded into it; waits for an answer, if there is one. */
  async ask(message: string, expected: 'answer' | undefined): Promise<unknown> {
    const child = this.#child;
    assert.ok(child);
    const answer = expected === undefined ? undefined : once(child, 'message');
    child.send(message);
    return (await answer)?.[0];
  }

  /** Throws an exception that nobody catches in each of Node-RED's worker threads. */
  crashWorkers(): void {
    this.#child?.send(CRASH_WORKERS);
  }

  /** Ends the process, in order or like a power cut; `start` begins with the same userDir again. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#comms?.terminate();
    const child = this.#child;
    if (child !== undefined && this.isRunning) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    this.statuses.clear();
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.userDir, { recursive: true, force: true, maxRetries: 3 });
  }

  /** The editor sends credentials only when they were entered; sent again, they would look like a change of the node. */
  #withNewCredentials(node: FlowNode): FlowNode {
    const { credentials, ...rest } = node;
    const entered = JSON.stringify(credentials);
    if (credentials === undefined || this.#credentials.get(node.id) === entered) return rest;
    this.#credentials.set(node.id, entered);
    return node;
  }

  #prepareFolder(): void {
    const link = join(this.userDir, 'node_modules', PACKAGE);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(ROOT, link, 'junction');
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: this.port,
      flowFile: 'flows.json',
      credentialSecret: 'a secret of the tests',
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false, palette: { catalogues: [] } },
      externalModules: { autoInstall: false, palette: { allowInstall: false } },
      debugMaxLength: 1_000_000,
      logging: { console: { level: 'trace', metrics: false, audit: true } },
      ...this.settings,
    };
    writeFileSync(join(this.userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
    writeFileSync(
      join(this.userDir, 'package.json'),
      JSON.stringify({ name: 'test', private: true, dependencies: { [PACKAGE]: `file:${ROOT}` } }),
    );
  }

  async #listen(): Promise<void> {
    const comms = new WebSocket(`ws://127.0.0.1:${this.port}/comms`);
    this.#comms = comms;
    comms.on('message', (data: Buffer) => {
      for (const { topic, data: content } of JSON.parse(data.toString()) as { topic: string; data: unknown }[]) {
        this.#receive(topic, content);
      }
    });
    // Ended from outside when the runtime goes; the tests see that by `isRunning`.
    comms.on('error', () => undefined);
    await once(comms, 'open');
    comms.send(JSON.stringify({ subscribe: 'status/#' }));
    comms.send(JSON.stringify({ subscribe: 'debug' }));
  }

  #receive(topic: string, content: unknown): void {
    if (topic.startsWith('status/')) {
      const id = topic.slice('status/'.length);
      const status = content as Status;
      this.statuses.set(id, status);
      this.frames.push({ id, at: performance.now(), status });
    } else if (topic === 'debug') {
      const { id, msg, format } = content as { id: string; msg: string; format: string };
      if (format === 'Object') this.shown.push({ id, message: JSON.parse(msg) as Record<string, unknown> });
    }
    this.emit('change');
  }
}
