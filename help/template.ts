/**
 * Fills in the texts of `help/<language>/*.md`: `{{name}}` is replaced by a value, and the block that follows `<!-- if name -->` stays only
 * when that condition holds.
 */

export type Values = Readonly<Record<string, string>>;
export type Conditions = Readonly<Record<string, boolean>>;

/** Fills in a text. What it names and nobody knows is an error, told with `place`. */
export function fill(text: string, values: Values, conditions: Conditions, place: string): string {
  const known = text.replace(/<!-- if (\w+) -->\n\n(.+(?:\n(?!\n).*)*)\n\n/g, (_, name: string, block: string) => {
    const holds = conditions[name];
    if (holds === undefined) throw new Error(`${place}: nobody knows the condition "${name}".`);
    return holds ? `${block}\n\n` : '';
  });
  const filled = known.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${place}: nobody knows the value "${name}".`);
    return value;
  });
  return /\{\{\w+\}\}/.test(filled) ? fill(filled, values, conditions, place) : filled;
}
