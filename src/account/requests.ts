/**
 * Reads what a node is to find, save or delete from its settings and a message, which anybody may have made: checked here once, trusted afterwards. Whether
 * an entity is what iCure takes is known by the store, which answers for each.
 */
import {
  ENTITIES,
  ENTITY_NAMES,
  isEntityName,
  isSavable,
  type EntityAction,
  type EntityName,
  type SavableEntity,
} from '../model/entities';
import { FailureError } from '../model/failure';
import { describeFilterProblem, parseFilter, type Filter } from '../model/filter';
import { isJsonObject, readJson, type JsonObject, type JsonValue } from '../model/json';
import { NOTIFICATION_STATUSES } from '../model/notification-status';
import { parseLabelChanges, type LabelChanges } from '../model/label-changes';
import type { DeleteRequest, SaveRequest } from '../sdk/port';
import { readFilterSetting } from './filter-setting';
import type { FindRequest } from './finding';

/** A message as it comes. */
export type Message = Readonly<Record<string, unknown>>;

/** The settings of `icure-find`, as they stand in a flow file. */
export interface FindSettings {
  /** Empty: `msg.entity` says it. */
  readonly entity?: unknown;
  /** `ids` or `filter`. */
  readonly by?: unknown;
  /** Separated by commas; empty: `msg.payload` has them. */
  readonly ids?: unknown;
  readonly filter?: unknown;
  /** At most so many; empty: all. */
  readonly limit?: unknown;
  /** `array`: one message with all; `sequence`: one message for each. */
  readonly output?: unknown;
  /** What becomes of ids that are not found: `output` (the second one) or `error`. */
  readonly notFound?: unknown;
}

/** The settings of `icure-save`. */
export interface SaveSettings {
  readonly entity?: unknown;
  /** An id; empty: `msg.patient` has it. */
  readonly patient?: unknown;
  /** Ids of data owners, separated by commas; empty: `msg.shareWith` has them. */
  readonly shareWith?: unknown;
  /** The status that notifications get; empty: what the payload says. */
  readonly setStatus?: unknown;
  readonly addLabels?: unknown;
  readonly removeLabels?: unknown;
  readonly addCodes?: unknown;
  readonly removeCodes?: unknown;
  readonly retries?: unknown;
}

/** The settings of `icure-delete`. */
export interface DeleteSettings {
  readonly entity?: unknown;
}

/** The most that a conflict may be tried again. */
const MOST_RETRIES = 10;

/** @throws FailureError `bad-entity`, `bad-filter` or `bad-config` */
export function readFindRequest(settings: FindSettings, message: Message): FindRequest {
  const entity = readEntity(settings.entity, message, 'find');
  const limit = readLimit(message.limit ?? settings.limit, message.limit === undefined ? 'the limit' : 'msg.limit');
  const given = message.filter ?? undefined;
  if (given !== undefined || settings.by === 'filter') {
    return { entity, by: { kind: 'filter', filter: readFilter(entity, given, settings.filter) }, limit };
  }
  const listed = readList(settings.ids, 'the ids');
  const ids = listed.length > 0 ? listed : readItems(message.payload, 'msg.payload').items.map(({ id }) => id);
  if (ids.length === 0) throw invalid('msg.payload has no id to look for');
  return { entity, by: { kind: 'ids', ids }, limit };
}

/** What is to be saved, and whether it came as a list. */
export interface SaveReading {
  readonly request: SaveRequest;
  readonly isList: boolean;
}

/** @throws FailureError `bad-entity` or `bad-config` */
export function readSaveRequest(settings: SaveSettings, message: Message): SaveReading {
  const entity = readSavable(settings.entity, message, 'save');
  const value = readJsonOf(message.payload, 'msg.payload');
  const isList = Array.isArray(value);
  const payloads = (isList ? value : [value]).map((item, index) => {
    if (isJsonObject(item)) return item;
    throw invalid(`${isList ? `msg.payload[${index}]` : 'msg.payload'} must be a ${entity}, an object`);
  });
  const patient = readPatient(settings.patient, message.patient);
  const request = {
    entity,
    payloads,
    ...(patient === undefined ? {} : { patient }),
    shareWith: readShareWith(settings.shareWith, message.shareWith),
    changes: readChanges(settings),
    fixed: readFixed(entity, settings),
    retries: readRetries(settings.retries),
  };
  return { request, isList };
}

/** What is to be deleted, and whether it came as a list. */
export interface DeleteReading {
  readonly request: DeleteRequest;
  readonly isList: boolean;
}

/** @throws FailureError `bad-entity` */
export function readDeleteRequest(settings: DeleteSettings, message: Message): DeleteReading {
  const entity = readSavable(settings.entity, message, 'delete');
  const { items, isList } = readItems(message.payload, 'msg.payload');
  return { request: { entity, items }, isList };
}

/**
 * Checks what of the settings does not depend on a message.
 * @throws FailureError `bad-config` or `bad-filter`
 */
export function checkSettings(action: EntityAction, settings: FindSettings & SaveSettings): void {
  const { entity } = settings;
  const isOpen = entity === undefined || entity === '';
  const chosen = isOpen ? undefined : readEntity(entity, {}, action);
  switch (action) {
    case 'find':
      readLimit(settings.limit, 'the limit');
      readList(settings.ids, 'the ids');
      if (chosen !== undefined && settings.by === 'filter') readFilter(chosen, undefined, settings.filter);
      return;
    case 'save':
      readChanges(settings);
      readFixed('Notification', settings);
      readRetries(settings.retries);
      return;
    case 'delete':
      return;
    default:
      action satisfies never;
  }
}

