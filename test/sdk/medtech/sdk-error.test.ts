import assert from 'node:assert/strict';
import { FailureError } from '../../../src/model/failure';
import { sdkFailure } from '../../../src/sdk/medtech/sdk-error';

/** What the SDK throws, and what it means. */
const CASES: Readonly<Record<string, readonly [error: unknown, code: string]>> = {
  'an XHRError': [Object.assign(new Error('body'), { statusCode: 401 }), 'token-refused'],
  'a plain error with a status in its text': [new Error('403 - John Snow\nURL: …'), 'forbidden'],
  'too many requests': [new Error('429 - wait'), 'throttled'],
  'an error of the server': [new Error('503 - sorry'), 'server-error'],
  'a status that is not iCure’s': [new Error('404 - no'), 'protocol'],
  'no connection': [new TypeError('fetch failed'), 'unreachable'],
  'a timeout, which is no Error': [{ message: 'Request timed out', status: 'x' }, 'timeout'],
  'a missing key': [new Error('No verified key found for x and settings do not allow creation'), 'no-key'],
  'anything else': [new RangeError('John Snow'), 'sdk-crashed'],
};

describe('errors of the MedTech SDK', () => {
  for (const [name, [error, code]] of Object.entries(CASES)) {
    it(`${name}: ${code}, without its text`, () => {
      const failure = sdkFailure(error, 'Trying');
      assert.equal(failure.code, code);
      assert(failure.message.startsWith('Trying failed: '));
      assert(!failure.message.includes('John'));
    });
  }

  it('leaves failures as they are', () => {
    const failure = new FailureError('closed', 'The session was closed.');
    assert.equal(sdkFailure(failure, 'Trying'), failure);
  });
});
