/** Ids from which any can be picked, added and taken out at once. */
export class LivingIds {
  readonly #ids: string[] = [];
  readonly #places = new Map<string, number>();

  /** In no particular order. */
  get list(): readonly string[] {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  add(id: string): void {
    this.#places.set(id, this.#ids.push(id) - 1);
  }

  delete(id: string): void {
    const place = this.#places.get(id);
    const last = this.#ids.at(-1);
    if (place === undefined || last === undefined) return;
    // The last one takes the free place.
    this.#ids[place] = last;
    this.#places.set(last, place);
    this.#ids.pop();
    this.#places.delete(id);
  }
}
