/** What settings may hold, whichever node's: checks for validators, which return true or what is wrong. */
import { isEnvironment } from './environment';
import { text } from './texts';

export { isEnvironment } from './environment';

/** A stored setting, whatever was stored, as the text that its field shows. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : value === undefined || value === null ? '' : JSON.stringify(value);
}

/** What a number's field holds, as it is stored: numbers stay numbers in the flow file, all else stays what was typed. */
export function asStored(typed: string): number | string {
  const given = typed.trim();
  return given !== '' && Number.isFinite(Number(given)) ? Number(given) : given;
}

export interface NumberRange {
  readonly least: number;
  /** Absent: no limit. */
  readonly most?: number;
}

/** Whether a setting is a number of a range, or nothing, which means the usual one. */
export function isNumberIn(value: unknown, { least, most }: Required<NumberRange>): boolean {
  const given = asText(value);
  return given === '' || isEnvironment(given) || (Number(given) >= least && Number(given) <= most);
}

/** A whole number of a range, or nothing, which means the usual one. */
export function checkWholeNumber(value: unknown, name: string, { least, most }: NumberRange): true | string {
  const given = asText(value);
  if (given === '' || isEnvironment(given)) return true;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number >= least && (most === undefined || number <= most)) return true;
  return most === undefined
    ? text('action.badNumber', { name, least })
    : text('action.badNumberInRange', { name, least, most });
}

/** True or false, or nothing, which means the usual one. It may be an environment variable, in a flow file that was made for it. */
export function checkSwitch(value: unknown, name: string): true | string {
  const given = asText(value);
  return ['', 'true', 'false'].includes(given) || isEnvironment(given) || text('action.badSwitch', { name });
}

/** One id, or nothing. */
export function checkId(value: unknown, name: string): true | string {
  const given = asText(value);
  return given === '' || isEnvironment(given) || isId(given) || text('action.badId', { name });
}

/** Ids separated by commas, or nothing. */
export function checkIds(value: unknown, name: string): true | string {
  const given = asText(value);
  if (given === '' || isEnvironment(given)) return true;
  const ids = given
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  return (ids.length > 0 && ids.every(isId)) || text('action.badIds', { name });
}

/** One of the choices of a select. */
export function checkChoice(value: unknown, name: string, choices: readonly string[]): true | string {
  const given = asText(value);
  return choices.includes(given) || isEnvironment(given) || text('action.badChoice', { name, value: given });
}

/** iCure's ids are UUIDs as a rule, but may be anything: only what must be two ids, or a list, is refused. */
function isId(given: string): boolean {
  return /^[^\s,]+$/.test(given);
}
