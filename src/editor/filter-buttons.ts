/** The small buttons of the filter's rows and groups: an icon, and words for who does not see or know it. */
import { element } from './dom';
import { text } from './texts';

/** A button that shows an icon of Font Awesome 4, given without `fa-`. */
export function iconButton(icon: string, pressed: () => void): HTMLButtonElement {
  const button = element(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small icure-icon-button' },
    element('i', { class: `fa fa-${icon}`, 'aria-hidden': 'true' }),
  );
  button.addEventListener('click', pressed);
  return button;
}

/** What a row or a group can be told to do. */
export interface PartActions {
  readonly move: (direction: Direction) => void;
  readonly remove: () => void;
}

export type Direction = 'up' | 'down';

/** The buttons at the end of a row or a group's head. */
export class PartButtons {
  readonly root: HTMLElement;
  readonly #up: HTMLButtonElement;
  readonly #down: HTMLButtonElement;
  readonly #remove: HTMLButtonElement;

  /** @param what `criterion` or `group`, of which the texts speak */
  constructor(
    private readonly what: 'criterion' | 'group',
    { move, remove }: PartActions,
  ) {
    this.#up = iconButton('arrow-up', () => {
      move('up');
    });
    this.#down = iconButton('arrow-down', () => {
      move('down');
    });
    this.#remove = iconButton('remove', remove);
    this.root = element('span', { class: 'icure-part-buttons' }, this.#up, this.#down, this.#remove);
  }

  /** Says which one they are about, e.g. `2.1`. */
  set place(place: string) {
    this.#name(this.#up, 'up', place);
    this.#name(this.#down, 'down', place);
    this.#name(this.#remove, 'remove', place);
  }

  /** Where the focus stays when the row has been moved: on the button that moved it. */
  focus(direction: Direction): void {
    (direction === 'up' ? this.#up : this.#down).focus();
  }

  #name(button: HTMLButtonElement, action: 'up' | 'down' | 'remove', place: string): void {
    const name = text(`filter.${this.what}Buttons.${action}`, { place });
    button.setAttribute('aria-label', name);
    button.title = action === 'remove' ? name : `${name} (Alt+${action === 'up' ? '↑' : '↓'})`;
  }
}

/** The handle by which a row or a group is dragged; by keyboard, the buttons do that. */
export function dragHandle(): HTMLElement {
  return element('i', { class: 'icure-drag-handle fa fa-bars', 'aria-hidden': 'true', title: text('filter.drag') });
}

/** Why a criterion is marked as checked here, for who points at the mark or comes to it by keyboard. */
export function checkedHereMark(): HTMLElement {
  return element(
    'span',
    { class: 'icure-checked-here', tabindex: '0', role: 'note', 'aria-label': text('filter.checkedHereWhy') },
    element('span', { 'aria-hidden': 'true' }, text('filter.checkedHere')),
    element('span', { class: 'icure-checked-here-why', 'aria-hidden': 'true' }, text('filter.checkedHereWhy')),
  );
}
