/**
 * How a checkpoint lies in its database, format 1. The first byte of a key says what it is of:
 *
 * - 0: what all is about (`Meta`), as JSON. Every format keeps it there, and its `format` in it.
 * - 1: the sequence number of the newest reference there ever was (8 bytes).
 * - 16: references, by sequence number (8 bytes); JSON.
 * - 32: entries whose id is a UUID in its usual form, by its 16 bytes; 33: all others, by the UTF-8 of the id.
 *
 * Numbers are big-endian, so that LevelDB, which sorts by bytes, sorts by number. LevelDB as `level` opens it does not compare the checksums of its tables; so each value but the first ends
 * with two bytes of a CRC-32 of key and value.
 */
import { crc32 } from 'node:zlib';
import { EVENT_TYPES } from '../../model/entities';
import { isJsonObject } from '../../model/json';
import type { Entry, Reference, Scope } from './checkpoint';
import { damagedFailure } from './database';
import { MARK_BYTES, type PassingEntry } from './entry-page';

export const FORMAT = 1;

export interface Meta {
  readonly format: number;
  readonly scope: Scope;
  /** Whether all references and entries are to be forgotten: it takes several steps, and may be interrupted. */
  readonly isClearing?: boolean;
}

export const META_KEY = Buffer.from([0]);
export const SEQUENCE_KEY = Buffer.from([1]);
const REFERENCE = 16;
const UUID_ENTRY = 32;
const OTHER_ENTRY = 33;

/** All entries. */
export const ENTRIES = { gte: Buffer.from([UUID_ENTRY]), lt: Buffer.from([OTHER_ENTRY + 1]) };
/** All that is forgotten when all is. */
export const REFERENCES_AND_ENTRIES = { gte: Buffer.from([REFERENCE]), lt: ENTRIES.lt };
/** Of the references from a sequence number on. */
export function referencesFrom(sequence: number): { gte: Buffer; lt: Buffer } {
  return { gte: referenceKey(Math.max(0, sequence)), lt: Buffer.from([REFERENCE + 1]) };
}

export function writeMeta(meta: Meta): Buffer {
  return Buffer.from(JSON.stringify(meta));
}

/**
 * Of any format.
 * @throws FailureError when it is damaged
 */
export function readFormat(value: Buffer | undefined): number {
  const { format } = readObject(value);
  if (typeof format !== 'number' || !Number.isSafeInteger(format) || format < 1) throw damagedFailure();
  return format;
}

/** @throws FailureError when it is damaged */
export function readMeta(value: Buffer | undefined): Meta {
  const { scope, isClearing } = readObject(value);
  if (!isJsonObject(scope) || !isOptionalText(scope.owner) || !isOptionalText(scope.lookedFor)) throw damagedFailure();
  return { format: readFormat(value), scope, isClearing: isClearing === true };
}

export function writeSequence(sequence: number): Buffer {
  return sealed(SEQUENCE_KEY, eightBytes(sequence));
}

/** @throws FailureError when it is damaged */
export function readSequence(value: Buffer): number {
  return numberIn(opened(SEQUENCE_KEY, value));
}

export function referenceKey(sequence: number): Buffer {
  return Buffer.concat([Buffer.from([REFERENCE]), eightBytes(sequence)]);
}

export function sequenceOf(key: Buffer): number {
  return numberIn(key.subarray(1));
}

export function writeReference(reference: Reference): Buffer {
  const { sequence, id, type, rev, source, receivedAt, attempted } = reference;
  const content = Buffer.from(JSON.stringify([id, type, rev ?? null, source, receivedAt, attempted]));
  return sealed(referenceKey(sequence), content);
}

