/** A group in the filter's list: a frame with its own "all" or "any", and criteria inside. */
import type { FilterProblem } from '../model/filter';
import { element, select } from './dom';
import { dragHandle, PartButtons, type Direction, type PartActions } from './filter-buttons';
import type { GroupDraft } from './filter-draft';
import { sayReason } from './filter-problem';
import { text } from './texts';

/** Which of its criteria a group wants to be true; one choice, since "not all" and "none" are clearer than a "not" before it. */
const WISHES = {
  all: { match: 'all', not: false },
  any: { match: 'any', not: false },
  notAll: { match: 'all', not: true },
  none: { match: 'any', not: true },
} as const satisfies Readonly<Record<string, Pick<GroupDraft, 'match' | 'not'>>>;

type Wish = keyof typeof WISHES;
const WISH_NAMES = Object.keys(WISHES) as readonly Wish[];

let groups = 0;

export class FilterGroup {
  readonly item = element('li', { class: 'icure-group' });
  /** Where its criteria stand. */
  readonly list = element('ol', { class: 'icure-criteria' });
  readonly #frame: HTMLElement;
  readonly #wish: HTMLSelectElement;
  readonly #add: HTMLButtonElement;
  readonly #buttons: PartButtons;
  readonly #problem = element('p', { id: `icure-group-problem-${++groups}`, class: 'icure-row-problem icure-problem' });

  /** Its criteria are put into `list` by who makes it. */
  constructor(
    draft: Pick<GroupDraft, 'match' | 'not'>,
    changed: () => void,
    actions: PartActions & { readonly add: () => void },
  ) {
    const wish = WISH_NAMES.find((name) => WISHES[name].match === draft.match && WISHES[name].not === draft.not);
    const choices = WISH_NAMES.map((name) => [name, text(`filter.groupWishes.${name}`)] as const);
    this.#wish = select({ 'aria-label': text('filter.groupWish') }, choices, wish ?? 'all');
    this.#wish.addEventListener('change', changed);
    this.#add = element(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-describedby': this.#problem.id },
      element('i', { class: 'fa fa-plus', 'aria-hidden': 'true' }),
      ` ${text('filter.addInGroup')}`,
    );
    this.#add.addEventListener('click', actions.add);
    this.#buttons = new PartButtons('group', actions);
    this.#frame = element(
      'div',
      { class: 'icure-group-frame', role: 'group' },
      element(
        'div',
        { class: 'icure-group-head' },
        dragHandle(),
        element('span', { class: 'icure-group-title' }, text('filter.kind.group')),
        this.#wish,
        this.#buttons.root,
      ),
      this.list,
      this.#problem,
      this.#add,
    );
    this.item.append(this.#frame);
  }

  get wish(): Pick<GroupDraft, 'match' | 'not'> {
    return WISHES[WISH_NAMES.find((name) => name === this.#wish.value) ?? 'all'];
  }

  /** Tells those who do not see it which group it is. */
  set place(place: string) {
    this.#frame.setAttribute('aria-label', text('filter.group', { place }));
    this.list.setAttribute('aria-label', text('filter.groupList', { place }));
    this.#add.setAttribute('aria-label', text('filter.addToGroup', { place }));
    this.#buttons.place = place;
  }

  /** Says what is wrong with the group itself; undefined: nothing. */
  set problem(problem: FilterProblem | undefined) {
    this.#problem.textContent = problem === undefined ? '' : sayReason(problem);
  }

  focus(): void {
    this.#wish.focus();
  }

  focusAdd(): void {
    this.#add.focus();
  }

  focusMoved(direction: Direction): void {
    this.#buttons.focus(direction);
  }
}
