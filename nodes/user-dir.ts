import type { NodeAPI } from 'node-red';

/** Node-RED's user directory: where its flows, its packages and what nodes keep are. */
export function userDir(RED: NodeAPI): string {
  return RED.settings.userDir ?? process.cwd();
}
