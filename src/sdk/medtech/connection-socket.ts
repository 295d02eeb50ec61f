/**
 * The WebSocket under a connection of the SDK. The SDK tells only that it opened and closed; the socket tells when the server began to listen, what
 * it sent as it sent it, whether it is silent and why it ended.
 */
import { FailureError } from '../../model/failure';
import { isJsonObject } from '../../model/json';
import type { Connection } from './shape';

/** What of `ws`'s WebSocket is used. */
export interface VisibleSocket {
  prependListener(event: 'message', listener: (data: unknown) => void): unknown;
  prependListener(event: 'close', listener: (code: number) => void): unknown;
  prependListener(event: 'error', listener: (error: Error) => void): unknown;
  terminate(): void;
}

interface Wrapper {
  /** What the SDK does with each entity. */
  messageCallback: (value: unknown) => void;
  send: (text: string) => void;
  /** 2.x: the WebSocket. 3.x: an adapter that has it. */
  readonly socket: unknown;
}

/**
 * Finds the socket, and keeps the SDK from dealing with what it receives.
 * @param accessControlKeys to be sent with the subscription: 3.x knows them but forgets them there
 * @throws FailureError `sdk-missing` when the connection is built in another way than those of the supported versions
 */
export function takeOverSocket(connection: Connection, accessControlKeys: readonly string[]): VisibleSocket {
  const wrapper = [connection, ...valuesOf(connection)].find(isWrapper);
  const visible = [wrapper?.socket, ...valuesOf(wrapper?.socket)].find(isVisible);
  if (wrapper === undefined || visible === undefined) {
    throw new FailureError(
      'sdk-missing',
      'The installed MedTech SDK subscribes in a way that is not known here: install version 2.2 to 3.3 and restart Node-RED.',
    );
  }
  wrapper.messageCallback = () => undefined;
  if (accessControlKeys.length > 0) {
    const send = wrapper.send.bind(wrapper);
    wrapper.send = (text) => {
      send(withKeys(text, accessControlKeys));
    };
  }
  return visible;
}

/** Only the subscription is JSON; what else the SDK sends is `pong`. */
function withKeys(text: string, accessControlKeys: readonly string[]): string {
  if (!text.startsWith('{')) return text;
  const subscription: unknown = JSON.parse(text);
  return isJsonObject(subscription) ? JSON.stringify({ ...subscription, accessControlKeys }) : text;
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function isWrapper(value: unknown): value is Wrapper {
  return (
    typeof value === 'object' &&
    value !== null &&
    'socket' in value &&
    'messageCallback' in value &&
    typeof value.messageCallback === 'function' &&
    'send' in value &&
    typeof value.send === 'function'
  );
}

function isVisible(value: unknown): value is VisibleSocket {
  return (
    typeof value === 'object' &&
    value !== null &&
    'prependListener' in value &&
    typeof value.prependListener === 'function' &&
    'terminate' in value &&
    typeof value.terminate === 'function'
  );
}
