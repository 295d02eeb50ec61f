/**
 * The driver for `@icure/cardinal-sdk`. The SDK does what takes iCure's cryptography: it finds, makes and registers keys, decrypts and signs its
 * requests. Login and notification sockets are the driver's own (`../server/login.ts`, `socket.ts`), because the SDK's subscriptions cannot tell
 * deletions, do not subscribe again after a drop and can end the process.
 */
import { sdkDriver } from '../session/sdk-driver';
import { adaptCardinal } from './adapter';
import { applyTlsToSdk } from './tls';

export const cardinalDriver = sdkDriver({ adapt: adaptCardinal, applyTls: applyTlsToSdk });
