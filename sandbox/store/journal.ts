/**
 * Persistence: a file to which every write is appended as one line of JSON.
 *
 * A process that dies while it appends leaves an incomplete last line, which the next start drops: the write had not been answered.
 * Each start rewrites the file with what is current, into a file beside it that then takes its place.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { readIfPresent } from './file';
import { lockFolder } from './lock';

/** Values by table and key. */
export type Tables = Map<string, Map<string, JsonObject>>;

/** Where writes go so that they survive. */
export interface Journal {
  /** Writes a value, or that there is none any more. Throws when the disk refuses. */
  put(table: string, key: string, value: JsonObject | undefined): void;
  close(): void;
}

/** Keeps nothing: everything is gone when the process ends. */
export const noJournal: Journal = {
  put: () => undefined,
  close: () => undefined,
};

/**
 * Opens the journal in a folder, which is made when it does not exist, and reads what it holds.
 * @throws Error when the folder cannot be used or is in use, or a line other than the last is damaged
 */
export function openJournal(folder: string): { readonly journal: Journal; readonly tables: Tables } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = lockFolder(folder);
  try {
    return openLocked(join(folder, 'sandbox.jsonl'), release);
  } catch (error) {
    release();
    throw error;
  }
}

function openLocked(path: string, release: () => void): { readonly journal: Journal; readonly tables: Tables } {
  const tables = readTables(path);
  rewrite(path, tables);
  const file = openSync(path, 'a', 0o600);
  let isOpen = true;
  return {
    tables,
    journal: {
      put: (table, key, value) => {
        if (isOpen) writeSync(file, line(table, key, value));
      },
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        closeSync(file);
        release();
      },
    },
  };
}

function line(table: string, key: string, value: JsonObject | undefined): string {
  return `${JSON.stringify(value === undefined ? { table, key } : { table, key, value })}\n`;
}

function readTables(path: string): Tables {
  const tables: Tables = new Map();
  const lines = readIfPresent(path).split('\n');
  // What follows the last line end is nothing, or a write that never finished.
  lines.slice(0, -1).forEach((text, index) => {
    const entry = parseEntry(text);
    if (entry === undefined) {
      throw new Error(`Line ${index + 1} of ${path} is damaged; remove the file to start with an empty sandbox.`);
    }
    const table = tables.get(entry.table) ?? new Map<string, JsonObject>();
    tables.set(entry.table, table);
    if (entry.value === undefined) table.delete(entry.key);
    else table.set(entry.key, entry.value);
  });
  return tables;
}

function parseEntry(text: string): { table: string; key: string; value: JsonObject | undefined } | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    if (!isJsonObject(entry)) return undefined;
    const { table, key, value } = entry;
    if (typeof table !== 'string' || typeof key !== 'string') return undefined;
    if (value === undefined || isJsonObject(value)) return { table, key, value };
    return undefined;
  } catch {
    return undefined;
  }
}

function rewrite(path: string, tables: Tables): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  for (const [table, values] of tables) {
    for (const [key, value] of values) writeSync(file, line(table, key, value));
  }
  fsyncSync(file);
  closeSync(file);
  renameSync(beside, path);
}
