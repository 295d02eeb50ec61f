/** Remembers answers for a while, so that a person who goes through a dialog does not make the server look for the same again and again. */

/** Answers that are remembered, at most. */
const MOST = 50;

export class RecentAnswers<Value> {
  readonly #known = new Map<string, { readonly value: Value; readonly expiry: NodeJS.Timeout }>();

  /** @param lifetime ms; they may hold health data, so that none stays longer, asked for or not */
  constructor(private readonly lifetime: number) {}

  /** Failures are not remembered. */
  async get(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#known.get(key);
    if (known !== undefined) return known.value;
    const value = await make();
    this.#forget(key);
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MOST) this.#forget(oldest);
    const expiry = setTimeout(() => {
      this.#known.delete(key);
    }, this.lifetime).unref();
    this.#known.set(key, { value, expiry });
    return value;
  }

  #forget(key: string): void {
    clearTimeout(this.#known.get(key)?.expiry);
    this.#known.delete(key);
  }
}
