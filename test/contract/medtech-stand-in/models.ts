/** The classes of the stand-in's entities. Lists without an order are Sets, as in the real 2.x. */

export type Fields = Record<string, unknown>;

export class Model {
  [field: string]: unknown;

  constructor(fields: object, sets: readonly string[] = []) {
    Object.assign(this, fields);
    for (const name of sets) {
      const items = this[name];
      this[name] = new Set(isIterable(items) ? items : []);
    }
  }

  /** As plain JSON; `JSON.stringify` alone makes `{}` of the Sets. */
  marshal(): Fields {
    return plain(this);
  }
}

export function plain(value: object): Fields {
  const text = JSON.stringify(value, (_name, inner: unknown) =>
    inner instanceof Set ? [...(inner as Set<unknown>)] : inner,
  );
  return JSON.parse(text) as Fields;
}

export class CodingReference extends Model {}
export class Identifier extends Model {}
export class Content extends Model {}

export class Patient extends Model {
  constructor(fields: object) {
    super(fields, ['codes', 'labels', 'mergedIds', 'properties']);
  }
}

export class DataSample extends Model {
  constructor(fields: object) {
    super(fields, ['codes', 'labels', 'healthcareElementIds', 'canvasesIds']);
  }
}

export class HealthcareElement extends Model {
  constructor(fields: object) {
    super(fields, ['codes', 'labels']);
  }
}

export class User extends Model {
  constructor(fields: object) {
    super(fields, ['properties', 'roles']);
  }
}

/** Not among the exports of the real 2.2.5: it has a file of its own there. */
export class Notification extends Model {}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
