/**
 * Random histories of a server that works as CouchDB behind iCure does, of connections that lose, delay, repeat and reorder, and of a node that is closed,
 * crashes and starts again: nothing is lost and nothing comes twice. `ICURE_ROUNDS` sets how many, `ICURE_SEED` the first; each is told when it fails.
 */
import { mock } from 'node:test';
import { History } from './simulation/history';

const ROUNDS = Number(process.env.ICURE_ROUNDS ?? 400);
const FIRST_SEED = Number(process.env.ICURE_SEED ?? Math.floor(Math.random() * 1_000_000_000));

describe('a feed in random histories', function () {
  // As long as many rounds take.
  this.timeout(0);
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it(`loses nothing and tells nothing twice (ICURE_SEED=${FIRST_SEED})`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed += 1) {
      const history = new History(seed);
      try {
        await history.run();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`ICURE_SEED=${seed} ICURE_ROUNDS=1: ${reason}\n${history.log}`, { cause: error });
      }
    }
  });
});
