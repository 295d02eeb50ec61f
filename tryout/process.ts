/** The try-out's processes: each is started, kept running, and ended with the try-out. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { HOST } from './places';

/** ms before a process that ended by itself is started again. */
const RESTART_DELAY = 2_000;
/** ms that a process may take to end. */
const END_LIMIT = 5_000;

export class KeptProcess {
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;

  constructor(
    private readonly name: string,
    private readonly args: readonly string[],
  ) {}

  start(): void {
    const child = spawn(process.execPath, this.args, { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#child = child;
    child.on('exit', () => {
      this.#child = undefined;
      if (this.#ending) return;
      console.error(`${this.name} ended; it is started again.`);
      this.#timer = setTimeout(() => {
        this.start();
      }, RESTART_DELAY);
    });
  }

  /** When it ends from now on, it is not started again. */
  keepNoLonger(): void {
    this.#ending = true;
    clearTimeout(this.#timer);
  }

  async end(): Promise<void> {
    this.keepNoLonger();
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}

/** Throws when somebody else listens on the port already. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(new Error(`Port ${port} is in use. Choose another one, for example: ${variable}=${port + 1} npm start`));
    });
    probe.listen(port, HOST, () => {
      probe.close(() => {
        resolve();
      });
    });
  });
}

/** Resolves when `url` answers; there is no limit, since a slow machine may take its time. */
export async function waitUntilAnswers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await fetch(url, { signal });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
