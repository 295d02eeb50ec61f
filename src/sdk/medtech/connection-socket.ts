/**
 * The WebSocket under a connection of the SDK. The SDK tells only that it opened and closed; the socket tells when the server began to listen, what
 * it sent as it sent it, whether it is silent and why it ended.
 */
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
  /** 2.x: the WebSocket. 3.x: an adapter that has it. */
  readonly socket: unknown;
}

/**
 * Finds the socket, and keeps the SDK from dealing with what it receives.
 * @returns undefined when the connection is built in another way; its callback then gives the entities
 */
export function takeOverSocket(connection: Connection): VisibleSocket | undefined {
  const wrapper = [connection, ...valuesOf(connection)].find(isWrapper);
  if (wrapper === undefined) return undefined;
  const visible = [wrapper.socket, ...valuesOf(wrapper.socket)].find(isVisible);
  if (visible !== undefined) wrapper.messageCallback = () => undefined;
  return visible;
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
    typeof value.messageCallback === 'function'
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
