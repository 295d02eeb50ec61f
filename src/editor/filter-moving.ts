/** One step up or down in the filter's list. On its way a criterion passes through the groups that it comes to; a group does not. */
import type { Direction } from './filter-buttons';

/** Moves an item by one step; returns whether there was one to go. */
export function moveItem(item: HTMLElement, direction: Direction): boolean {
  const sibling = direction === 'up' ? item.previousElementSibling : item.nextElementSibling;
  const list = item.parentElement;
  if (sibling === null) {
    // Out of its group, to the side to which it goes.
    const group = list?.closest('li');
    if (group === null || group === undefined) return false;
    placeBeside(group, item, direction);
    return true;
  }
  const inner = item.classList.contains('icure-group') ? null : sibling.querySelector(':scope ol.icure-criteria');
  if (inner === null) placeBeside(sibling, item, direction);
  else if (direction === 'up') inner.append(item);
  else inner.prepend(item);
  return true;
}

function placeBeside(neighbour: Element, item: HTMLElement, direction: Direction): void {
  if (direction === 'up') neighbour.before(item);
  else neighbour.after(item);
}
