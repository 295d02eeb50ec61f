/** One set of specs that every driver passes, each through the thread that it runs in, against the sandbox, over real sockets. */
import { SDK_NAMES } from '../../src/sdk/port';
import { specifyCatchingUp } from './catching-up';
import { specifyClosing } from './closing';
import { specifyCriteria } from './criteria';
import { specifyErrors } from './errors';
import { specifyEvents } from './events';
import { specifyExamples } from './examples';
import { specifyFilters } from './filters';
import { specifyKeys } from './keys';
import { LEGS, useSdkOf } from './legs';
import { specifyLookingUp } from './looking-up';
import { specifyNewMetadata } from './new-metadata';
import { specifyPatients } from './patients';
import { specifyProbing } from './probing';
import { specifyReconnects } from './reconnects';
import { specifySeedFlow } from './seed-flow';
import { specifyStoring } from './storing';

const SPECIFICATIONS = [
  specifyEvents,
  specifyFilters,
  specifyCriteria,
  specifyKeys,
  specifyProbing,
  specifyErrors,
  specifyReconnects,
  specifyClosing,
  specifyPatients,
  specifyNewMetadata,
  specifySeedFlow,
  specifyStoring,
  specifyCatchingUp,
  specifyLookingUp,
  specifyExamples,
];

const legsThatRan: string[] = [];

for (const leg of LEGS) {
  describe(`contract: ${leg.title}`, () => {
    useSdkOf(leg);
    before(() => {
      legsThatRan.push(leg.title);
    });
    for (const specify of SPECIFICATIONS) specify(leg);
  });
}

// Once, at the end of the report, so that it shows on what each leg ran.
process.once('exit', () => {
  if (legsThatRan.length > 0) console.log(`contract legs: ${[...legsThatRan, ...missingLegs()].join('; ')}`);
});

function missingLegs(): string[] {
  return SDK_NAMES.filter((name) => LEGS.every(({ sdk }) => sdk !== name)).map(
    (name) => `${name}: did not run, it is not installed`,
  );
}
