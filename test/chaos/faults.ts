/** What goes wrong, and for how long. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox';
import type { NodeRedProcess } from '../support/node-red-process';
import type { Dice } from './dice';

export interface Stage {
  readonly sandbox: Sandbox;
  readonly nodeRed: NodeRedProcess;
  readonly dice: Dice;
}

/** Resolves when the fault is over. */
type Fault = (stage: Stage) => Promise<void>;

/** The server is wrong in some way, for a moment. */
function switched(
  turnOn: (sandbox: Sandbox, dice: Dice) => void,
  turnOff: (sandbox: Sandbox) => void,
  [least, most]: readonly [number, number],
): Fault {
  return async ({ sandbox, dice }) => {
    turnOn(sandbox, dice);
    await delay(dice.between(least, most));
    turnOff(sandbox);
  };
}

const BRIEF = [100, 600] as const;
const LONGER = [500, 3_000] as const;

const FAULTS = {
  'sockets cut': ({ sandbox }) => {
    sandbox.cutConnections('sockets');
    return Promise.resolve();
  },
  'everything cut': ({ sandbox }) => {
    sandbox.cutConnections();
    return Promise.resolve();
  },
  'sockets half-open': ({ sandbox }) => {
    sandbox.halfOpenConnections('sockets');
    return Promise.resolve();
  },
  'everything half-open': ({ sandbox }) => {
    sandbox.halfOpenConnections();
    return Promise.resolve();
  },
  'events late': switched(
    ({ faults }) => (faults.delayEvents = { least: 0, most: 500 }),
    ({ faults }) => delete faults.delayEvents,
    LONGER,
  ),
  'events twice': switched(
    ({ faults }, dice) => (faults.duplicateEvents = { every: dice.between(1, 5), after: dice.oneOf([0, 50, 400]) }),
    ({ faults }) => delete faults.duplicateEvents,
    LONGER,
  ),
  'events out of order': switched(
    ({ faults }, dice) => (faults.reorderEvents = { count: dice.between(2, 10), within: 200 }),
    ({ faults }) => delete faults.reorderEvents,
    LONGER,
  ),
  'silence on the sockets': switched(
    ({ faults }) => (faults.muted = true),
    ({ faults }) => (faults.muted = false),
    LONGER,
  ),
  'all requests refused': switched(
    ({ faults }, dice) => (faults.refuseAll = dice.oneOf([401, 429, 500, 503])),
    ({ faults }) => delete faults.refuseAll,
    BRIEF,
  ),
  'sockets refused': switched(
    ({ faults, sockets }, dice) => {
      faults.refuseUpgrade = dice.oneOf([401, 503]);
      for (const socket of sockets) if (dice.next() < 0.5) socket.terminate();
    },
    ({ faults }) => delete faults.refuseUpgrade,
    BRIEF,
  ),
  'requests hang': switched(
    ({ faults }) => (faults.hangRequests = true),
    ({ faults }) => (faults.hangRequests = false),
    BRIEF,
  ),
  'some requests fail': switched(
    ({ faults }, dice) => (faults.failCalls = { status: 500, which: { every: dice.between(2, 20) } }),
    ({ faults }) => delete faults.failCalls,
    LONGER,
  ),
  'slow searches': switched(
    ({ faults }) => (faults.matchDelay = 400),
    ({ faults }) => (faults.matchDelay = 0),
    LONGER,
  ),
  'tokens expired': ({ sandbox }) => {
    sandbox.expireTokens();
    return Promise.resolve();
  },
  'server restarted': ({ sandbox, dice }) => sandbox.restart(dice.between(50, 1_000)),
  'SDK crashed': ({ nodeRed }) => {
    nodeRed.crashWorkers();
    return Promise.resolve();
  },
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS | 'Node-RED killed' | 'Node-RED restarted';

const WEIGHTS: Readonly<Record<keyof typeof FAULTS, number>> = {
  'sockets cut': 12,
  'everything cut': 6,
  'sockets half-open': 4,
  'everything half-open': 3,
  'events late': 8,
  'events twice': 8,
  'events out of order': 8,
  'silence on the sockets': 6,
  'all requests refused': 6,
  'sockets refused': 6,
  'requests hang': 5,
  'some requests fail': 8,
  'slow searches': 4,
  'tokens expired': 5,
  'server restarted': 7,
  'SDK crashed': 4,
};

/** Anything but the end of Node-RED. */
export function anyFault(dice: Dice): keyof typeof FAULTS {
  return dice.weighted(WEIGHTS);
}

export async function commit(fault: FaultName, stage: Stage): Promise<void> {
  if (fault !== 'Node-RED killed' && fault !== 'Node-RED restarted') return FAULTS[fault](stage);
  assert.ok(stage.nodeRed.isRunning, `Node-RED ended by itself: ${stage.nodeRed.log.slice(-2_000)}`);
  await stage.nodeRed.end(fault === 'Node-RED killed' ? 'SIGKILL' : 'SIGTERM');
  await stage.nodeRed.start();
}
