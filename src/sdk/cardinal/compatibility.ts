/**
 * Where the Cardinal SDK's versions differ in a way that this driver meets: one function for each difference, which looks at what the SDK
 * can do and not at its version. Tested with 1.0.0-RC.7; the 2.x side is from reading the SDK's source (2.8.1).
 */
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };

/** From 2.0 on an SDK has a `close`; before, it holds nothing that needs one. */
export async function closeSdk(sdk: CardinalSdk): Promise<void> {
  if ('close' in sdk && typeof sdk.close === 'function') await (sdk.close as () => unknown)();
}

/** The patients of an entity come as ids up to 1.x, and as references that may name a group from 2.0 on. */
export function idOfReference(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  if (typeof reference !== 'object' || reference === null || !('entityId' in reference)) return undefined;
  return typeof reference.entityId === 'string' ? reference.entityId : undefined;
}
