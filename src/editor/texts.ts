/** The texts of the dialogs, in the viewer's language. */

/** The catalogue of what all nodes share: `nodes/locales/<language>/icure-account.json`. */
const CATALOGUE = '@icure-community/node-red-icure/icure-account';

/** The full key of a shared text, for `data-i18n`. */
export function textKey(key: string): string {
  return `${CATALOGUE}:${key}`;
}

/** A shared text; `values` replace `__name__` in it. */
export function text(key: string, values?: Readonly<Record<string, string | number>>): string {
  return RED._(textKey(key), values);
}
