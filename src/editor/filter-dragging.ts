/** Dragging in the filter's list, with what Node-RED's own lists are dragged with. */

const LISTS = '.icure-criteria';

/** Lets the items of a list be dragged, criteria also into other lists of the filter. */
export function letDrag(list: HTMLElement, dropped: (item: Element) => void): void {
  $(list).sortable({
    handle: '.icure-drag-handle',
    items: '> li',
    connectWith: LISTS,
    placeholder: 'icure-drop-place',
    forcePlaceholderSize: true,
    tolerance: 'pointer',
    distance: 3,
    start: (_event, { item }) => {
      const dragged = item[0];
      if (dragged === undefined) return;
      // A group cannot be inside a group.
      const isGroup = dragged.classList.contains('icure-group');
      $(list).sortable('option', 'connectWith', isGroup ? false : LISTS);
      $(list).sortable('refresh');
    },
    stop: (_event, { item }) => {
      const dragged = item[0];
      if (dragged !== undefined) dropped(dragged);
    },
  });
}
