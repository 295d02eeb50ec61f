/** Mocha's usual report, closed by which files took longest and by the one line that CI reads: `N passed, N failed`. */
import { relative } from 'node:path';
import { reporters, type Hook, type MochaOptions, type Runner, type Test } from 'mocha';

/** How many of the slowest files are named. */
const SLOWEST = 10;

class CountingReporter extends reporters.Spec {
  /** ms that the tests of a file took, and what prepares and tidies up for them. */
  readonly #times = new Map<string, number>();

  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const addTime = ({ file, duration }: Test | Hook): void => {
      if (file !== undefined) this.#times.set(file, (this.#times.get(file) ?? 0) + (duration ?? 0));
    };
    runner.on('test end', addTime);
    runner.on('hook end', addTime);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending > 0 ? `, ${pending} skipped` : '';
      process.once('exit', () => {
        this.#tellTimes();
        console.log(`${passes} passed, ${failures} failed${skipped}`);
      });
    });
  }

  #tellTimes(): void {
    const slowest = [...this.#times].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
    if (this.#times.size < SLOWEST) return;
    const lines = slowest.map(([file, time]) => `${(time / 1_000).toFixed(0).padStart(6)} s  ${relative('.', file)}`);
    console.log(['The slowest files:', ...lines, ''].join('\n'));
  }
}

module.exports = CountingReporter;
