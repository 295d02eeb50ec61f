/**
 * The driver for `@icure/cardinal-sdk`. The SDK does what takes iCure's cryptography: it finds, makes and registers keys, decrypts and signs its
 * requests. Login and notification sockets are the driver's own (`login.ts`, `socket.ts`), because the SDK's subscriptions cannot tell
 * deletions, do not subscribe again after a drop and can end the process.
 */
import type { SdkDriver } from '../port';
import { openSession } from './session';

export const cardinalDriver: SdkDriver = {
  connect: (settings, onFailed, signal) => openSession(settings, onFailed, signal),
};
