import assert from 'node:assert/strict';
import { readAccountSettings, type RawAccountSettings } from '../../src/account/settings';
import type { Failure } from '../../src/model/failure';
import type { AccountSettings } from '../../src/sdk/port';

const GOOD: RawAccountSettings = { serverUrl: 'https://api.icure.cloud', userName: 'somebody', secret: 'a secret' };

function read(changes: RawAccountSettings): AccountSettings {
  const reading = readAccountSettings(
    { ...GOOD, ...changes },
    { keyFolder: 'keys', moduleFolders: [], tls: undefined },
  );
  assert.ok(reading.ok, 'the settings are accepted');
  return reading.settings;
}

function refuse(changes: RawAccountSettings): Failure {
  const reading = readAccountSettings(
    { ...GOOD, ...changes },
    { keyFolder: 'keys', moduleFolders: [], tls: undefined },
  );
  assert.ok(!reading.ok, 'the settings are refused');
  return reading.failure;
}

describe('account settings', () => {
  it('have a usual value for all that may be left out', () => {
    assert.deepEqual(read({}), {
      sdk: 'cardinal',
      serverUrl: 'https://api.icure.cloud',
      userName: 'somebody',
      secret: { kind: 'password', value: 'a secret' },
      createKeyPair: false,
      keyFolder: 'keys',
      moduleFolders: [],
      openTimeout: 30_000,
      silenceTimeout: 30_000,
      concurrency: 4,
    });
  });

  const urls: readonly (readonly [string, string])[] = [
    ['https://api.icure.cloud/', 'https://api.icure.cloud'],
    ['https://api.icure.cloud/rest/v2', 'https://api.icure.cloud'],
    ['http://127.0.0.1:16043/rest/v1/', 'http://127.0.0.1:16043'],
    [' https://host/prefix/ ', 'https://host/prefix'],
  ];
  for (const [given, used] of urls) {
    it(`take ${JSON.stringify(given)} as the server ${used}`, () => {
      assert.equal(read({ serverUrl: given }).serverUrl, used);
    });
  }

  const refusals: readonly (readonly [string, RawAccountSettings, Failure['code'], RegExp])[] = [
    ['a missing server URL', { serverUrl: '' }, 'bad-config', /server URL is missing/],
    ['something that is no URL', { serverUrl: 'api.icure.cloud' }, 'bad-config', /https:\/\/host/],
    ['a URL of another protocol', { serverUrl: 'ftp://host' }, 'bad-config', /https:\/\//],
    ['a password in the URL', { serverUrl: 'https://me:hidden@host' }, 'bad-config', /must not contain/],
    ['a number as URL', { serverUrl: 5 }, 'bad-config', /must be a text/],
    ['an unset variable', { serverUrl: '${ICURE_URL}' }, 'bad-config', /ICURE_URL, which is not set/],
    ['an unset variable as secret', { secret: '${ICURE_PW}' }, 'bad-config', /ICURE_PW, which is not set/],
    ['an SDK that nobody knows', { sdk: 'rocket' }, 'bad-config', /"rocket"/],
    ['no user name', { userName: '' }, 'no-credentials', /user name is empty.*credentialSecret/],
    ['no password', { secret: undefined }, 'no-credentials', /password is empty/],
    ['no token', { secret: '', secretKind: 'token' }, 'no-credentials', /token is empty/],
    ['an unknown kind of secret', { secretKind: 'rhyme' }, 'bad-config', /"password" or "token"/],
    ['a delay that is no number', { minReconnectDelay: 'soon' }, 'bad-config', /shortest reconnect delay/],
    ['a delay of nothing', { minReconnectDelay: 0 }, 'bad-config', /from 100/],
    ['a longest below the shortest', { minReconnectDelay: 5_000, maxReconnectDelay: 1_000 }, 'bad-config', /shorter/],
    ['no request at a time', { concurrency: 0 }, 'bad-config', /from 1 to 32/],
    ['too many requests at a time', { concurrency: 33 }, 'bad-config', /from 1 to 32/],
    ['half a request', { concurrency: '1.5' }, 'bad-config', /whole number/],
    ['a switch that is no switch', { createKeyPair: 'perhaps' }, 'bad-config', /true or false/],
  ];
  for (const [what, changes, code, message] of refusals) {
    it(`refuse ${what}`, () => {
      const failure = refuse(changes);
      assert.equal(failure.code, code);
      assert.match(failure.message, message);
      assert.doesNotMatch(failure.message, /hidden|a secret/);
    });
  }

  it('take values of environment variables, which are always texts', () => {
    const settings = read({ createKeyPair: 'true', openTimeout: '5000', concurrency: '32' });
    assert.equal(settings.createKeyPair, true);
    assert.equal(settings.openTimeout, 5_000);
    assert.equal(settings.concurrency, 32);
  });

  it('keep a password with spaces as it is', () => {
    assert.equal(read({ secret: ' open sesame ' }).secret.value, ' open sesame ');
  });
});
