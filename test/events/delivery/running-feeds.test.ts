import assert from 'node:assert/strict';
import { runningFeeds } from '../../../src/events/delivery/running-feeds';
import { scriptedFeed } from '../../support/scripted-feed';

describe('the running feeds', () => {
  it('are known while they run', () => {
    const [patients, users] = [scriptedFeed('Patient'), scriptedFeed('User')];
    const stopPatients = runningFeeds.register('patients', patients);
    const stopUsers = runningFeeds.register('users', users);
    assert.deepEqual(runningFeeds.of('patients'), [patients]);
    assert.deepEqual(
      [...runningFeeds.all()],
      [
        ['patients', patients],
        ['users', users],
      ],
    );
    stopPatients();
    assert.deepEqual(runningFeeds.of('patients'), []);
    assert.deepEqual([...runningFeeds.all()], [['users', users]]);
    stopUsers();
  });

  it('stay known when the one whose place they took leaves late', () => {
    const stopBefore = runningFeeds.register('node', scriptedFeed('Patient'));
    const after = scriptedFeed('Patient');
    const stopAfter = runningFeeds.register('node', after);
    stopBefore();
    assert.deepEqual(runningFeeds.of('node'), [after]);
    stopAfter();
    assert.deepEqual(runningFeeds.of('node'), []);
  });

  it('are all meant by the id of the node of a subflow that they were made from', () => {
    const instances = ['one-node', 'two-node'].map((id) => {
      const feed = { ...scriptedFeed('Patient'), templateId: 'node' };
      return { feed, stop: runningFeeds.register(id, feed) };
    });
    assert.deepEqual(
      runningFeeds.of('node'),
      instances.map(({ feed }) => feed),
    );
    assert.deepEqual(runningFeeds.of('two-node'), [instances[1]?.feed]);
    for (const { stop } of instances) stop();
    assert.deepEqual(runningFeeds.of('node'), []);
  });
});
