/** The worker's side: one account, its driver and everything that touches an SDK. What it cannot handle ends this thread, not Node-RED. */
import { parentPort } from 'node:worker_threads';
import { FailureError, toFailure } from '../../model/failure';
import { loadDriver } from '../drivers';
import type { ProbeStep, ProbeStepName } from '../../model/probe';
import type { AccountSettings, Channel, ChannelRequest, EntityStore, SdkSession } from '../port';
import { EventQueue } from './event-queue';
import type { CallNumber, ChannelNumber, FromWorker, StoreCall, StoreResult, ToWorker } from './messages';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const send = (message: FromWorker): void => {
  port.postMessage(message);
};
const queue = new EventQueue((batch) => {
  send({ kind: 'events', batch });
});
const channels = new Map<ChannelNumber, Channel>();
let session: SdkSession | undefined;

/** The main thread knows this worker only by its messages: an error that nobody handles must end it, so that it is started anew. */
port.on('message', (message: ToWorker) => {
  void handle(message);
});

async function handle(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'connect':
      await connect(message.settings);
      return;
    case 'probe':
      await probe(message.settings, message.until);
      return;
    case 'open-channel':
      openChannel(message.channel, message.request);
      return;
    case 'close-channel':
      await channels.get(message.channel)?.close();
      return;
    case 'delivered':
      queue.delivered();
      return;
    case 'call':
      await answer(message.number, message.call);
      return;
    case 'close':
      await session?.close();
      send({ kind: 'closed' });
      port?.close();
      return;
    default:
      message satisfies never;
  }
}

async function connect(settings: AccountSettings): Promise<void> {
  try {
    const driver = await loadDriver(settings.sdk);
    session = await driver.connect(settings, (failure) => {
      send({ kind: 'session-failed', failure });
    });
    send({ kind: 'connected', identity: session.identity });
  } catch (error) {
    send({ kind: 'refused', failure: toFailure(error) });
  }
}

/** Abandoned by ending this worker. */
async function probe(settings: AccountSettings, until: ProbeStepName): Promise<void> {
  const driver = await loadDriver(settings.sdk);
  const onStep = (step: ProbeStep): void => {
    send({ kind: 'probe-step', step });
  };
  await driver.probe(settings, until, onStep, new AbortController().signal);
  send({ kind: 'probe-ended' });
}

function openChannel(channel: ChannelNumber, request: ChannelRequest): void {
  const opened = session?.openChannel(request, {
    onLive: () => {
      send({ kind: 'channel-live', channel });
    },
    onEvent: (event) => queue.push({ channel, event }),
    onProblem: (failure) => {
      send({ kind: 'channel-problem', channel, failure });
    },
    onClosed: (failure) => {
      channels.delete(channel);
      send({ kind: 'channel-closed', channel, failure });
    },
  });
  if (opened !== undefined) channels.set(channel, opened);
}

/** A failure crosses; an error that nobody foresaw ends this worker. */
async function answer(number: CallNumber, call: StoreCall): Promise<void> {
  try {
    if (session === undefined) throw new FailureError('closed', 'There is no session.');
    send({ kind: 'answer', number, result: await callStore(session.store, call) });
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    send({ kind: 'call-failed', number, failure: toFailure(error) });
  }
}

function callStore(store: EntityStore, call: StoreCall): Promise<StoreResult> {
  switch (call.method) {
    case 'match':
      return store.match(...call.args);
    case 'get':
      return store.get(...call.args);
    case 'stamps':
      return store.stamps(...call.args);
    case 'inspect':
      return store.inspect(...call.args);
    case 'matchName':
      return store.matchName(...call.args);
    case 'dataOwners':
      return store.dataOwners(...call.args);
    case 'save':
      return store.save(...call.args);
    case 'delete':
      return store.delete(...call.args);
    default:
      return call satisfies never;
  }
}