function readEntity(setting: unknown, message: Message, action: EntityAction): EntityName {
  const isOpen = setting === undefined || setting === '';
  const value = isOpen ? message.entity : setting;
  const offered = ENTITY_NAMES.filter((name) => ENTITIES[name].actions.includes(action)).join(', ');
  if (isOpen && value === undefined) throw invalid(`msg.entity must say what to ${action}: one of ${offered}`);
  if (isEntityName(value) && ENTITIES[value].actions.includes(action)) return value;
  if (value === 'User') {
    throw invalid(`users can be found, but not ${action}d here: their logins must not pass through flows`);
  }
  throw invalid(`${isOpen ? 'msg.entity' : 'the entity'} must be one of ${offered}`);
}

function readSavable(setting: unknown, message: Message, action: EntityAction): SavableEntity {
  const entity = readEntity(setting, message, action);
  if (isSavable(entity)) return entity;
  throw invalid(`a ${entity} cannot be ${action}d here`);
}

function readFilter(entity: EntityName, given: unknown, setting: unknown): Filter {
  if (given === undefined) return readFilterSetting(setting, entity);
  const parsing = parseFilter(readJsonOf(given, 'msg.filter') ?? undefined, entity);
  if (parsing.ok) return parsing.filter;
  throw new FailureError('bad-filter', `msg.filter cannot be understood: ${describeFilterProblem(parsing.problem)}.`);
}

function readLimit(value: unknown, where: string): number {
  if (value === undefined || value === null || value === '') return Number.POSITIVE_INFINITY;
  const limit = typeof value === 'string' ? Number(value) : value;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
  throw invalid(`${where} must be a whole number from 1`);
}

function readRetries(value: unknown): number {
  if (value === undefined || value === '') return 0;
  const retries = typeof value === 'string' ? Number(value) : value;
  if (typeof retries === 'number' && Number.isInteger(retries) && retries >= 0 && retries <= MOST_RETRIES)
    return retries;
  throw misconfigured(`the number of retries must be a whole number from 0 to ${MOST_RETRIES}`);
}

function readChanges({ addLabels, removeLabels, addCodes, removeCodes }: SaveSettings): LabelChanges {
  const parsing = parseLabelChanges({ addLabels, removeLabels, addCodes, removeCodes });
  if (parsing.ok) return parsing.changes;
  throw misconfigured(parsing.reason);
}

/** The status of the settings wins over that of the payload; only notifications have one. */
function readFixed(entity: SavableEntity, { setStatus }: SaveSettings): JsonObject {
  if (entity !== 'Notification' || setStatus === undefined || setStatus === '') return {};
  const known = NOTIFICATION_STATUSES.find((name) => name === setStatus);
  if (known === undefined) throw misconfigured(`the status must be one of ${NOTIFICATION_STATUSES.join(', ')}`);
  return { status: known };
}

function readPatient(setting: unknown, given: unknown): string | undefined {
  if (given === undefined || given === null)
    return typeof setting === 'string' && setting.trim() !== '' ? setting.trim() : undefined;
  const value = readJsonOf(given, 'msg.patient');
  const id = isJsonObject(value) ? value.id : value;
  if (typeof id === 'string' && id !== '') return id;
  throw invalid('msg.patient must be the id of a patient, or a patient with an id');
}

function readShareWith(setting: unknown, given: unknown): string[] {
  if (given === undefined || given === null) return readList(setting, 'whom to share with');
  const value = readJsonOf(given, 'msg.shareWith');
  const ids = Array.isArray(value) ? value : [value];
  if (ids.every((id) => typeof id === 'string' && id !== '')) return [...new Set(ids as string[])];
  throw invalid('msg.shareWith must be the id of a data owner, or a list of such ids');
}

/** A text with commas. */
function readList(value: unknown, what: string): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'string') throw misconfigured(`${what} must be a text with commas`);
  const items = value.split(',').map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

type Item = DeleteRequest['items'][number];

/** An id or an entity, or a list of them. */
function readItems(payload: unknown, where: string): { readonly items: Item[]; readonly isList: boolean } {
  const value = readJsonOf(payload, where);
  if (!Array.isArray(value)) return { items: [readItem(value, where)], isList: false };
  return { items: value.map((item, index) => readItem(item, `${where}[${index}]`)), isList: true };
}

function readItem(value: JsonValue, where: string): Item {
  if (typeof value === 'string' && value !== '') return { id: value };
  if (isJsonObject(value) && typeof value.id === 'string' && value.id !== '') {
    return { id: value.id, ...(typeof value.rev === 'string' && value.rev !== '' ? { rev: value.rev } : {}) };
  }
  throw invalid(`${where} must be an id, or an entity with an id`);
}

function readJsonOf(value: unknown, where: string): JsonValue {
  if (value === undefined) throw invalid(`${where} is missing`);
  const reading = readJson(value);
  if (reading.ok) return reading.value;
  const { path, reason } = reading.problem;
  throw invalid(`${path === '' ? where : `${where}${path.startsWith('[') ? '' : '.'}${path}`} ${reason}`);
}

function invalid(what: string): FailureError {
  return new FailureError('bad-entity', `${what.charAt(0).toUpperCase()}${what.slice(1)}.`.replace(/^Msg\./, 'msg.'));
}

function misconfigured(what: string): FailureError {
  return new FailureError('bad-config', `The node's settings: ${what}.`);
}
