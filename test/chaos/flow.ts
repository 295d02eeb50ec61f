/** The flow that listens while things go wrong: event nodes, each wired to a function node that notes every message in a file before its turn ends. */
import { join } from 'node:path';
import { ENTITIES, ENTITY_NAMES, eventNodeType, type EntityName } from '../../src/model/entities';
import { PLACED, TAB } from '../support/flow';
import type { FlowNode } from '../support/node-red-process';
import { LABEL } from './story';

/** An event node of the flow. */
export interface Listener {
  readonly id: string;
  readonly entity: EntityName;
  readonly isFiltered: boolean;
  /** At most so many messages are told and not acknowledged; undefined: none needs to be. */
  readonly maxInFlight: number | undefined;
}

/** Messages that may be on their way at once when none needs to be acknowledged (`GROUP` in `src/events/delivery/outbox.ts`). */
export const MOST_ON_THEIR_WAY = 64;
const MAX_IN_FLIGHT = 20;
/** Minutes between two looks, against sockets that hang silently. */
export const CATCH_UP_EVERY = 0.25;

export const LISTENERS: readonly Listener[] = [
  ...ENTITY_NAMES.map((entity) => ({ id: `all-${entity}`, entity, isFiltered: false, maxInFlight: undefined })),
  { id: 'half-DataSample', entity: 'DataSample', isFiltered: true, maxInFlight: undefined },
  { id: 'acknowledged-Patient', entity: 'Patient', isFiltered: false, maxInFlight: MAX_IN_FLIGHT },
  { id: 'acknowledged-DataSample', entity: 'DataSample', isFiltered: true, maxInFlight: MAX_IN_FLIGHT },
];

/** What is noted of a message. */
export interface Note {
  readonly type: string;
  readonly id: string;
  /** Of a data sample: what stands for a revision. */
  readonly rev: string;
  readonly decrypted: boolean;
  readonly redelivered: boolean;
  readonly refreshed: boolean;
  /** Of Node-RED's process: each start has another. */
  readonly process: number;
  /** When it came, epoch ms: for whoever looks for what went wrong. */
  readonly at: number;
}

/** @param folder where the notes go, a file for each listener */
export function chaosFlow(account: FlowNode, folder: string): FlowNode[] {
  return [TAB, account, ...LISTENERS.flatMap((listener) => nodesOf(listener, folder))];
}

export function noteFile(folder: string, { id }: Listener): string {
  return join(folder, `${id}.jsonl`);
}

function nodesOf(listener: Listener, folder: string): FlowNode[] {
  const { id, entity, isFiltered, maxInFlight } = listener;
  const criteria = isFiltered ? [{ by: 'label', ...LABEL }] : [];
  return [
    {
      id,
      type: eventNodeType(entity),
      ...PLACED,
      account: 'account',
      create: true,
      update: ENTITIES[entity].eventTypes.includes('UPDATE'),
      delete: true,
      ...(entity === 'User' ? {} : { filter: { owner: 'self', match: 'all', criteria } }),
      catchUp: 'everything',
      firstStart: 'all',
      catchUpEvery: CATCH_UP_EVERY,
      acknowledge: maxInFlight !== undefined,
      maxInFlight: maxInFlight ?? '',
      wires: [[`${id}-note`]],
    },
    {
      id: `${id}-note`,
      type: 'function',
      ...PLACED,
      libs: [
        { var: 'fs', module: 'fs' },
        { var: 'process', module: 'process' },
      ],
      func: `
        const { type, id, rev, decrypted, redelivered = false, refreshed = false } = msg.event;
        const { batchId, modified, endOfLife } = msg.payload;
        const version = rev ?? [batchId, modified, endOfLife].join('|');
        const note = { type, id, rev: version, decrypted, redelivered, refreshed, process: process.pid, at: Date.now() };
        fs.appendFileSync(${JSON.stringify(noteFile(folder, listener))}, '\\n' + JSON.stringify(note) + '\\n');
        return msg;`,
      wires: [maxInFlight === undefined ? [] : [`${id}-ack`]],
    },
    ...(maxInFlight === undefined ? [] : [{ id: `${id}-ack`, type: 'icure-ack', ...PLACED, wires: [[]] }]),
  ];
}
