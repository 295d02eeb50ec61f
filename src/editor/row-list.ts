/** An editable list of rows that can be used by keyboard and heard by a screen reader: Node-RED's list, with a name and a button for each row. */
import { element } from './dom';
import { text } from './texts';

/** What a row of a list brings; its frame and its button are the list's. */
export interface Row {
  readonly parts: readonly HTMLElement[];
  focus(): void;
}

export interface RowListOptions<Draft, ListRow extends Row> {
  readonly id: string;
  /** Keys of texts; those of a row and of its button contain `__place__`, counted from 1. */
  readonly texts: { readonly list: string; readonly add: string; readonly row: string; readonly remove: string };
  /** Makes a row; the button that adds one has no draft for it. */
  readonly make: (draft: Draft | undefined) => ListRow;
  /** A row has been added or removed. */
  readonly changed: () => void;
}

/** An item of the editable list; the button that adds one makes an item without a draft. */
interface Item<Draft> {
  readonly draft: Draft;
}

interface Entry<ListRow> {
  readonly row: ListRow;
  readonly frame: HTMLElement;
  readonly remove: HTMLButtonElement;
}

export class RowList<Draft, ListRow extends Row> {
  readonly #list: HTMLOListElement;
  #entries: readonly Entry<ListRow>[] = [];

  /** Puts the list into an element of the dialog, with a row for each draft. */
  constructor(
    place: HTMLElement,
    private readonly options: RowListOptions<Draft, ListRow>,
    drafts: readonly Draft[],
  ) {
    this.#list = element('ol', { id: options.id, 'aria-label': text(options.texts.list) });
    place.append(this.#list);
    let filled = false;
    $<Item<Draft>>(this.#list).editableList({
      addButton: text(options.texts.add),
      height: 'auto',
      removable: false,
      addItem: (container, _index, item) => {
        const entry = this.#add(item);
        container[0]?.append(entry.frame);
        if (!filled) return;
        entry.row.focus();
        options.changed();
      },
    });
    for (const draft of drafts) $<Item<Draft>>(this.#list).editableList('addItem', { draft });
    filled = true;
  }

  get rows(): readonly ListRow[] {
    return this.#entries.map(({ row }) => row);
  }

  #add(item: Partial<Item<Draft>>): Entry<ListRow> {
    const row = this.options.make(item.draft);
    const remove = element(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small' },
      element('i', { class: 'fa fa-remove', 'aria-hidden': 'true' }),
    );
    const frame = element('div', { class: 'icure-list-row', role: 'group' }, ...row.parts, remove);
    const entry: Entry<ListRow> = { row, frame, remove };
    remove.addEventListener('click', () => {
      $<Partial<Item<Draft>>>(this.#list).editableList('removeItem', item);
      this.#remove(entry);
    });
    this.#entries = [...this.#entries, entry];
    this.#number();
    return entry;
  }

  /** The focus goes to the row that takes the place, else to the button that adds one, and never to nowhere. */
  #remove(entry: Entry<ListRow>): void {
    const index = this.#entries.indexOf(entry);
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#number();
    this.options.changed();
    const next = this.#entries[Math.min(index, this.#entries.length - 1)];
    if (next !== undefined) next.row.focus();
    else this.#list.closest('.red-ui-editableList')?.querySelector('button')?.focus();
  }

  /** Tells those who do not see it where a row stands. */
  #number(): void {
    this.#entries.forEach(({ frame, remove }, index) => {
      const place = index + 1;
      frame.setAttribute('aria-label', text(this.options.texts.row, { place }));
      remove.setAttribute('aria-label', text(this.options.texts.remove, { place }));
      remove.title = text(this.options.texts.remove, { place });
    });
  }
}
