/** The texts of the dialogs, in the viewer's language. */

/** The catalogues are `nodes/locales/<language>/<catalogue>.json`. */
const PACKAGE = '@icure-community/node-red-icure';

/** The catalogue of what all nodes share. */
const SHARED = 'icure-account';

/** The full key of a text, for `data-i18n`: of a shared one, or, written `<catalogue>:<key>`, of another catalogue. */
export function textKey(key: string): string {
  return key.includes(':') ? `${PACKAGE}/${key}` : `${PACKAGE}/${SHARED}:${key}`;
}

/** A text, by a key as for `textKey`; `values` replace `__name__` in it. */
export function text(key: string, values?: Readonly<Record<string, string | number>>): string {
  return RED._(textKey(key), values);
}

/** A text of the shared catalogue, or something else when it has none with this key. */
export function textOr(key: string, otherwise: string): string {
  const found = text(key);
  // Without a text, the key comes back, with or without its catalogue.
  return found === key || found === textKey(key) ? otherwise : found;
}

/** Whether the catalogues have a text for a key as for `textKey`. */
export function hasText(key: string): boolean {
  return !RED._(textKey(key)).endsWith(key);
}

/** The viewer's language, as dates and numbers are written in it. */
export function currentLanguage(): string {
  return RED.i18n.lang();
}
