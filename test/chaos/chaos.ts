/**
 * Chaos: a writer makes a known history on all entities while faults and ends of Node-RED happen at random; at the end what was told is compared with the
 * history. The same seed gives the same faults and writes, not the same timing.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox } from '../../sandbox';
import type { SdkName } from '../../src/sdk/port';
import { accountNode } from '../support/flow';
import { NodeRedProcess } from '../support/node-red-process';
import { Dice } from './dice';
import { anyFault, commit, type FaultName, type Stage } from './faults';
import { chaosFlow, LISTENERS, noteFile } from './flow';
import { Looks } from './looks';
import { Story } from './story';
import { judge, type Verdict } from './verdict';

export interface ChaosPlan {
  readonly seed: number;
  readonly sdk: SdkName;
  readonly delegations: 'secure' | 'legacy';
  readonly writes: number;
  readonly faults: number;
  /** Of the faults so many are ends of Node-RED without warning. */
  readonly kills: number;
  /** Writes in a second. */
  readonly rate: number;
  /** ms in which something has to be told when the faults are over and not all is told: a busy machine is slow, and not wrong. */
  readonly patience: number;
  /** Where the evidence goes when something is wrong: notes, history, Node-RED's folder with its checkpoints. Undefined: it is not kept. */
  readonly evidence?: string | undefined;
  /** Gets a line about every so often. */
  readonly log: (line: string) => void;
}

export interface ChaosReport {
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly committed: Readonly<Partial<Record<FaultName, number>>>;
}

/** ms between two writes, or between slices of them. */
const TICK = 20;
/** ms between two glances at how far the nodes are. */
const GLANCE = 200;
/** Faults at the same time, at most. */
const MOST_AT_ONCE = 3;

