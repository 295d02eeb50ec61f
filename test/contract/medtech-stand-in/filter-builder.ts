/** What the stand-in's builders of filters have in common. */
import type { Fields } from './models';

export type Filter = Fields & { readonly $type: string };

type Make = (dataOwnerId: string) => Fields | Promise<Fields>;

/** Several criteria of one builder must all hold, unless it has a union: then one of them or of the others. */
export class FilterBuilder {
  readonly #criteria = new Map<string, Make>();
  #union: readonly FilterBuilder[] | undefined;
  #intersection: readonly FilterBuilder[] | undefined;

  /** @param everything the filter when there is no criterion */
  constructor(private readonly everything: (dataOwnerId: string) => Filter) {}

  union(filters: readonly FilterBuilder[]): this {
    this.#union = filters;
    return this;
  }

  intersection(filters: readonly FilterBuilder[]): this {
    this.#intersection = filters;
    return this;
  }

  build(): Promise<Filter> {
    return this.buildFor('');
  }

  /** The last of one kind counts; without a value there is none. */
  protected by($type: string, value: unknown, make: Make): this {
    if (value !== undefined && value !== '' && value !== 0) this.#criteria.set($type, make);
    return this;
  }

  protected async buildFor(dataOwnerId: string): Promise<Filter> {
    const criteria = await Promise.all(
      [...this.#criteria].map(async ([$type, make]) => ({ ...(await make(dataOwnerId)), $type })),
    );
    if (this.#union !== undefined)
      return { $type: 'UnionFilter', filters: [...(await built(this.#union)), ...criteria] };
    const [only, another] = criteria;
    if (another !== undefined || this.#intersection !== undefined) {
      const filters = [...(await built(this.#intersection ?? [])), ...criteria];
      return { $type: 'IntersectionFilter', filters };
    }
    return only ?? this.everything(dataOwnerId);
  }
}

/** A filter of what one data owner may read. */
export class OwnedFilterBuilder extends FilterBuilder {
  #dataOwnerId: string | undefined;

  /** @param complaint what `build` rejects with when there is no data owner */
  constructor(
    everything: (dataOwnerId: string) => Filter,
    private readonly complaint: string,
  ) {
    super(everything);
  }

  forDataOwner(id: string): this {
    this.#dataOwnerId = id;
    return this;
  }

  getDataOwner(): string | undefined {
    return this.#dataOwnerId;
  }

  override build(): Promise<Filter> {
    if (this.#dataOwnerId === undefined) return Promise.reject(new Error(this.complaint));
    return this.buildFor(this.#dataOwnerId);
  }
}

function built(builders: readonly FilterBuilder[]): Promise<Filter[]> {
  return Promise.all(builders.map((builder) => builder.build()));
}
