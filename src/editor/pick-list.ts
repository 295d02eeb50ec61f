/**
 * A text field with a list to pick from, as the combobox pattern of the ARIA Authoring Practices describes it. Anything may be typed all the same.
 * Keys: ArrowDown opens the list by hand and goes through it, as ArrowUp does; Enter picks; Escape closes.
 */
import { element } from './dom';
import { text } from './texts';

export interface PickChoice {
  /** What is put into the field. */
  readonly value: string;
  readonly label: string;
  /** What tells it from others. */
  readonly detail?: string;
}

export type Found =
  /** The note says what the list leaves out; it may be empty. */
  | { readonly kind: 'found'; readonly choices: readonly PickChoice[]; readonly note: string }
  /** The reason is in the viewer's language. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface PickSource {
  /** What the list is called, in the viewer's language. */
  name(): string;
  /** Letters that have to be typed before the list opens by itself. */
  readonly leastLetters: number;
  /** Whether the field holds values that are separated by commas: the one that is being typed counts. */
  readonly isList: boolean;
  /** @param typed empty when the list was opened by hand */
  find(typed: string, signal: AbortSignal): Promise<Found>;
}

/** ms without a key before what was typed is looked for. */
const PAUSE = 250;

/** Choices that are shown, at most. */
const SHOWN = 100;

let lists = 0;

/**
 * Gives a text field a list. The field gets an `input` event when something is picked.
 * @param input stands in the dialog already, or in what will be put there
 */
export function attachPickList(input: HTMLInputElement, source: PickSource): void {
  new PickList(input, source).attach();
}

