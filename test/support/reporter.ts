/** Mocha's usual report, closed by the one line that CI reads: `N passed, N failed`. */
import { reporters, type MochaOptions, type Runner } from 'mocha';

class CountingReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const skipped = pending > 0 ? `, ${pending} skipped` : '';
      process.once('exit', () => {
        console.log(`${passes} passed, ${failures} failed${skipped}`);
      });
    });
  }
}

module.exports = CountingReporter;
