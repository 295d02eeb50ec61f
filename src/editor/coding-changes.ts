/**
 * The labels and codes that `icure-save` adds and removes, while they are edited: one list in the dialog, four in the flow file.
 */
import { isJsonObject, type JsonObject } from '../model/json';
import { text } from './texts';

/** The settings, in the order in which the dialog shows them. */
export const CODING_SETTINGS = ['addLabels', 'removeLabels', 'addCodes', 'removeCodes'] as const;
export type CodingSetting = (typeof CODING_SETTINGS)[number];

/** A row of the list; it may be incomplete. */
export interface CodingChange {
  readonly setting: CodingSetting;
  readonly type: string;
  /** Empty: every code of the type, where something is removed. */
  readonly code: string;
}

/** Whether `value` names one of the settings. */
export function isCodingSetting(value: unknown): value is CodingSetting {
  return CODING_SETTINGS.some((setting) => setting === value);
}

/** Whether a code must be given: what is added is one coding, what is removed may be all of a type. */
export function needsCode(setting: CodingSetting): boolean {
  return setting === 'addLabels' || setting === 'addCodes';
}

/** The rows for what is stored, whatever was stored. */
export function toChanges(stored: Readonly<Record<string, unknown>>): readonly CodingChange[] {
  return CODING_SETTINGS.flatMap((setting) => entriesOf(stored[setting]).map((entry) => toChange(setting, entry)));
}

/** What is stored of the rows for a setting: `{ type, code }` without blanks around, and without a code that is empty. */
export function fromChanges(setting: CodingSetting, changes: readonly CodingChange[]): JsonObject[] {
  return changes
    .filter((change) => change.setting === setting)
    .map((change) => ({ type: change.type.trim(), code: change.code.trim() }))
    .map(({ type, code }) => (code === '' ? { type } : { type, code }));
}

/** What is wrong with a row, in the viewer's language; undefined: nothing. */
export function problemOf({ setting, type, code }: CodingChange): string | undefined {
  if (type.trim() === '') return text('icure-save:save.typeMissing');
  return needsCode(setting) && code.trim() === '' ? text('icure-save:save.codeMissing') : undefined;
}

/** Validator of a setting: true, or what is wrong with its first wrong entry. */
export function checkChanges(setting: CodingSetting, stored: unknown): true | string {
  const name = text(`icure-save:save.${setting}`);
  if (stored !== undefined && stored !== '' && !Array.isArray(stored)) return text('icure-save:save.noList', { name });
  for (const [index, entry] of entriesOf(stored).entries()) {
    const reason = problemOf(toChange(setting, entry));
    if (reason !== undefined) return text('icure-save:save.entryProblem', { name, place: index + 1, reason });
  }
  return true;
}

function entriesOf(stored: unknown): readonly unknown[] {
  return Array.isArray(stored) ? stored : [];
}

function toChange(setting: CodingSetting, entry: unknown): CodingChange {
  const { type, code } = isJsonObject(entry) ? entry : {};
  return { setting, type: typeof type === 'string' ? type : '', code: typeof code === 'string' ? code : '' };
}
