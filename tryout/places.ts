/** Where the try-out keeps its state and which ports it uses. */
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

function readPort(variable: string, usual: number): number {
  const value = process.env[variable];
  if (value === undefined || value === '') return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port number from 1 to 65535, not "${value}".`);
}
