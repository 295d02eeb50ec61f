/** The unmodified Cardinal SDK as a client of a sandbox, with its keys in memory. */
import type * as CardinalModule from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { CardinalSdk, EntitySubscription } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { Sandbox, SandboxAccount } from '../../sandbox';

export type Cardinal = typeof CardinalModule;

/** ms that an event may take; long, since only a failing test ever waits for it. */
const EVENT_LIMIT = 20_000;

export function loadCardinal(): Promise<Cardinal> {
  return import('@icure/cardinal-sdk');
}

/** Where an SDK keeps its keys. */
export type Keys = Map<string, string>;

export interface LogIn {
  /** With one, the SDK salts the password. */
  readonly applicationId?: string;
  /** Instead of the account's password. */
  readonly password?: string;
  readonly keys?: Keys;
}

/** Logs in to a sandbox; makes a key pair when the account has none. */
export async function logIn(
  { url }: Pick<Sandbox, 'url'>,
  account: SandboxAccount,
  { applicationId, password = account.password, keys = new Map() }: LogIn = {},
): Promise<CardinalSdk> {
  const { CardinalSdk, AuthenticationMethod } = await loadCardinal();
  return CardinalSdk.initialize(
    applicationId,
    url,
    new AuthenticationMethod.UsingCredentials.UsernamePassword(account.login, password),
    {
      getItem: (key) => Promise.resolve(keys.get(key)),
      setItem: (key, value) => {
        keys.set(key, value);
        return Promise.resolve();
      },
      removeItem: (key) => {
        keys.delete(key);
        return Promise.resolve();
      },
    },
  );
}

/** The next entity that a subscription receives; fails on anything else but the news that it is connected. */
export async function nextEntity<Entity extends { id: string }>(
  subscription: EntitySubscription<Entity>,
): Promise<Entity> {
  const { EntitySubscriptionEvent } = await loadCardinal();
  for (;;) {
    const event = await subscription.waitForEvent(EVENT_LIMIT);
    if (event instanceof EntitySubscriptionEvent.EntityNotification) return event.entity;
    const kind = event?.$ktClass ?? 'nothing';
    if (!kind.endsWith('.Connected')) throw new Error(`Instead of an entity came ${kind}.`);
  }
}
