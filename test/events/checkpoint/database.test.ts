import assert from 'node:assert/strict';
import { toFailureError } from '../../../src/events/checkpoint/database';
import { FailureError } from '../../../src/model/failure';

/** What LevelDB and Node.js say, and what becomes of it. */
const FAILURES: readonly (readonly [code: string, text: string, expected: string, words: RegExp])[] = [
  ['LEVEL_LOCKED', 'IO error: lock /secret/LOCK: Resource temporarily unavailable', 'checkpoint-locked', /another/],
  ['LEVEL_CORRUPTION', 'Corruption: bad block contents', 'checkpoint-damaged', /damaged/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/000005.ldb: No such file or directory', 'checkpoint-damaged', /damaged/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/000005.ldb: Invalid argument', 'checkpoint-damaged', /damaged/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/000003.log: No space left on device', 'checkpoint-failed', /disk is full/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/LOCK: Permission denied', 'checkpoint-failed', /no permission/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/LOCK: Read-only file system', 'checkpoint-failed', /read-only/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/000005.ldb: Too many open files', 'checkpoint-failed', /too many files/],
  ['LEVEL_IO_ERROR', 'IO error: /secret/000005.ldb: Input/output error', 'checkpoint-failed', /error of the disk/],
  ['ENOSPC', "ENOSPC: no space left on device, mkdir '/secret'", 'checkpoint-failed', /disk is full/],
  ['EACCES', "EACCES: permission denied, mkdir '/secret'", 'checkpoint-failed', /no permission/],
  ['EROFS', "EROFS: read-only file system, mkdir '/secret'", 'checkpoint-failed', /read-only/],
  ['EIO', "EIO: i/o error, scandir '/secret'", 'checkpoint-failed', /error of the disk \(EIO\)/],
  ['LEVEL_ITERATOR_NOT_OPEN', 'Iterator is not open', 'closed', /closed/],
  ['ERR_SOMETHING', 'secret', 'checkpoint-failed', /unexpected error \(ERR_SOMETHING\)/],
];

describe('a failure of the database of a checkpoint', () => {
  for (const [code, text, expected, words] of FAILURES) {
    it(`is ${expected}: ${text}`, () => {
      const cause = Object.assign(new Error(text), { code });
      const notOpen = Object.assign(new Error('Database failed to open', { cause }), {
        code: 'LEVEL_DATABASE_NOT_OPEN',
      });
      for (const error of [cause, notOpen]) {
        const failure = toFailureError(error);
        assert.equal(failure.code, expected);
        assert.match(failure.message, words);
        assert.doesNotMatch(failure.message, /secret/);
      }
    });
  }

  it('stays what it is when it is in words already', () => {
    const failure = new FailureError('checkpoint-damaged', 'words');
    assert.equal(toFailureError(failure), failure);
  });
});
