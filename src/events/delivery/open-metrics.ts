/** Writes how event nodes are doing as OpenMetrics text, https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md */
import { EVENT_TYPES } from '../../model/entities';
import type { FeedSnapshot } from './feed-snapshot';
import type { RunningFeed } from './running-feeds';

export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** A metric of every feed. Beside `node` (its id) and `entity`, a sample has a label only from a fixed list. */
interface Metric {
  /** With the unit as its end, if it has one. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'stateset';
  readonly unit?: string;
  readonly help: string;
  /** None when there is nothing to tell. */
  readonly samples: (feed: FeedSnapshot) => readonly Sample[];
}

interface Sample {
  readonly value: number;
  readonly label?: readonly [name: string, value: string];
}

const STATES = [
  'stopped',
  'connecting',
  'live',
  'waiting',
  'failed',
] as const satisfies readonly FeedSnapshot['state'][];
const CATCH_UP_KINDS = [
  'off',
  'idle',
  'running',
  'failed',
] as const satisfies readonly FeedSnapshot['catchUp']['kind'][];

const METRICS: readonly Metric[] = [
  stateSet('icure_feed_state', 'Whether the node is connected.', STATES, (feed) => feed.state),
  stateSet(
    'icure_feed_catch_up',
    'Whether the node is catching up on what it missed.',
    CATCH_UP_KINDS,
    (feed) => feed.catchUp.kind,
  ),
  {
    name: 'icure_feed_catch_up_done',
    type: 'gauge',
    help: 'Entities that catching up has looked at; only while it runs.',
    samples: ({ catchUp }) => (catchUp.kind === 'running' ? [{ value: catchUp.done }] : []),
  },
  {
    name: 'icure_feed_catch_up_found',
    type: 'gauge',
    help: 'Entities that catching up has to look at; only while it runs.',
    samples: ({ catchUp }) => (catchUp.kind === 'running' ? [{ value: catchUp.total }] : []),
  },
  gauge('backlog', 'Events that were heard or found but not yet handed to the flow.', (feed) => feed.backlog),
  gauge('in_flight', 'Messages that were handed to the flow but not yet acknowledged.', (feed) => feed.inFlight),
  {
    name: 'icure_feed_told',
    type: 'counter',
    help: 'Messages that were handed to the flow, by what they tell.',
    samples: ({ told }) => EVENT_TYPES.map((type) => ({ value: told[type], label: ['type', type] })),
  },
  counter('redelivered', 'Messages that were handed to the flow before.', (feed) => feed.redelivered),
  counter('duplicates', 'Events that were no news, and so not told.', (feed) => feed.duplicates),
  counter('collapsed', 'Entities created and deleted before it could be told.', (feed) => feed.collapsed),
  counter('unreadable', 'Messages whose entity the account has no key for.', (feed) => feed.unreadable),
  counter('reconnects', 'Lost connections that were opened again.', (feed) => feed.reconnects),
  {
    name: 'icure_feed_last_event_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'When the last event was heard or found, since the epoch.',
    samples: ({ lastEventAt }) => (lastEventAt === undefined ? [] : [{ value: Date.parse(lastEventAt) / 1_000 }]),
  },
];

/** @param feeds by the ids of their nodes */
export function writeOpenMetrics(feeds: ReadonlyMap<string, RunningFeed>): string {
  const snapshots = [...feeds].map(([node, feed]) => ({
    labels: [
      ['node', node],
      ['entity', feed.entity],
    ] as const,
    snapshot: feed.snapshot(),
  }));
  const lines = METRICS.flatMap((metric) => [
    ...metadata(metric),
    ...snapshots.flatMap(({ labels, snapshot }) =>
      metric.samples(snapshot).map((sample) => sampleLine(metric, labels, sample)),
    ),
  ]);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function metadata({ name, type, unit, help }: Metric): string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escape(help)}`,
  ];
}

function sampleLine(
  { name, type }: Metric,
  labels: readonly (readonly [name: string, value: string])[],
  { value, label }: Sample,
): string {
  const all = label === undefined ? labels : [...labels, label];
  const written = all.map(([labelName, labelValue]) => `${labelName}="${escape(labelValue)}"`).join(',');
  return `${name}${type === 'counter' ? '_total' : ''}{${written}} ${value}`;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function gauge(name: string, help: string, value: (feed: FeedSnapshot) => number): Metric {
  return { name: `icure_feed_${name}`, type: 'gauge', help, samples: (feed) => [{ value: value(feed) }] };
}

function counter(name: string, help: string, value: (feed: FeedSnapshot) => number): Metric {
  return { name: `icure_feed_${name}`, type: 'counter', help, samples: (feed) => [{ value: value(feed) }] };
}

/** One sample per state, 1 for the one that it is in; the label that tells them apart has the metric's name. */
function stateSet(
  name: string,
  help: string,
  states: readonly string[],
  current: (feed: FeedSnapshot) => string,
): Metric {
  return {
    name,
    type: 'stateset',
    help,
    samples: (feed) =>
      states.map((state) => ({ value: state === current(feed) ? 1 : 0, label: [name, state] as const })),
  };
}
