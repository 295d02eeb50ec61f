import assert from 'node:assert/strict';
import type { RunningFeed } from '../../../src/events/delivery/running-feeds';
import { writeOpenMetrics } from '../../../src/events/delivery/open-metrics';
import { scriptedFeed } from '../../support/scripted-feed';

/** A line that tells a value, as the specification's grammar has it. */
const SAMPLE =
  /^(?<name>[a-z_]+)\{(?<labels>(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (?<value>-?[\d.]+(?:e[+-]\d+)?)$/;

function write(...feeds: readonly (readonly [string, RunningFeed])[]): string[] {
  const text = writeOpenMetrics(new Map(feeds));
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1).split('\n');
}

describe('OpenMetrics', () => {
  const busy = scriptedFeed('DataSample', {
    state: 'waiting',
    catchUp: { kind: 'running', done: 30, total: 400 },
    backlog: 5,
    inFlight: 2,
    told: { CREATE: 11, UPDATE: 0, DELETE: 3 },
    redelivered: 4,
    duplicates: 6,
    collapsed: 7,
    unreadable: 8,
    reconnects: 9,
    lastEventAt: '2026-01-02T03:04:05.678Z',
  });

  it('tell every number of a feed', () => {
    const samples = write(['a1', busy]).filter((line) => !line.startsWith('#'));
    const labels = 'node="a1",entity="DataSample"';
    assert.deepEqual(samples, [
      `icure_feed_state{${labels},icure_feed_state="stopped"} 0`,
      `icure_feed_state{${labels},icure_feed_state="connecting"} 0`,
      `icure_feed_state{${labels},icure_feed_state="live"} 0`,
      `icure_feed_state{${labels},icure_feed_state="waiting"} 1`,
      `icure_feed_state{${labels},icure_feed_state="failed"} 0`,
      `icure_feed_catch_up{${labels},icure_feed_catch_up="off"} 0`,
      `icure_feed_catch_up{${labels},icure_feed_catch_up="idle"} 0`,
      `icure_feed_catch_up{${labels},icure_feed_catch_up="running"} 1`,
      `icure_feed_catch_up{${labels},icure_feed_catch_up="failed"} 0`,
      `icure_feed_catch_up_done{${labels}} 30`,
      `icure_feed_catch_up_found{${labels}} 400`,
      `icure_feed_backlog{${labels}} 5`,
      `icure_feed_in_flight{${labels}} 2`,
      `icure_feed_told_total{${labels},type="CREATE"} 11`,
      `icure_feed_told_total{${labels},type="UPDATE"} 0`,
      `icure_feed_told_total{${labels},type="DELETE"} 3`,
      `icure_feed_redelivered_total{${labels}} 4`,
      `icure_feed_duplicates_total{${labels}} 6`,
      `icure_feed_collapsed_total{${labels}} 7`,
      `icure_feed_unreadable_total{${labels}} 8`,
      `icure_feed_reconnects_total{${labels}} 9`,
      `icure_feed_last_event_timestamp_seconds{${labels}} 1767323045.678`,
    ]);
  });

  it('leave out what there is nothing to tell about', () => {
    const names = write(['a1', scriptedFeed('User')]).map((line) => line.split('{')[0]);
    for (const absent of ['catch_up_done', 'catch_up_found', 'last_event_timestamp_seconds']) {
      assert.ok(!names.includes(`icure_feed_${absent}`), absent);
    }
  });

  it('are formed as the specification says: described families, each in one piece, and an end', () => {
    const lines = write(['a1', busy], ['b2', scriptedFeed('User')]);
    assert.equal(lines.pop(), '# EOF');
    const families: string[] = [];
    let type = '';
    for (const line of lines) {
      if (line.startsWith('# TYPE ')) {
        const [, , name = '', kind = ''] = line.split(' ');
        assert.ok(!families.includes(name), name);
        families.push(name);
        type = kind;
        continue;
      }
      const family = families.at(-1) ?? '';
      if (line.startsWith('# UNIT ')) {
        const [, , name, unit = ''] = line.split(' ');
        assert.ok(name === family && unit !== '' && family.endsWith(`_${unit}`), line);
      } else if (line.startsWith('# HELP ')) {
        assert.ok(line.length > `# HELP ${family} `.length, line);
      } else {
        const { name, labels = '' } = SAMPLE.exec(line)?.groups ?? {};
        assert.equal(name, type === 'counter' ? `${family}_total` : family, line);
        assert.match(labels, /^node="(a1|b2)",entity="(DataSample|User)"/);
      }
    }
    assert.equal(families.length, 13);
  });

  it('escape what is in a label', () => {
    const lines = write(['a"b\\c\nd', scriptedFeed('User', { backlog: 1 })]);
    assert.ok(lines.includes('icure_feed_backlog{node="a\\"b\\\\c\\nd",entity="User"} 1'));
  });

  it('are complete without any feed', () => {
    const lines = write();
    assert.equal(lines.at(-1), '# EOF');
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('#')),
      [],
    );
  });
});
