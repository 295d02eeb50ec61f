/** Ids in parts, none of which is too much for one request. */

/** @param size ids in a part, at most */
export function pagesOf(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, page) => ids.slice(page * size, (page + 1) * size));
}
