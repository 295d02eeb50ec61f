/**
 * One account at work: its session with the server, kept up while somebody needs it, and the events of everybody who listens through it.
 * A config node owns exactly one.
 */
import type { BackoffSettings } from '../events/backoff';
import { ChannelHub, type ChannelSubscriber } from '../events/hub';
import type { EventSource, Subscription } from '../events/subscription';
import { Supervisor, type SupervisorState } from '../events/supervisor';
import type { EntityEvent } from '../model/event';
import { FailureError, type Failure } from '../model/failure';
import type { AccountSettings, ChannelRequest, EntityStore, SdkDriver, SdkSession } from '../sdk/port';
import { openSession } from './session';
import { overallState } from './state';

/** ms that a session outlives its last subscription, so that a redeploy of the nodes does not log in again. */
const LINGER = 10_000;

/** What is to be stored waits for the session as long as it takes to answer so many requests. */
const REQUESTS = 3;

export class AccountClient implements EventSource {
  readonly #hub: ChannelHub;
  readonly #supervisor: Supervisor;
  readonly #listeners = new Set<() => void>();
  #session: SdkSession | undefined;
  #lingering: NodeJS.Timeout | undefined;
  /** How much is being done with what is stored. */
  #working = 0;
  readonly #closing = new AbortController();

  /**
   * @param driver the SDK to use
   * @param settings the login
   * @param backoff the waits between tries, of the session as of each channel
   * @param onState called at each change of the session's state
   */
  constructor(
    driver: SdkDriver,
    private readonly settings: AccountSettings,
    backoff: BackoffSettings,
    private readonly onState: (state: SupervisorState) => void = () => undefined,
  ) {
    this.#hub = new ChannelHub(backoff);
    this.#supervisor = new Supervisor(
      (listener) =>
        openSession(driver, settings, {
          ...listener,
          onSession: (session) => {
            this.#session = session;
          },
        }),
      backoff,
      (state) => {
        this.#sessionChanged(state);
      },
    );
  }

  subscribe(subscription: Subscription): () => Promise<void> {
    const parts = subscription.eventTypes.map((eventType) => {
      const request: ChannelRequest = { entity: subscription.entity, eventType, filter: subscription.filter };
      return new SubscribedChannel(request, subscription, () => {
        report();
      });
    });
    const report = (): void => {
      subscription.onState(
        overallState(
          this.#supervisor.state,
          parts.map((part) => part.state),
        ),
      );
    };
    this.#listeners.add(report);
    this.#keepSession();
    for (const part of parts) this.#hub.subscribe(part.request, part);
    return async () => {
      this.#listeners.delete(report);
      await Promise.all(parts.map((part) => this.#hub.unsubscribe(part.request, part)));
      this.#letGoOfSession();
    };
  }

  /** Whether there is a session at this moment. */
  get isLive(): boolean {
    return this.#session !== undefined && this.#supervisor.state.kind === 'live';
  }

  /** @param isPatient whether to wait through failures that pass by themselves; a person who looks at a dialog would rather hear of them */
  async withStore<Result>(
    stopping: AbortSignal,
    work: (store: EntityStore) => Promise<Result>,
    isPatient = true,
  ): Promise<Result> {
    this.#working += 1;
    this.#keepSession();
    try {
      const limit = this.settings.openTimeout * REQUESTS;
      return await work((await this.#whenLive(stopping, limit, isPatient)).store);
    } finally {
      this.#working -= 1;
      this.#letGoOfSession();
    }
  }

  async owner(stopping: AbortSignal): Promise<string> {
    const { identity } = await this.#whenLive(stopping, undefined);
    return `${this.settings.serverUrl} ${identity.dataOwnerId}`;
  }

  /** Ends the session and all that listens through it; resolves when nothing is left open. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#lingering);
    this.#listeners.clear();
    await Promise.all([this.#hub.detach(), this.#supervisor.stop()]);
  }

  #sessionChanged(state: SupervisorState): void {
    if (state.kind === 'live' && this.#session !== undefined) {
      this.#hub.attach(this.#session);
    } else {
      this.#session = undefined;
      // The channels end with their session in any case; nothing here has to wait for them.
      void this.#hub.detach();
    }
    this.onState(state);
    for (const report of this.#listeners) report();
  }

  /** @param limit ms after which, or after a failure that does not pass by itself, it is given up; undefined: never */
  #whenLive(stopping: AbortSignal, limit: number | undefined, isPatient = true): Promise<SdkSession> {
    const signal = AbortSignal.any([this.#closing.signal, stopping]);
    return new Promise((resolve, reject) => {
      let lastFailure: Failure | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        signal.removeEventListener('abort', abandon);
      };
      const refuse = ({ code, message }: Failure): void => {
        settle();
        reject(new FailureError(code, message));
      };
      const abandon = (): void => {
        refuse({
          code: 'closed',
          message: 'The node or its account was stopped before anything was sent to the server.',
        });
      };
      const look = (): void => {
        const { state } = this.#supervisor;
        if (state.kind === 'live' && this.#session !== undefined) {
          settle();
          resolve(this.#session);
        } else if (state.kind === 'failed' && limit !== undefined) {
          refuse(state.failure);
        } else if (state.kind === 'waiting') {
          if (!isPatient) refuse(state.failure);
          lastFailure = state.failure;
        }
      };
      const timer =
        limit === undefined
          ? undefined
          : setTimeout(() => {
              refuse(lastFailure ?? this.#tooLate(limit));
            }, limit);
      signal.addEventListener('abort', abandon, { once: true });
      this.#listeners.add(look);
      if (signal.aborted) abandon();
      else look();
    });
  }

  #tooLate(limit: number): Failure {
    const { serverUrl } = this.settings;
    return {
      code: 'timeout',
      message: `There was no connection with ${serverUrl} within ${Math.round(limit / 1000)} s.`,
    };
  }

  #keepSession(): void {
    clearTimeout(this.#lingering);
    if (!this.#closing.signal.aborted) this.#supervisor.start();
  }

  #letGoOfSession(): void {
    clearTimeout(this.#lingering);
    if (this.#closing.signal.aborted || this.#working > 0 || this.#listeners.size > 0) return;
    this.#lingering = setTimeout(() => {
      void this.#supervisor.stop();
    }, LINGER);
  }
}

/** One event type of a subscription: its place in the hub. */
class SubscribedChannel implements ChannelSubscriber {
  state: SupervisorState = { kind: 'stopped' };
  readonly onEvent: (event: EntityEvent) => Promise<void>;
  readonly onProblem: (failure: Failure) => void;

  constructor(
    readonly request: ChannelRequest,
    { onEvent, onProblem }: Subscription,
    private readonly onChange: () => void,
  ) {
    this.onEvent = onEvent;
    this.onProblem = onProblem;
  }

  onState(state: SupervisorState): void {
    this.state = state;
    this.onChange();
  }
}
