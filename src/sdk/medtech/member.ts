/** Looks at what the SDK gives, which has no types here. */
import { FailureError } from '../../model/failure';

/** Undefined when it has none of that name. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/**
 * @param what the SDK does with the part: "finds keys"
 * @throws FailureError `sdk-missing` when there is no such part
 */
export function present<Part>(part: Part | undefined, what: string): Part {
  if (part !== undefined) return part;
  throw new FailureError(
    'sdk-missing',
    `The installed MedTech SDK ${what} in a way that is not known here: install version 2.2 to 3.3 and restart Node-RED.`,
  );
}
