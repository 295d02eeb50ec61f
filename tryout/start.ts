/** The try-out: the sandbox, Node-RED with this package and an example flow, and a feed that writes health data. Ctrl-C ends all of it. */
import { join } from 'node:path';
import { PROFESSIONAL } from './accounts';
import { makeNodeRedFolder } from './node-red-folder';
import { EDITOR_PORT, HOST, requireSamePlace, ROOT, SANDBOX_PORT, SANDBOX_URL, STATE } from './places';
import { KeptProcess, requireFreePort, waitUntilAnswers } from './process';

async function start(): Promise<void> {
  await requireFreePort(EDITOR_PORT, 'PORT');
  await requireFreePort(SANDBOX_PORT, 'ICURE_SANDBOX_PORT');
  requireSamePlace();
  const folder = makeNodeRedFolder({ userName: PROFESSIONAL.login, password: PROFESSIONAL.password });
  const processes = [
    new KeptProcess('The sandbox', [
      join(ROOT, 'dist', 'sandbox', 'icure-sandbox.js'),
      ...['--host', HOST, '--port', String(SANDBOX_PORT), '--data', join(STATE, 'sandbox')],
    ]),
    new KeptProcess('Node-RED', [join(ROOT, 'node_modules', 'node-red', 'red.js'), '--userDir', folder]),
    new KeptProcess('The feed', [join(ROOT, 'dist', 'tryout', 'feed.js')]),
  ];

  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Ctrl-C comes twice, from the terminal and from npm: whatever comes second must not cut the ending short.
    process.on(signal, () => {
      if (ending.signal.aborted) return;
      ending.abort();
      void endAll(processes).then(() => process.exit(0));
    });
  }

  for (const each of processes) each.start();
  const editor = `http://${HOST}:${EDITOR_PORT}/`;
  await waitUntilAnswers(editor, ending.signal);
  if (ending.signal.aborted) return;
  console.log(`
Open ${editor} in a browser and look at the debug sidebar (the bug icon): glucose values arrive every few seconds.
They were encrypted by a real iCure SDK, sent through the sandbox at ${SANDBOX_URL}, and decrypted in Node-RED,
which judges them, labels them on the server, and notifies somebody of those that are too low or too high.
Ctrl-C ends it all. What you change is kept in ${STATE}; delete that folder to start over.
`);
}

/** The sandbox last, so that nobody complains about its going. */
async function endAll(processes: readonly KeptProcess[]): Promise<void> {
  for (const each of processes) each.keepNoLonger();
  for (const each of processes.toReversed()) await each.end();
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
