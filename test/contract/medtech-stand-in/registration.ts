/** Registration of new users: by name only, since it takes a message gateway. */
import { absentApi, notPlayed } from './not-played';

export class AnonymousMedTechApi {
  readonly authenticationApi = absentApi('authenticationApi', [
    'startAuthentication',
    'completeAuthentication',
    'authenticateAndAskAccessToItsExistingData',
  ]);

  generateRSAKeypair(): Promise<never> {
    return Promise.reject(notPlayed('AnonymousMedTechApi.generateRSAKeypair'));
  }
}

export class AnonymousMedTechApiBuilder {
  withICureBaseUrl = this.#chained();
  withMsgGwUrl = this.#chained();
  withMsgGwSpecId = this.#chained();
  withAuthProcessByEmailId = this.#chained();
  withAuthProcessBySmsId = this.#chained();
  withCrypto = this.#chained();
  withStorage = this.#chained();
  withKeyStorage = this.#chained();
  preventCookieUsage = this.#chained();

  build(): Promise<AnonymousMedTechApi> {
    return Promise.reject(notPlayed('AnonymousMedTechApiBuilder.build'));
  }

  #chained(): (...args: unknown[]) => this {
    return () => this;
  }
}

/** A message to a new user, which the message gateway would send. */
class Registration {
  constructor(
    readonly dataOwner: object,
    readonly link: string,
    readonly solutionName: string,
    readonly patient: object,
  ) {}

  get(): never {
    throw notPlayed('messages to new users');
  }
}

export class ICureRegistrationEmail extends Registration {}
export class ICureRegistrationSMS extends Registration {}
