/** Why a filter is refused: a code with values, which the editor says in the viewer's language, and the same in English, which the runtime logs. */

/** What may be wrong, in English; `__name__` stands for a value. The editor's catalogues have the same codes under `filter.problems`. */
const REASONS = {
  'not-object': 'the filter must be a JSON object',
  'bad-owner': '"owner" must be "self" or the id of a data owner',
  'no-owner': 'a __entity__ has no owner to filter by',
  'bad-match': '"match" must be "all" or "any"',
  'no-list': '"criteria" must be a list',
  'part-not-object': 'must be a JSON object',
  'empty-group': 'a group needs at least one criterion',
  'nested-group': 'a group cannot contain another group',
  'no-kind': 'a __entity__ can be filtered by __known__, not by nothing',
  'unknown-kind': 'a __entity__ can be filtered by __known__, not by "__kind__"',
  'unknown-key': '"__key__" is not known here; known: __known__',
  'bad-not': '"not" must be true or false',
  missing: '"__field__" is missing',
  'not-text': '"__field__" must be a text',
  'not-list': '"__field__" must be a list of texts',
  'bad-date': '"__field__" must be a date of the calendar like 2026-01-31, or one with a time like 2026-01-31T08:30',
  'bad-choice': '"__field__" must be one of __known__',
  'no-word': '"__field__" has no letter and no digit',
  'no-range': '"from" or "to" is missing',
  'range-backwards': '"from" is later than "to"',
} as const;

export type RefusalCode = keyof typeof REASONS;

export const REFUSAL_CODES = Object.keys(REASONS) as readonly RefusalCode[];

/** Values by the names that they have in a reason; a `field`, a `kind` and an `entity` are given by their names in JSON. */
export type RefusalValues = Readonly<Record<string, string>>;

export interface Refusal {
  readonly code: RefusalCode;
  readonly values: RefusalValues;
  /** The reason in English, to follow "criterion 2: ". */
  readonly reason: string;
}

/** A refusal for a reason. */
export function refusal(code: RefusalCode, values: RefusalValues = {}): Refusal {
  const reason = REASONS[code].replace(/__(\w+?)__/g, (placeholder, name: string) => values[name] ?? placeholder);
  return { code, values, reason };
}
