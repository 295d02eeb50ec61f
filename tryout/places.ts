/** Where the try-out keeps its state and which ports it uses. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository: the compiled file lies in `dist/tryout`. */
export const ROOT = join(__dirname, '..', '..');

/** Ignored by git; deleting it starts over. */
export const STATE = process.env.ICURE_TRYOUT_STATE ?? join(ROOT, '.try-out');

export const HOST = '127.0.0.1';

/** The editor's port: `PORT`, or Node-RED's usual one. */
export const EDITOR_PORT = readPort('PORT', 1880);

/** The sandbox's port: `ICURE_SANDBOX_PORT`. */
export const SANDBOX_PORT = readPort('ICURE_SANDBOX_PORT', 16043);

export const SANDBOX_URL = `http://${HOST}:${SANDBOX_PORT}`;

/**
 * What is kept holds the sandbox's address, in flows and with keys.
 * @throws Error when it was kept with the sandbox at another port
 */
export function requireSamePlace(): void {
  const file = join(STATE, 'sandbox-port');
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : String(SANDBOX_PORT);
  if (kept !== String(SANDBOX_PORT)) {
    throw new Error(
      `What is kept in ${STATE} belongs to a sandbox at port ${kept}. Start it there again (ICURE_SANDBOX_PORT=${kept} npm start), or delete that folder to start over.`,
    );
  }
  mkdirSync(STATE, { recursive: true });
  writeFileSync(file, kept);
}

function readPort(variable: string, usual: number): number {
  const value = process.env[variable];
  if (value === undefined || value === '') return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port number from 1 to 65535, not "${value}".`);
}
