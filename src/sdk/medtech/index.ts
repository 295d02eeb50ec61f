/**
 * The driver for `@icure/medical-device-sdk` 2.2 to 3.3, which is installed by the user. The SDK logs in, subscribes and finds the keys of
 * entities; the driver sees to it that it makes no key pair of its own, that its retries never run (they end the process) and that
 * events arrive as the other driver's do: in order, with whatever could not be decrypted, mapped from the JSON that the server sent.
 *
 * Which generation of the SDK it is, is told by what the module can do. The differences stand in a file each: `generation.ts` (how a session is
 * started), `entity-keys.ts` (how an entity's keys are found), `sdk-filter.ts` (what filters lack), `connection-socket.ts` (where the socket is).
 */
import { sdkDriver } from '../session/sdk-driver';
import { adaptMedTech } from './adapter';
import { applyTlsToSdk } from './tls';

export const medtechDriver = sdkDriver({ adapt: adaptMedTech, applyTls: applyTlsToSdk });