class PickList {
  readonly #id = `icure-pick-${++lists}`;
  readonly #options: HTMLElement;
  readonly #status = element('p', { class: 'icure-pick-status', role: 'status' });
  readonly #popup: HTMLElement;
  readonly #button: HTMLElement;
  #choices: readonly PickChoice[] = [];
  #active = -1;
  /** Whether the first choice is to become the active one when the choices come. */
  #wantsFirst = false;
  /** Picking changes the field, but is no typing. */
  #isPicking = false;
  #looking: AbortController | undefined;
  #pause: number | undefined;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly source: PickSource,
  ) {
    this.#options = element('ul', { id: this.#id, role: 'listbox' });
    this.#popup = element('div', { class: 'icure-pick-popup', popover: 'manual' }, this.#options, this.#status);
    // Those who do not see it open the list with a key; the name of the field must not end in that of a button.
    this.#button = element(
      'button',
      {
        type: 'button',
        class: 'icure-pick-button',
        tabindex: '-1',
        'aria-hidden': 'true',
        'aria-label': text('pick.open'),
        title: source.name(),
      },
      element('i', { class: 'fa fa-caret-down' }),
    );
  }

  attach(): void {
    const { input } = this;
    for (const [attribute, value] of Object.entries({
      role: 'combobox',
      autocomplete: 'off',
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      'aria-controls': this.#id,
    })) {
      input.setAttribute(attribute, value);
    }
    input.classList.add('icure-pick-input');
    input.after(this.#button, this.#popup);
    input.addEventListener('input', () => {
      if (!this.#isPicking) this.#typed();
    });
    input.addEventListener('keydown', (event) => {
      if (this.#handles(event)) {
        event.preventDefault();
        // The dialog has keys of its own.
        event.stopPropagation();
      }
    });
    input.addEventListener('blur', this.#close);
    this.#listenToMouse();
  }

  get #isOpen(): boolean {
    return this.input.getAttribute('aria-expanded') === 'true';
  }

  #listenToMouse(): void {
    for (const place of [this.#button, this.#popup]) {
      place.addEventListener('mousedown', (event) => {
        // The field keeps the focus.
        event.preventDefault();
      });
    }
    this.#button.addEventListener('click', (event) => {
      // Within a label, the field would be clicked, too.
      event.preventDefault();
      const wasOpen = this.#isOpen;
      this.input.focus();
      if (wasOpen) this.#close();
      else this.#openByHand();
    });
    this.#popup.addEventListener('click', (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
      const index = option === null ? -1 : [...this.#options.children].indexOf(option);
      if (index >= 0) this.#pick(index);
    });
  }

  /** @returns whether the key was meant for the list */
  #handles({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey) return false;
    if (altKey) {
      // It moves what the field is in.
      this.#close();
      return false;
    }
    switch (key) {
      case 'ArrowDown':
        if (!this.#isOpen) this.#openByHand();
        else this.#activate(this.#active + 1);
        return true;
      case 'ArrowUp':
        if (!this.#isOpen) return false;
        this.#activate(this.#active - 1);
        return true;
      case 'Enter':
        if (!this.#isOpen || this.#active < 0) return false;
        this.#pick(this.#active);
        return true;
      case 'Escape':
        if (!this.#isOpen) return false;
        this.#close();
        return true;
      default:
        return false;
    }
  }

  #typed(): void {
    const part = this.#part();
    clearTimeout(this.#pause);
    // An environment variable is on no server.
    if (part.length < this.source.leastLetters || part.startsWith('${')) {
      this.#close();
      return;
    }
    this.#pause = window.setTimeout(() => {
      this.#show(part);
    }, PAUSE);
  }

  #openByHand(): void {
    this.#wantsFirst = true;
    this.#show('');
  }

  /** What is being typed. */
  #part(): string {
    const { value } = this.input;
    return (this.source.isList ? value.slice(value.lastIndexOf(',') + 1) : value).trim();
  }

  #show(typed: string): void {
    this.#looking?.abort();
    const looking = new AbortController();
    this.#looking = looking;
    this.#open();
    this.#fill([], text('pick.loading'), false);
    this.source.find(typed, looking.signal).then(
      (found) => {
        if (!looking.signal.aborted) this.#tell(found);
      },
      () => {
        if (!looking.signal.aborted) this.#tell({ kind: 'failed', reason: text('delivery.noAnswer') });
      },
    );
  }

  #tell(found: Found): void {
    switch (found.kind) {
      case 'failed':
        this.#fill([], text('pick.failed', { reason: found.reason }), true);
        return;
      case 'found': {
        const count = found.choices.length;
        const shown = found.choices.slice(0, SHOWN);
        const words =
          count === 0
            ? text('pick.nothing')
            : count > SHOWN
              ? text('pick.some', { shown: SHOWN, count })
              : text('pick.found', { count });
        this.#fill(shown, [words, found.note].filter((part) => part !== '').join(' '), false);
        if (this.#wantsFirst) this.#activate(0);
        this.#wantsFirst = false;
        return;
      }
      default:
        found satisfies never;
    }
  }

  #fill(choices: readonly PickChoice[], status: string, isProblem: boolean): void {
    this.#choices = choices;
    this.#options.replaceChildren(...choices.map((choice, index) => this.#option(choice, index)));
    this.#options.hidden = choices.length === 0;
    this.#status.textContent = status;
    this.#status.classList.toggle('icure-problem', isProblem);
    this.#activate(-1);
    this.#place();
  }

  #option({ label, detail = '' }: PickChoice, index: number): HTMLElement {
    return element(
      'li',
      { id: `${this.#id}-${index}`, role: 'option', 'aria-selected': 'false' },
      element('span', {}, label),
      ...(detail === '' ? [] : [' ', element('span', { class: 'icure-pick-detail' }, detail)]),
    );
  }

  /** Beyond either end it goes on at the other. */
  #activate(index: number): void {
    const count = this.#choices.length;
    this.#options.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index === -1 && this.#active === -1 ? -1 : count === 0 ? -1 : (index + count) % count;
    const option = this.#options.children[this.#active];
    if (option === undefined) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  #pick(index: number): void {
    const { input } = this;
    const choice = this.#choices[index];
    if (choice === undefined) return;
    const before = this.source.isList ? input.value.slice(0, input.value.lastIndexOf(',') + 1) : '';
    input.value = before === '' ? choice.value : `${before} ${choice.value}`;
    this.#close();
    this.#isPicking = true;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
    this.#isPicking = false;
  }

  #open(): void {
    if (this.#isOpen) return;
    this.input.setAttribute('aria-expanded', 'true');
    this.#options.setAttribute('aria-label', this.source.name());
    this.#popup.showPopover();
    window.addEventListener('resize', this.#place);
    window.addEventListener('scroll', this.#place, true);
    // The dialog may go without the field losing the focus first.
    RED.events.on('editor:close', this.#close);
  }

  readonly #close = (): void => {
    clearTimeout(this.#pause);
    this.#looking?.abort();
    this.#wantsFirst = false;
    if (!this.#isOpen) return;
    this.#fill([], '', false);
    this.input.setAttribute('aria-expanded', 'false');
    if (this.#popup.isConnected) this.#popup.hidePopover();
    window.removeEventListener('resize', this.#place);
    window.removeEventListener('scroll', this.#place, true);
    RED.events.off('editor:close', this.#close);
  };

  /** Below the field, or above it where there is more room. */
  readonly #place = (): void => {
    const { top, bottom, left, width } = this.input.getBoundingClientRect();
    const { style, offsetWidth } = this.#popup;
    const below = window.innerHeight - bottom;
    const isBelow = below >= this.#popup.scrollHeight || below >= top;
    style.minWidth = `${width}px`;
    style.maxHeight = `${Math.max(isBelow ? below : top, 0) - 8}px`;
    style.left = `${Math.max(0, Math.min(left, window.innerWidth - offsetWidth - 8))}px`;
    style.top = isBelow ? `${bottom}px` : 'auto';
    style.bottom = isBelow ? 'auto' : `${window.innerHeight - top}px`;
  };
}
