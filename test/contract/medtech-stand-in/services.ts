/** Encryption of services: each has its content as `encryptedSelf`, but for compound ones, whose parts have. */
import type { Fields } from './models';

/** What makes a content one to encrypt; a content with nothing but a ratio, a range or a time series stays clear, as with the real one. */
const ENCRYPTED = ['stringValue', 'documentId', 'measureValue', 'instantValue', 'fuzzyDateValue', 'binaryValue'];
const ENCRYPTED_ALWAYS = ['booleanValue', 'numberValue'];

export async function encryptServices(
  services: readonly Fields[],
  encrypt: (content: Fields) => Promise<string>,
): Promise<Fields[]> {
  return Promise.all(
    services.map(async (service) => {
      const { content, ...clear } = service;
      if (content === undefined) return clear;
      const contents = content as Record<string, Fields>;
      if (!Object.values(contents).every(isCompound)) return { ...clear, encryptedSelf: await encrypt({ content }) };
      return { ...clear, content: await withParts(contents, (parts) => encryptServices(parts, encrypt)) };
    }),
  );
}

/** @param decrypt undefined when there is no key: the service stays encrypted */
export async function decryptServices(
  services: readonly Fields[],
  decrypt: (encrypted: string) => Promise<Fields | undefined>,
): Promise<Fields[]> {
  return Promise.all(
    services.map(async (service) => {
      const { encryptedSelf, content } = service;
      if (typeof encryptedSelf === 'string') return { ...service, ...(await decrypt(encryptedSelf)) };
      if (content === undefined) return service;
      const contents = content as Record<string, Fields>;
      return { ...service, content: await withParts(contents, (parts) => decryptServices(parts, decrypt)) };
    }),
  );
}

async function withParts(
  contents: Readonly<Record<string, Fields>>,
  change: (parts: readonly Fields[]) => Promise<Fields[]>,
): Promise<Record<string, Fields>> {
  const entries = Object.entries(contents).map(async ([language, content]) => {
    const compoundValue = await change((content.compoundValue ?? []) as Fields[]);
    return [language, { ...content, compoundValue }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function isCompound(content: Fields): boolean {
  const isEmpty = (name: string): boolean => content[name] === undefined || content[name] === null;
  return (
    content.compoundValue !== undefined &&
    ENCRYPTED.every((name) => isEmpty(name) || content[name] === '' || content[name] === 0) &&
    ENCRYPTED_ALWAYS.every(isEmpty)
  );
}
