/** How the encrypted parts of an entity lie in its JSON, whoever decrypts them. */
import type { EntityName } from '../../model/entities';
import type { Failure } from '../../model/failure';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';

export type EncryptedEntity = Exclude<EntityName, 'User'>;

export interface Decryption {
  /** The entity in wire form, decrypted as far as it could be. */
  readonly wire: JsonObject;
  /** Whether the account has access to what is encrypted (if anything is). */
  readonly decrypted: boolean;
  /** Why it is not decrypted, when it is not for lack of a key. */
  readonly problem?: Failure;
}

/** The fields of an entity that say who may decrypt it. */
export const METADATA_FIELDS: ReadonlySet<string> = new Set([
  'delegations',
  'encryptionKeys',
  'cryptedForeignKeys',
  'secretForeignKeys',
  'securityMetadata',
]);

/**
 * The root is opened even when nothing of it is encrypted: that tells whether the account has access.
 * @param open decrypts one part; undefined when the account has no key
 */
export async function decryptParts(
  wire: JsonObject,
  open: (encryptedSelf: string | undefined) => Promise<JsonObject | undefined>,
): Promise<Decryption> {
  const { encryptedSelf, ...clear } = wire;
  const opened = await open(typeof encryptedSelf === 'string' ? encryptedSelf : undefined);
  if (opened === undefined) return { wire, decrypted: false };
  const whole = { ...clear, ...opened };
  const nested = Object.entries(whole).map(async ([name, value]) =>
    METADATA_FIELDS.has(name) ? ([name, value] as const) : ([name, await decryptNested(value, open)] as const),
  );
  return { wire: Object.fromEntries(await Promise.all(nested)), decrypted: true };
}

async function decryptNested(
  value: JsonValue | undefined,
  open: (encryptedSelf: string) => Promise<JsonObject | undefined>,
): Promise<JsonValue | undefined> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item) => decryptNested(item, open)));
    return items.filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) return value;
  const { encryptedSelf, ...clear } = value;
  const opened = typeof encryptedSelf === 'string' ? await open(encryptedSelf) : {};
  const fields = Object.entries({ ...clear, ...opened }).map(
    async ([name, field]) => [name, await decryptNested(field, open)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}
