/** A driver whose sessions and channels the test holds in its hands, to try what is above the port without a server. */
import type {
  AccountSettings,
  Channel,
  ChannelListener,
  ChannelRequest,
  Identity,
  SdkDriver,
  SdkSession,
} from '../../src/sdk/port';
import type { EntityEvent } from '../../src/model/event';
import type { Failure, FailureError } from '../../src/model/failure';
import { ScriptedStore } from './scripted-store';

export class ScriptedDriver implements SdkDriver {
  readonly sessions: ScriptedSession[] = [];
  /** When set, a login is refused with it. */
  refusal: FailureError | undefined;

  connect(_settings: AccountSettings, onFailed: (failure: Failure) => void): Promise<SdkSession> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const session = new ScriptedSession(onFailed);
    this.sessions.push(session);
    return Promise.resolve(session);
  }

  /** All channels that are open. */
  get channels(): ScriptedChannel[] {
    return this.sessions.flatMap((session) => session.channels).filter((channel) => !channel.closed);
  }
}

export class ScriptedSession implements SdkSession {
  readonly identity: Identity = { userId: 'user', dataOwnerId: 'owner', dataOwnerType: 'hcp' };
  readonly store = new ScriptedStore();
  readonly channels: ScriptedChannel[] = [];
  closed = false;

  constructor(readonly fail: (failure: Failure) => void) {}

  openChannel(request: ChannelRequest, listener: ChannelListener): Channel {
    const channel = new ScriptedChannel(request, listener);
    this.channels.push(channel);
    return channel;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.store.end();
    await Promise.all(this.channels.map((channel) => channel.close()));
  }
}

export class ScriptedChannel implements Channel {
  closed = false;

  constructor(
    readonly request: ChannelRequest,
    readonly listener: ChannelListener,
  ) {}

  emit(event: EntityEvent): Promise<void> {
    return this.listener.onEvent(event);
  }

  close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.listener.onClosed(undefined);
    }
    return Promise.resolve();
  }

  break(failure: Failure): void {
    this.closed = true;
    this.listener.onClosed(failure);
  }
}
