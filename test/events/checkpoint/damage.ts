/** Ways in which a checkpoint on disk comes to harm. */
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../../src/events/checkpoint/database';
import { entryKey, META_KEY, referenceKey, SEQUENCE_KEY } from '../../../src/events/checkpoint/format';

/** The entry and the reference that come to harm. */
export const HARMED_ID = '6a0e5f1c-0000-4000-8000-00000000cafe';
export const HARMED_SEQUENCE = 2;

type Damage = (folder: string) => void | Promise<void>;

/** What is seen at opening. */
export const DAMAGES_OF_THE_WHOLE: Readonly<Record<string, Damage>> = {
  'CURRENT is gone': (folder) => {
    rmSync(join(folder, 'CURRENT'));
  },
  'CURRENT is empty': (folder) => {
    truncateSync(join(folder, 'CURRENT'));
  },
  'CURRENT names nothing': (folder) => {
    writeFileSync(join(folder, 'CURRENT'), 'MANIFEST-999999\n');
  },
  'the manifest is gone': (folder) => {
    for (const file of files(folder, /^MANIFEST/)) rmSync(file);
  },
  'the manifest is empty': (folder) => {
    for (const file of files(folder, /^MANIFEST/)) truncateSync(file);
  },
  'the manifest is garbage': (folder) => {
    for (const file of files(folder, /^MANIFEST/)) scramble(file);
  },
  'a table is gone': (folder) => {
    for (const file of tables(folder)) rmSync(file);
  },
  'a table is garbage': (folder) => {
    for (const file of tables(folder)) scramble(file);
  },
  'a table is garbage at its begin': (folder) => {
    for (const file of tables(folder)) scramble(file, 0, 4096);
  },
  'a table is cut off': (folder) => {
    for (const file of tables(folder)) truncateSync(file, Math.floor(statSync(file).size / 2));
  },
  'a table is empty': (folder) => {
    for (const file of tables(folder)) truncateSync(file);
  },
  'everything is garbage': (folder) => {
    for (const file of files(folder, /[^K]$/)) scramble(file);
  },
  'the folder is a file': (folder) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'not a folder');
  },
  'it does not say its format': changed((database) => database.del(META_KEY)),
  'what it says of its format is no JSON': changed((database) => database.put(META_KEY, Buffer.from('{'))),
  'what it says of its format is no object': changed((database) => database.put(META_KEY, Buffer.from('[1]'))),
  'its format is no number': changed((database) => database.put(META_KEY, Buffer.from('{"format":"1","scope":{}}'))),
  'its format is no whole number': changed((database) =>
    database.put(META_KEY, Buffer.from('{"format":0.5,"scope":{}}')),
  ),
  'its scope is gone': changed((database) => database.put(META_KEY, Buffer.from('{"format":1}'))),
  'its owner is no text': changed((database) =>
    database.put(META_KEY, Buffer.from('{"format":1,"scope":{"owner":1}}')),
  ),
  'its last sequence number is garbage': changed((database) => database.put(SEQUENCE_KEY, Buffer.alloc(10, 7))),
  'its last sequence number is cut off': changed((database) => cut(database, SEQUENCE_KEY)),
};

/** What is seen only when an entry is read. */
export const DAMAGES_OF_ENTRIES: Readonly<Record<string, Damage>> = {
  'a table is garbage in its middle': (folder) => {
    for (const file of tables(folder)) scramble(file, Math.floor(statSync(file).size / 3));
  },
  'an entry is cut off': changed((database) => cut(database, entryKey(HARMED_ID))),
  'an entry is empty': changed((database) => database.put(entryKey(HARMED_ID), Buffer.alloc(0))),
  'an entry is garbage': changed((database) => database.put(entryKey(HARMED_ID), Buffer.alloc(23, 0xff))),
  'one bit of an entry is wrong': changed((database) => flip(database, entryKey(HARMED_ID))),
  'an entry has the value of another': changed(async (database) => {
    const [other] = await database.values({ gte: entryKey(HARMED_ID), limit: 1 }).all();
    await database.put(entryKey(`${HARMED_ID.slice(0, -1)}f`), other ?? Buffer.alloc(0));
  }),
};

/** What is seen only when a reference is read. */
export const DAMAGES_OF_REFERENCES: Readonly<Record<string, Damage>> = {
  'a reference is cut off': changed((database) => cut(database, referenceKey(HARMED_SEQUENCE))),
  'a reference is garbage': changed((database) => database.put(referenceKey(HARMED_SEQUENCE), Buffer.from('garbage'))),
  'one bit of a reference is wrong': changed((database) => flip(database, referenceKey(HARMED_SEQUENCE))),
};

/** The whole content of a checkpoint that is closed. */
export async function contentOf(folder: string): Promise<[key: Buffer, value: Buffer][]> {
  const database = await openDatabase(folder, false);
  const content = await database.iterator().all();
  await database.close();
  return content;
}

export function changed(change: (database: Database) => Promise<void>): (folder: string) => Promise<void> {
  return async (folder) => {
    const database = await openDatabase(folder, true);
    await change(database);
    await database.close();
  };
}

async function cut(database: Database, key: Buffer): Promise<void> {
  await database.put(key, (await database.get(key)).subarray(0, -1));
}

async function flip(database: Database, key: Buffer): Promise<void> {
  const value = await database.get(key);
  value.writeUInt8(value.readUInt8(3) ^ 16, 3);
  await database.put(key, value);
}

function scramble(file: string, start = 0, end = statSync(file).size - start): void {
  const bytes = readFileSync(file);
  for (let index = start; index < Math.min(end, bytes.length); index += 1) bytes[index] = (index * 89 + 7) & 0xff;
  writeFileSync(file, bytes);
}

function tables(folder: string): string[] {
  return files(folder, /\.ldb$/);
}

function files(folder: string, name: RegExp): string[] {
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
}
