import assert from 'node:assert/strict';
import { runningFeeds } from '../../../src/events/delivery/running-feeds';
import { scriptedFeed } from '../../support/scripted-feed';

describe('the running feeds', () => {
  it('are known while they run', () => {
    const [patients, users] = [scriptedFeed('Patient'), scriptedFeed('User')];
    const stopPatients = runningFeeds.register('patients', patients);
    const stopUsers = runningFeeds.register('users', users);
    assert.equal(runningFeeds.get('patients'), patients);
    assert.deepEqual(
      [...runningFeeds.all()],
      [
        ['patients', patients],
        ['users', users],
      ],
    );
    stopPatients();
    assert.equal(runningFeeds.get('patients'), undefined);
    assert.deepEqual([...runningFeeds.all()], [['users', users]]);
    stopUsers();
  });

  it('stay known when the one whose place they took leaves late', () => {
    const stopBefore = runningFeeds.register('node', scriptedFeed('Patient'));
    const after = scriptedFeed('Patient');
    const stopAfter = runningFeeds.register('node', after);
    stopBefore();
    assert.equal(runningFeeds.get('node'), after);
    stopAfter();
    assert.equal(runningFeeds.get('node'), undefined);
  });
});