export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const dice = new Dice(plan.seed);
  const folder = mkdtempSync(join(tmpdir(), 'icure-chaos-'));
  const sandbox = await createSandbox({ pingInterval: 500, pongTimeout: 2_000 });
  const [professional] = sandbox.accounts;
  assert(professional);
  const nodeRed = new NodeRedProcess({ logging: { console: { level: 'error', metrics: false, audit: false } } });
  const looks = new Looks(nodeRed);
  try {
    await nodeRed.start();
    const account = accountNode(sandbox.url, professional, {
      sdk: plan.sdk,
      openTimeout: 2_000,
      silenceTimeout: 1_500,
    });
    await nodeRed.deploy(chaosFlow(account, folder));
    for (const { id } of LISTENERS) await nodeRed.badge(id, ({ fill }) => fill === 'green', plan.patience);
    const stage: Stage = { sandbox, nodeRed, dice };
    const story = Story.of(sandbox, professional.dataOwnerId, plan.delegations, dice);
    looks.start();
    const committed = await live(plan, stage, story);
    plan.log(`${story.writes} writes, ${story.alive} entities left; waiting until all is told`);
    const verdicts = await settle(plan, folder, story, stage, looks);
    assert(nodeRed.isRunning, `Node-RED ended by itself: ${nodeRed.log.slice(-2_000)}`);
    const isWrong = Object.values(verdicts).some(({ wrong }) => wrong.length > 0);
    if (isWrong && plan.evidence !== undefined) {
      await nodeRed.end();
      keepEvidence(plan.evidence, folder, stage, looks);
    }
    return { verdicts, committed };
  } finally {
    await looks.end();
    await nodeRed.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes, and lets things go wrong meanwhile. */
async function live(plan: ChaosPlan, stage: Stage, story: Story): Promise<ChaosReport['committed']> {
  const { writes, faults, rate, log } = plan;
  const schedule = scheduleOf(plan, stage.dice);
  const committed: Partial<Record<FaultName, number>> = {};
  const running = new Set<Promise<void>>();
  // Ends of Node-RED come one after the other, whatever else is wrong.
  let restarting: Promise<void> = Promise.resolve();
  let begun = 0;
  const started = performance.now();
  while (story.writes < writes || begun < faults) {
    const due = Math.min(writes, Math.ceil(((performance.now() - started) / 1_000) * rate));
    while (story.writes < due) story.write();
    const wanted = Math.floor((story.writes / writes) * faults);
    while (begun < wanted && running.size < MOST_AT_ONCE) {
      const fault = schedule[begun] ?? 'sockets cut';
      begun += 1;
      committed[fault] = (committed[fault] ?? 0) + 1;
      const work = fault.startsWith('Node-RED')
        ? (restarting = restarting.then(() => commit(fault, stage)))
        : commit(fault, stage);
      const over = work.finally(() => running.delete(over));
      running.add(over);
      if (begun % 100 === 0)
        log(`${begun} faults, ${story.writes} writes after ${Math.round((performance.now() - started) / 1_000)} s`);
    }
    await delay(TICK);
  }
  await Promise.all(running);
  return committed;
}

function scheduleOf({ faults, kills }: ChaosPlan, dice: Dice): FaultName[] {
  const restarts = Math.ceil(kills / 5);
  const schedule: FaultName[] = [
    ...Array.from({ length: kills }, () => 'Node-RED killed' as const),
    ...Array.from({ length: Math.min(restarts, faults - kills) }, () => 'Node-RED restarted' as const),
  ];
  while (schedule.length < faults) schedule.push(anyFault(dice));
  for (let last = schedule.length - 1; last > 0; last -= 1) {
    const other = dice.between(0, last);
    const [one, another] = [schedule[last], schedule[other]];
    if (one !== undefined && another !== undefined) [schedule[last], schedule[other]] = [another, one];
  }
  return schedule;
}

/** Waits until each node has looked through everything and has nothing left to tell; what is wrong then may be on its way, for a look or two. */
async function settle(
  { patience, log }: ChaosPlan,
  folder: string,
  story: Story,
  { sandbox }: Stage,
  looks: Looks,
): Promise<Record<string, Verdict>> {
  const telling = new Telling(folder);
  for (;;) {
    const begun = performance.now();
    while (!looks.areAllDoneSince(begun) && telling.restsFor() < patience) await delay(GLANCE);
    const verdicts = Object.fromEntries(
      LISTENERS.map((listener) => [
        listener.id,
        judge(listener, folder, story, sandbox.history, looks.of(listener.id)),
      ]),
    );
    const wrong = Object.entries(verdicts).flatMap(([id, verdict]) => verdict.wrong.map((line) => `${id}: ${line}`));
    if (wrong.length === 0) return verdicts;
    if (telling.restsFor() >= patience) {
      const unfinished = looks.unfinishedSince(begun);
      log(
        `not at the end of a look for the last ${Math.round((performance.now() - begun) / 1_000)} s: ${unfinished.join(', ') || 'none'}`,
      );
      return verdicts;
    }
    log(`${wrong.length} wrong as yet, such as ${wrong[0] ?? ''}`);
  }
}

/** Whether there still is something told. */
class Telling {
  #told = 0;
  #since = performance.now();

  constructor(private readonly folder: string) {}

  /** ms since something was told. */
  restsFor(): number {
    const told = LISTENERS.reduce(
      (sum, listener) => sum + (statSync(noteFile(this.folder, listener), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
    if (told !== this.#told) {
      this.#told = told;
      this.#since = performance.now();
    }
    return performance.now() - this.#since;
  }
}

function keepEvidence(evidence: string, notes: string, { sandbox, nodeRed }: Stage, looks: Looks): void {
  cpSync(notes, join(evidence, 'notes'), { recursive: true });
  cpSync(nodeRed.userDir, join(evidence, 'userDir'), {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  writeFileSync(join(evidence, 'node-red.log'), nodeRed.log);
  const histories = LISTENERS.map(({ id, entity }) => [
    id,
    { looks: looks.of(id), history: Object.fromEntries(sandbox.history.of(entity)) },
  ]);
  writeFileSync(join(evidence, 'history.json'), JSON.stringify(Object.fromEntries(histories)));
}
