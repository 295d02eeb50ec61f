/**
 * `npm run chaos`: the long version. Options: `--seeds 1,2,3` (default: three by chance), `--writes 200000`, `--faults 1000`, `--kills 50`, `--rate 300` (writes per second) and
 * `--sdk cardinal` or `--sdk medtech` (the real one where `ICURE_MEDTECH_SDK` names it, else a stand-in), and `--evidence` (a folder to keep all in when
 * anything is wrong). Ends with exit code 1 when anything is wrong.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SDK_NAMES } from '../../src/sdk/port';
import { installStandIn } from '../contract/medtech-stand-in/installation';
import { runChaos, type ChaosPlan, type ChaosReport } from './chaos';

/** Lines about what is wrong that are printed of each node. */
const MOST_LINES = 20;
/** ms for all to be told when the faults are over. */
const PATIENCE = 300_000;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    writes: { type: 'string', default: '200000' },
    faults: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '50' },
    rate: { type: 'string', default: '300' },
    sdk: { type: 'string', default: 'cardinal' },
    evidence: { type: 'string' },
    legacy: { type: 'boolean', default: false },
  },
});

async function main(): Promise<boolean> {
  const sdk = SDK_NAMES.find((name) => name === values.sdk);
  if (sdk === undefined) throw new Error(`--sdk must be one of ${SDK_NAMES.join(', ')}`);
  const seeds = values.seeds?.split(',').map(Number) ?? [1, 2, 3].map(() => Math.floor(Math.random() * 1e9));
  const endStandIn = sdk === 'medtech' ? selectStandIn() : () => undefined;
  try {
    let isGood = true;
    for (const seed of seeds) isGood = (await runOne(sdk, seed)) && isGood;
    return isGood;
  } finally {
    endStandIn();
  }
}

function selectStandIn(): () => void {
  if (process.env.ICURE_MEDTECH_SDK !== undefined) return () => undefined;
  const folder = installStandIn('plain');
  process.env.ICURE_MEDTECH_SDK = folder;
  return () => {
    rmSync(folder, { recursive: true });
  };
}

async function runOne(sdk: ChaosPlan['sdk'], seed: number): Promise<boolean> {
  const started = performance.now();
  const log = (line: string): void => {
    console.log(`[${new Date().toISOString().slice(11, 19)}] ${line}`);
  };
  log(`seed ${seed}, ${sdk}`);
  const report = await runChaos({
    seed,
    sdk,
    delegations: values.legacy ? 'legacy' : 'secure',
    writes: Number(values.writes),
    faults: Number(values.faults),
    kills: Number(values.kills),
    rate: Number(values.rate),
    patience: PATIENCE,
    evidence: values.evidence === undefined ? undefined : join(values.evidence, `${sdk}-${seed}`),
    log,
  });
  const isGood = tell(report);
  log(
    `seed ${seed}, ${sdk}: ${isGood ? 'nothing lost, nothing twice' : 'WRONG'}, after ${Math.round((performance.now() - started) / 1_000)} s`,
  );
  return isGood;
}

function tell({ verdicts, committed }: ChaosReport): boolean {
  const faults = Object.entries(committed).map(([fault, count]) => `${fault} ${count}`);
  console.log(`  faults: ${faults.join(', ')}`);
  for (const [listener, { wrong, messages, redelivered, collapsed }] of Object.entries(verdicts)) {
    console.log(
      `  ${listener}: ${messages} messages, ${redelivered} of them again; ${collapsed} created and deleted untold; ${wrong.length} wrong`,
    );
    for (const line of wrong.slice(0, MOST_LINES)) console.log(`    ${line}`);
  }
  return Object.values(verdicts).every(({ wrong }) => wrong.length === 0);
}

main().then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
