/** The Cardinal driver against a sandbox. */
import { cardinalDriver } from '../../../src/sdk/cardinal';
import { Sessions as DriverSessions } from '../../support/sessions';

export { filterFor, Heard, listen, settingsFor } from '../../support/sessions';

/** Sessions and key folders of one test file. */
export class Sessions extends DriverSessions {
  constructor() {
    super(cardinalDriver);
  }
}