/** @throws FailureError when it is damaged */
export function readReference(key: Buffer, value: Buffer): Reference {
  const list = parse(opened(key, value));
  const [id, name, rev, source, receivedAt, attempted] = Array.isArray(list) ? (list as unknown[]) : [];
  const type = EVENT_TYPES.find((candidate) => candidate === name);
  const isSound =
    typeof id === 'string' &&
    (typeof rev === 'string' || rev === null) &&
    (source === 'live' || source === 'catch-up') &&
    typeof receivedAt === 'string' &&
    typeof attempted === 'boolean';
  if (!isSound || type === undefined) throw damagedFailure();
  return { sequence: sequenceOf(key), id, type, rev: rev ?? undefined, source, receivedAt, attempted };
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

export function entryKey(id: string): Buffer {
  return UUID.test(id)
    ? Buffer.from(`${UUID_ENTRY.toString(16)}${id.replaceAll('-', '')}`, 'hex')
    : Buffer.concat([Buffer.from([OTHER_ENTRY]), Buffer.from(id)]);
}

/** Where the characters of a UUID's 16 bytes stand in its text. */
const DIGIT_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const UUID_LENGTH = DIGIT_PLACES.length;
const DIGITS = Buffer.from('0123456789abcdef');
/** Written over and over: a walk through a million entries makes one text for each, and nothing else. */
const uuid = Buffer.alloc(36, '-');

export function idOf(key: Buffer): string {
  if (key[0] === OTHER_ENTRY) return key.toString('utf8', 1);
  for (let index = 0; index < UUID_LENGTH; index += 1) {
    const byte = key[index + 1] ?? 0;
    const place = DIGIT_PLACES[index] ?? 0;
    uuid[place] = DIGITS[byte >> 4] ?? 0;
    uuid[place + 1] = DIGITS[byte & 15] ?? 0;
  }
  return uuid.toString('latin1');
}

const STATES = ['present', 'outside', 'deleted'] as const satisfies readonly Entry['state'][];
const STATE_BITS = 3;
const TOLD_BIT = 4;
const CREATION_TOLD_BIT = 8;
const ENTRY_LENGTH = 21;
const SEAL_LENGTH = 2;

/** Flags (1 byte), the version's order (8, since it may be any number) and mark (8), and when it was written (4). */
export function writeEntry(key: Buffer, { version, state, told, isCreationTold, writtenAt }: Entry): Buffer {
  const content = Buffer.alloc(ENTRY_LENGTH);
  const flags = (told ? TOLD_BIT : 0) | (isCreationTold === true ? CREATION_TOLD_BIT : 0);
  content.writeUInt8(STATES.indexOf(state) | flags, 0);
  content.writeDoubleBE(version.order, 1);
  if (content.write(version.mark, 9, 8, 'hex') !== 8) throw new RangeError('A mark has 16 hex digits.');
  content.writeUInt32BE(writtenAt, 17);
  return sealed(key, content);
}

/** @throws FailureError when it is damaged */
export function readEntry(key: Buffer, value: Buffer): Entry {
  const content = opened(key, value);
  if (content.length !== ENTRY_LENGTH) throw damagedFailure();
  const flags = content.readUInt8(0);
  return {
    version: { order: content.readDoubleBE(1), mark: content.toString('hex', 9, 17) },
    state: stateIn(flags),
    told: (flags & TOLD_BIT) !== 0,
    ...((flags & CREATION_TOLD_BIT) === 0 ? {} : { isCreationTold: true }),
    writtenAt: content.readUInt32BE(17),
  };
}

/** An entry as it lies in its value. Reading one makes no object: a walk through a million leaves no garbage of them. */
export class StoredEntry implements PassingEntry {
  state: Entry['state'] = 'present';
  told = false;
  writtenAt = 0;
  order = 0;
  readonly #content = Buffer.alloc(ENTRY_LENGTH);

  /** @throws FailureError when it is damaged */
  read(key: Buffer, value: Buffer): void {
    const content = this.#content;
    if (value.length !== ENTRY_LENGTH + SEAL_LENGTH) throw damagedFailure();
    value.copy(content, 0, 0, ENTRY_LENGTH);
    if (sealOf(key, content) !== value.readUInt16BE(ENTRY_LENGTH)) throw damagedFailure();
    const flags = content.readUInt8(0);
    this.state = stateIn(flags);
    this.told = (flags & TOLD_BIT) !== 0;
    this.writtenAt = content.readUInt32BE(17);
    this.order = content.readDoubleBE(1);
  }

  writeMark(target: Buffer, at: number): void {
    this.#content.copy(target, at, 9, 9 + MARK_BYTES);
  }
}

/** @throws FailureError when they make no sense */
function stateIn(flags: number): Entry['state'] {
  const state = STATES[flags & STATE_BITS];
  if (state === undefined || flags > (STATE_BITS | TOLD_BIT | CREATION_TOLD_BIT)) throw damagedFailure();
  return state;
}

function sealed(key: Buffer, content: Buffer): Buffer {
  const value = Buffer.alloc(content.length + SEAL_LENGTH);
  content.copy(value);
  value.writeUInt16BE(sealOf(key, content), content.length);
  return value;
}

function opened(key: Buffer, value: Buffer): Buffer {
  const length = value.length - SEAL_LENGTH;
  if (length < 0) throw damagedFailure();
  const content = value.subarray(0, length);
  if (sealOf(key, content) !== value.readUInt16BE(length)) throw damagedFailure();
  return content;
}

function sealOf(key: Buffer, content: Buffer): number {
  return crc32(content, crc32(key)) & 0xffff;
}

function eightBytes(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function numberIn(bytes: Buffer): number {
  const number = bytes.length === 8 ? Number(bytes.readBigUInt64BE()) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw damagedFailure();
  return number;
}

/**
 * A JSON object.
 * @throws FailureError when it is none
 */
export function readObject(value: Buffer | undefined): Readonly<Record<string, unknown>> {
  const object = value === undefined ? undefined : parse(value);
  if (!isJsonObject(object)) throw damagedFailure();
  return object;
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    throw damagedFailure();
  }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
