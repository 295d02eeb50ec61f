/** Builds and finds elements. */

type Attributes = Readonly<Record<string, string | boolean>>;

/** An element with attributes (`true`: present, `false`: absent) and children; a string becomes text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) created.setAttribute(name, value === true ? '' : value);
  }
  created.append(...children);
  return created;
}

/** A `<select>` of choices, given as value and label. */
export function select(
  attributes: Attributes,
  choices: readonly (readonly [value: string, label: string])[],
  chosen: string,
): HTMLSelectElement {
  const created = element(
    'select',
    attributes,
    ...choices.map(([value, label]) => element('option', { value }, label)),
  );
  created.value = chosen;
  return created;
}

/** The element with an id, if it is there and of the class that is expected. */
export function find<Type extends HTMLElement>(id: string, type: new () => Type): Type | undefined {
  const found = document.getElementById(id);
  return found instanceof type ? found : undefined;
}

/** Like `find`, for an element that the dialog's own template holds. */
export function get<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = find(id, type);
  if (found === undefined) throw new Error(`The dialog has no ${type.name} with the id "${id}".`);
  return found;
}
