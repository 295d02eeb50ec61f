/** What the real SDK has and the stand-in has by name only. */

export function notPlayed(name: string): Error {
  return new Error(`The stand-in of the MedTech SDK does not play ${name}.`);
}

export type Absent<Name extends string> = Readonly<Record<Name, (...args: unknown[]) => Promise<never>>>;

/** An API whose methods reject. */
export function absentApi<Name extends string>(api: string, methods: readonly Name[]): Absent<Name> {
  const entries = methods.map((name) => [name, () => Promise.reject(notPlayed(`${api}.${name}`))]);
  return Object.fromEntries(entries) as Absent<Name>;
}

/** A function that throws. */
export function absentFunction(name: string): (...args: unknown[]) => never {
  return () => {
    throw notPlayed(name);
  };
}
