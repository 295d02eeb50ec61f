import assert from 'node:assert/strict';
import { FailureError } from '../../../src/model/failure';
import { checkServerUrl } from '../../../src/sdk/medtech/server-url';

describe('server URLs for the MedTech SDK', () => {
  for (const url of ['https://kraken.icure.cloud', 'http://127.0.0.1:16043', 'http://localhost']) {
    it(`may be ${url}`, () => {
      assert.equal(checkServerUrl(url), url);
    });
  }

  const refused = {
    'https://example.org/prefix': 'path',
    'https://rest.example.org': '"rest"',
    'https://my_server.example.org': 'form',
    'http://[::1]:8080': 'form',
  } as const;
  for (const [url, reason] of Object.entries(refused)) {
    it(`may not be ${url}, and the other SDK is named`, () => {
      assert.throws(
        () => checkServerUrl(url),
        (error) => {
          assert(error instanceof FailureError);
          assert.equal(error.code, 'bad-config');
          assert(error.message.includes(reason), error.message);
          assert(error.message.includes('Cardinal'));
          return true;
        },
      );
    });
  }
});
