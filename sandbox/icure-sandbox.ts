#!/usr/bin/env node
/** The command `icure-sandbox`. */
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox, type SandboxOptions } from './index';

const USAGE = `Usage: icure-sandbox [options]

Starts an iCure-compatible server on this machine, for trying and testing only.
Never put real patients' data into it.

Options:
  --port <number>   the port to listen on (default 16043)
  --host <address>  the address to listen on (default 127.0.0.1: this machine only)
  --data <folder>   keep everything in this folder; without it all is gone when the sandbox ends
  --no-quirks       let live filters do what their names say, instead of what the real server does
  --help            show this text
`;

const DEFAULT_PORT = 16043;

class UsageError extends Error {}

/** What the command line asks for; undefined for the usage. @throws UsageError */
function readArguments(): SandboxOptions | undefined {
  const { values } = parse();
  if (values.help) return undefined;
  return {
    port: values.port === undefined ? DEFAULT_PORT : readPort(values.port),
    quirks: !values['no-quirks'],
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.data === undefined ? {} : { dataFolder: values.data }),
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        'no-quirks': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not "${text}".`);
}

function describe(sandbox: Sandbox, dataFolder: string | undefined): string {
  const logins = sandbox.accounts.map(
    ({ kind, login, password }) =>
      `  ${kind === 'hcp' ? 'healthcare professional' : 'patient'.padEnd(23)}  ${login.padEnd(21)}  password: ${password}`,
  );
  return [
    `iCure sandbox listens at ${sandbox.url}`,
    '',
    "FOR TRYING AND TESTING ONLY: it protects nothing. Never put real patients' data into it.",
    '',
    'Accounts:',
    ...logins,
    '',
    dataFolder === undefined
      ? 'Everything is kept in memory and gone at the end (--data <folder> keeps it).'
      : `Everything is kept in ${dataFolder}.`,
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** One sentence about why the sandbox does not start. */
function explain(error: unknown, { host, port }: SandboxOptions): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `port ${port ?? DEFAULT_PORT}`;
  switch (code) {
    case 'EADDRINUSE':
      return `Cannot start: ${place} is taken by another program; end that one, or choose another port with --port.`;
    case 'EACCES':
      return `Cannot start: ${place} or the data folder may not be used by this user; choose others with --port or --data.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `Cannot start: this machine has no address ${host ?? ''}; choose another one with --host.`;
    default:
      return `Cannot start: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function start(options: SandboxOptions): Promise<void> {
  const sandbox = await createSandbox(options);
  process.stdout.write(describe(sandbox, options.dataFolder));
  const end = (): void => {
    void sandbox.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  await start(options).catch((error: unknown) => {
    process.stderr.write(`${explain(error, options)}\n`);
    process.exitCode = 1;
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
});
