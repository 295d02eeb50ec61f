/**
 * The filter's criteria and groups as an editable list. Their order is that of the elements on the page, whether those were placed by a click, by a key
 * or by dragging.
 */
import type { FilterProblem } from '../model/filter';
import { CriterionRow } from './criterion-row';
import { element } from './dom';
import type { Direction } from './filter-buttons';
import { letDrag } from './filter-dragging';
import { emptyRow, fromRow, type CriterionDraft, type DraftRow, type GroupDraft } from './filter-draft';
import { FilterGroup } from './filter-group';
import { moveItem } from './filter-moving';
import { criteriaOf, parseScoped, type FilterUse } from './filter-scope';
import { text } from './texts';

type Part = CriterionRow | FilterGroup;

export class FilterList {
  readonly root: HTMLElement;
  readonly #list = element('ol', { class: 'icure-criteria', 'aria-label': text('filter.list') });
  readonly #add = addButton('filter.add');
  readonly #addGroup = addButton('filter.addGroup');
  /** Says what was moved where to those who do not see it. */
  readonly #announcement = element('p', { class: 'icure-unseen', role: 'status' });
  readonly #parts = new WeakMap<Element, Part>();

  constructor(
    private readonly use: FilterUse,
    drafts: readonly DraftRow[],
    private readonly changed: () => void,
  ) {
    for (const draft of drafts) {
      this.#list.append(draft.kind === 'group' ? this.#makeGroup(draft).item : this.#makeRow(draft).item);
    }
    this.#add.addEventListener('click', () => {
      this.#addRow(this.#list);
    });
    this.#addGroup.addEventListener('click', () => {
      const group = this.#makeGroup({ match: 'any', not: false, rows: [this.#emptyRow()] });
      this.#list.append(group.item);
      this.#restructured();
      group.focus();
    });
    this.root = element(
      'div',
      { class: 'icure-filter-list' },
      this.#list,
      element('div', { class: 'icure-add-buttons' }, this.#add, ' ', this.#addGroup),
      this.#announcement,
    );
    this.root.addEventListener('keydown', (event) => {
      this.#moveByKey(event);
    });
    this.#letDrag(this.#list);
    this.#number();
  }

  /** The criteria and groups as they stand there. */
  get rows(): readonly DraftRow[] {
    return this.#partsIn(this.#list).map((part) => {
      if (part instanceof CriterionRow) return part.draft;
      return { kind: 'group', ...part.wish, rows: this.#rowsIn(part.list).map(({ draft }) => draft) };
    });
  }

  /** Says beside each criterion and group what is wrong with it. */
  showProblems(): void {
    for (const part of this.#partsIn(this.#list)) {
      if (part instanceof CriterionRow) {
        part.problem = this.#problemOf(part.draft);
        continue;
      }
      const rows = this.#rowsIn(part.list);
      for (const row of rows) row.problem = this.#problemOf(row.draft);
      part.problem = rows.length === 0 ? this.#problemOf({ kind: 'group', ...part.wish, rows: [] }) : undefined;
    }
  }

  #problemOf(draft: DraftRow): FilterProblem | undefined {
    const parsing = parseScoped({ criteria: [fromRow(draft)] }, this.use.scope);
    return parsing.ok ? undefined : parsing.problem;
  }

  #makeRow(draft: CriterionDraft): CriterionRow {
    const row: CriterionRow = new CriterionRow(this.use, draft, this.changed, {
      move: (direction) => {
        this.#move(row, direction);
      },
      remove: () => {
        this.#remove(row);
      },
    });
    this.#parts.set(row.item, row);
    return row;
  }

  #makeGroup(draft: Pick<GroupDraft, 'match' | 'not' | 'rows'>): FilterGroup {
    const group: FilterGroup = new FilterGroup(draft, this.changed, {
      add: () => {
        this.#addRow(group.list);
      },
      move: (direction) => {
        this.#move(group, direction);
      },
      remove: () => {
        this.#remove(group);
      },
    });
    this.#parts.set(group.item, group);
    for (const row of draft.rows) group.list.append(this.#makeRow(row).item);
    this.#letDrag(group.list);
    return group;
  }

  #addRow(list: HTMLElement): void {
    const row = this.#makeRow(this.#emptyRow());
    list.append(row.item);
    this.#restructured();
    row.focus();
  }

  #emptyRow(): CriterionDraft {
    const [firstKind = 'id'] = criteriaOf(this.use.scope);
    return emptyRow(firstKind);
  }

  /** The focus goes to the part that takes the place, else to the button that adds one, and never to nowhere. */
  #remove(part: Part): void {
    const list = part.item.parentElement;
    const next = part.item.nextElementSibling ?? part.item.previousElementSibling;
    part.item.remove();
    this.#restructured();
    const neighbour = next === null ? undefined : this.#parts.get(next);
    const group = list === null ? undefined : this.#groupAround(list);
    if (neighbour !== undefined) neighbour.focus();
    else if (group !== undefined) group.focusAdd();
    else this.#add.focus();
  }

  #move(part: Part, direction: Direction): void {
    const isMoved = moveItem(part.item, direction);
    if (isMoved) this.#moved(part);
    part.focusMoved(direction);
  }

  /** Alt and an arrow move what has the focus; in a select, they open it. */
  #moveByKey(event: KeyboardEvent): void {
    const { target, key, altKey } = event;
    if (!altKey || (key !== 'ArrowUp' && key !== 'ArrowDown') || !(target instanceof HTMLElement)) return;
    const item = target.closest('li');
    const part = item === null ? undefined : this.#parts.get(item);
    if (part === undefined || target instanceof HTMLSelectElement) return;
    event.preventDefault();
    event.stopPropagation();
    if (moveItem(part.item, key === 'ArrowUp' ? 'up' : 'down')) this.#moved(part);
    target.focus();
  }

  #moved(part: Part): void {
    this.#restructured();
    const place = this.#placeOf(part);
    this.#announcement.textContent = text(
      part instanceof FilterGroup
        ? 'filter.movedGroup'
        : place.includes('.')
          ? 'filter.movedIntoGroup'
          : 'filter.moved',
      { place },
    );
    part.item.scrollIntoView({ block: 'nearest' });
  }

  #letDrag(list: HTMLElement): void {
    letDrag(list, (item) => {
      const part = this.#parts.get(item);
      if (part !== undefined) this.#moved(part);
    });
  }

  #restructured(): void {
    this.#number();
    this.changed();
  }

  #number(): void {
    for (const part of this.#partsIn(this.#list)) {
      part.place = this.#placeOf(part);
      if (part instanceof FilterGroup) for (const row of this.#rowsIn(part.list)) row.place = this.#placeOf(row);
    }
  }

  /** Counted from 1; inside a group after its own place and a point, as the validation counts. */
  #placeOf(part: Part): string {
    const list = part.item.parentElement;
    if (list === null) return '';
    const place = String(this.#partsIn(list).indexOf(part) + 1);
    const group = this.#groupAround(list);
    return group === undefined ? place : `${this.#placeOf(group)}.${place}`;
  }

  #groupAround(list: Element): FilterGroup | undefined {
    const item = list === this.#list ? null : list.closest('li');
    const part = item === null ? undefined : this.#parts.get(item);
    return part instanceof FilterGroup ? part : undefined;
  }

  #rowsIn(list: Element): readonly CriterionRow[] {
    return this.#partsIn(list).filter((part) => part instanceof CriterionRow);
  }

  #partsIn(list: Element): readonly Part[] {
    return [...list.children].map((item) => this.#parts.get(item)).filter((part) => part !== undefined);
  }
}

function addButton(key: string): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small' },
    element('i', { class: 'fa fa-plus', 'aria-hidden': 'true' }),
    ` ${text(key)}`,
  );
}
