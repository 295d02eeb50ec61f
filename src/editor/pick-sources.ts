/** What pick lists offer: what is on the server of the account that is chosen in the dialog. The runtime (`nodes/admin/choices.ts`) looks. */
import { ENTITY_NAMES, type EntityName } from '../model/entities';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import { chosenAccount } from './chosen-account';
import type { FilterScope } from './filter-scope';
import type { Found, PickChoice, PickSource } from './pick-list';
import { refusalOf } from './refused-request';
import { askRuntime } from './runtime-request';
import { currentLanguage, text } from './texts';

const ROUTE = 'icure/choices';

/** Letters from which on patients are looked for by name. */
const LETTERS_OF_A_NAME = 2;

/** ms for which a list is not asked for again. */
const FRESH = 60_000;

export type CodingList = 'labels' | 'codes';

/** The types of the labels or codes that entities have. What is asked for may change while the dialog is open. */
export function codingTypes(scope: () => FilterScope, list: () => CodingList): PickSource {
  return seen({
    name: () => text(`pick.${list()}.types`),
    wanted: () => ({ kind: list(), entities: namesIn(scope()) }),
    present: (choices) => {
      const counts = new Map<string, number>();
      for (const { type, count } of choices) {
        if (typeof type === 'string') counts.set(type, (counts.get(type) ?? 0) + numberOf(count));
      }
      return [...counts].map(([value, count]) => ({ value, label: value, detail: times(count) }));
    },
  });
}

/** The labels or codes that entities have, of a type when one is given. */
export function codings(scope: () => FilterScope, list: () => CodingList, type: () => string): PickSource {
  return seen({
    name: () => text(`pick.${list()}.codes`),
    wanted: () => ({ kind: list(), entities: namesIn(scope()) }),
    present: (choices) => {
      const wanted = type().trim();
      if (wanted === '') return choices.map((choice) => ({ ...counted(choice), detail: textOf(choice.type) }));
      return choices.filter((choice) => choice.type === wanted).map(counted);
    },
  });
}

/** The systems of the business identifiers that entities have. */
export function identifierSystems(scope: () => FilterScope): PickSource {
  return seen({
    name: () => text('pick.systems'),
    wanted: () => ({ kind: 'systems', entities: namesIn(scope()) }),
    present: (choices) => choices.map(counted),
  });
}

/** The types that notifications have. */
export function notificationTypes(): PickSource {
  return seen({
    name: () => text('pick.types'),
    wanted: () => ({ kind: 'types' }),
    present: (choices) => choices.map(counted),
  });
}

/** Ids of data owners, by their names. @param isList whether the field holds ids separated by commas */
export function dataOwners(isList = false): PickSource {
  return seen({
    name: () => text('pick.owners'),
    isList,
    wanted: () => ({ kind: 'owners' }),
    present: (choices) => choices.map(named),
  });
}

/** Ids of patients, by their names. @param isList whether the field holds ids separated by commas */
export function patients(isList = false): PickSource {
  return {
    name: () => text('pick.patients'),
    leastLetters: LETTERS_OF_A_NAME,
    isList,
    find: async (typed, signal) => {
      const answer = await ask({ kind: 'patients', typed }, signal);
      return answer.kind === 'failed' ? answer : { ...answer, choices: answer.choices.map(named) };
    },
  };
}

/**
 * What there is to pick from for a field of a criterion; undefined when there is nothing.
 * @param valueOf what stands in another field of the criterion
 */
export function criterionSource(
  scope: () => FilterScope,
  kind: string,
  field: string,
  valueOf: (field: string) => string,
): PickSource | undefined {
  switch (`${kind}.${field}`) {
    case 'label.type':
      return codingTypes(scope, () => 'labels');
    case 'label.code':
      return codings(
        scope,
        () => 'labels',
        () => valueOf('type'),
      );
    case 'code.type':
      return codingTypes(scope, () => 'codes');
    case 'code.code':
      return codings(
        scope,
        () => 'codes',
        () => valueOf('type'),
      );
    case 'identifier.system':
      return identifierSystems(scope);
    case 'type.type':
      return notificationTypes();
    case 'patient.ids':
      return patients(true);
    case 'id.ids':
      return scope() === 'Patient' ? patients(true) : undefined;
    default:
      return undefined;
  }
}

