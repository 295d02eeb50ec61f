/** The small functions that the real package re-exports from `@icure/api`: those of bytes work, those of texts are there by name. */
import { absentFunction } from './not-played';

type Bytes = Uint8Array | ArrayBuffer;

const text = (bytes: Bytes, encoding: BufferEncoding): string => bufferOf(bytes).toString(encoding);
const bytes = (value: string, encoding: BufferEncoding): Uint8Array => Uint8Array.from(Buffer.from(value, encoding));

export const a2b = (value: string): string => text(bytes(value, 'base64'), 'latin1');
export const b2a = (value: string): string => text(bytes(value, 'latin1'), 'base64');
export const b64_2ab = (value: string): ArrayBufferLike => bytes(value, 'base64').buffer;
export const b64_2ua = b64_2ab;
export const b64_2uas = (value: string): Uint8Array[] => [bytes(value, 'base64')];
export const b64Url2ua = (value: string): ArrayBufferLike => bytes(value, 'base64url').buffer;
export const hex2string = (value: string): string => text(bytes(value, 'hex'), 'latin1');
export const hex2ua = (value: string): Uint8Array => bytes(value, 'hex');
export const string2ab = (value: string): ArrayBufferLike => bytes(value, 'latin1').buffer;
export const string2hex = (value: string): string => text(bytes(value, 'latin1'), 'hex');
export const string2ua = (value: string): Uint8Array => bytes(value, 'latin1');
export const ua2ab = (value: Bytes): ArrayBufferLike => Uint8Array.from(bufferOf(value)).buffer;
export const ua2b64 = (value: Bytes): string => text(value, 'base64');
export const ua2b64Url = (value: Bytes): string => text(value, 'base64url');
export const ua2hex = (value: Bytes): string => text(value, 'hex');
export const ua2string = (value: Bytes): string => text(value, 'latin1');
export const ua2utf8 = (value: Bytes): string => text(value, 'utf8');
export const utf8_2ua = (value: string): Uint8Array => bytes(value, 'utf8');

export const ibanRegExp = /^(\d{4})(\d{4})(\d{4})(\d{4})$/;
export const nihiiRegExp = /^(\d{1})(\d{5})(\d{2})(\d{3})$/;
export const ssinRegExp = /^(\d{2})(\d{2})(\d{2})(\d{3})(\d{2})$/;

export const amount = absentFunction('amount');
export const dateDecode = absentFunction('dateDecode');
export const dateEncode = absentFunction('dateEncode');
export const ibanFormat = absentFunction('ibanFormat');
export const ibanValidate = absentFunction('ibanValidate');
export const isValidIBAN = absentFunction('isValidIBAN');
export const money = absentFunction('money');
export const nihiiFormat = absentFunction('nihiiFormat');
export const nihiiValidate = absentFunction('nihiiValidate');
export const personName = absentFunction('personName');
export const personNameAbbrev = absentFunction('personNameAbbrev');
export const phoneNumberFormat = absentFunction('phoneNumberFormat');
export const phoneNumberValidate = absentFunction('phoneNumberValidate');
export const ssinFormat = absentFunction('ssinFormat');
export const ssinValidate = absentFunction('ssinValidate');
export const timeDecode = absentFunction('timeDecode');
export const timeEncode = absentFunction('timeEncode');
export const toMoment = absentFunction('toMoment');
export const toUrlParams = absentFunction('toUrlParams');
export const unit = absentFunction('unit');

export class UuidEncoder {
  readonly encode = absentFunction('UuidEncoder.encode');
  readonly decode = absentFunction('UuidEncoder.decode');
  readonly setBaseEncodingStr = absentFunction('UuidEncoder.setBaseEncodingStr');
}

function bufferOf(value: Bytes): Buffer {
  return value instanceof ArrayBuffer
    ? Buffer.from(value)
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