/** What the runtime answered, not yet in the words of the list. */
type Answer =
  | { readonly kind: 'found'; readonly choices: readonly JsonObject[]; readonly note: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The runtime leaves out those that have nothing of the kind. */
function namesIn(scope: FilterScope): EntityName[] {
  return scope === 'any' ? [...ENTITY_NAMES] : [scope];
}

/** A list that is asked for once, and narrowed down here by what is typed. */
interface SeenList {
  readonly name: () => string;
  readonly isList?: boolean;
  readonly wanted: () => JsonObject;
  readonly present: (choices: readonly JsonObject[]) => PickChoice[];
}

function seen({ name, isList = false, wanted, present }: SeenList): PickSource {
  return {
    name,
    leastLetters: 1,
    isList,
    find: async (typed, signal): Promise<Found> => {
      const answer = await remembered(wanted(), signal);
      if (answer.kind === 'failed') return answer;
      return { ...answer, choices: present(answer.choices).filter((choice) => hasPart(choice, typed)) };
    },
  };
}

function hasPart({ value, label }: PickChoice, typed: string): boolean {
  const part = typed.trim().toLowerCase();
  return value.toLowerCase().includes(part) || label.toLowerCase().includes(part);
}

/** What was found last, for whom, and when. */
let last: { readonly key: string; readonly answer: Answer; readonly time: number } | undefined;

async function remembered(wanted: JsonObject, signal: AbortSignal): Promise<Answer> {
  const key = JSON.stringify([chosenAccount(), wanted]);
  if (last?.key === key && performance.now() - last.time < FRESH) return last.answer;
  const answer = await ask(wanted, signal);
  if (answer.kind === 'found') last = { key, answer, time: performance.now() };
  return answer;
}

async function ask(wanted: JsonObject, signal: AbortSignal): Promise<Answer> {
  const account = chosenAccount();
  if (account === undefined) return { kind: 'failed', reason: text('failure.no-account') };
  const response = await askRuntime('POST', ROUTE, { account, wanted }, signal);
  if (!response.ok) return { kind: 'failed', reason: await refusalOf(response) };
  return read((await response.json()) as JsonValue);
}

function read(answer: JsonValue): Answer {
  const { choices, lookedAt, total } = isJsonObject(answer) ? answer : {};
  const isPart = numberOf(lookedAt) < numberOf(total);
  return {
    kind: 'found',
    choices: Array.isArray(choices) ? choices.filter(isJsonObject) : [],
    note: isPart ? text('pick.part', { lookedAt: numberOf(lookedAt) }) : '',
  };
}

function counted({ value, count }: JsonObject): PickChoice {
  return { value: textOf(value), label: textOf(value), detail: times(numberOf(count)) };
}

function named({ value, name, birthDate }: JsonObject): PickChoice {
  const id = textOf(value);
  const born = typeof birthDate === 'number' ? bornOn(birthDate) : undefined;
  const label = typeof name === 'string' ? name : id;
  return {
    value: id,
    label,
    detail: [born, label === id ? undefined : id].filter((part) => part !== undefined).join(' · '),
  };
}

function times(count: number): string {
  return text('pick.times', { count });
}

/** @param date `YYYYMMDD`, of which month and day may be 0: not known */
function bornOn(date: number): string {
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  if (month === 0 || day === 0) return text('pick.bornIn', { year });
  const written = new Date(Date.UTC(year, month - 1, day)).toLocaleDateString(currentLanguage(), { timeZone: 'UTC' });
  return text('pick.born', { date: written });
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
