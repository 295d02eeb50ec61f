/** Messages that nothing can be done with, and what their errors must name. */

export interface MalformedMessage {
  readonly what: string;
  readonly node: 'save' | 'find' | 'delete';
  /** A JavaScript expression that makes the message. */
  readonly code: string;
  /** What the sentence names. */
  readonly names: RegExp;
}

const patient = (fields: string): string => `{ entity: 'Patient', payload: { lastName: 'Snow', ${fields} } }`;
const sample = (fields: string, more = ''): string =>
  `{ entity: 'DataSample', patient: 'PATIENT', payload: { ${fields} } ${more} }`;

const saving: readonly (readonly [what: string, code: string, names: RegExp])[] = [
  ['no payload', `{ entity: 'Patient', payload: undefined }`, /msg\.payload is missing/],
  ['null', `{ entity: 'Patient', payload: null }`, /msg\.payload must be a Patient/],
  ['a number', `{ entity: 'Patient', payload: 42 }`, /msg\.payload must be a Patient/],
  ['a text', `{ entity: 'Patient', payload: 'John' }`, /msg\.payload must be a Patient/],
  ['a list of numbers', `{ entity: 'Patient', payload: [1] }`, /msg\.payload\[0\]/],
  ['a list with a gap', `{ entity: 'Patient', payload: [, { lastName: 'Snow' }] }`, /msg\.payload\[0\]/],
  ['no entity', `{ payload: {} }`, /msg\.entity/],
  ['an unknown entity', `{ entity: 'Nurse', payload: {} }`, /msg\.entity/],
  ['an entity that is no text', `{ entity: 5, payload: {} }`, /msg\.entity/],
  ['an entity from the prototype', `{ entity: 'constructor', payload: {} }`, /msg\.entity/],
  ['a user', `{ entity: 'User', payload: { login: 'x' } }`, /users/i],
  ['a patient without a name', `{ entity: 'Patient', payload: {} }`, /lastName/],
  ['a name that is a number', `{ entity: 'Patient', payload: { lastName: 5 } }`, /lastName/],
  ['an unknown field', patient('nose: 1'), /nose/],
  ['an unknown gender', patient(`gender: 'robot'`), /gender/],
  ['a birthday as a text', patient(`dateOfBirth: '1980-01-01'`), /dateOfBirth/],
  ['a birthday that is no date', patient('dateOfBirth: 19801340'), /dateOfBirth/],
  ['a birthday as a Date', patient('dateOfBirth: new Date()'), /dateOfBirth/],
  ['labels that are no list', patient('labels: {}'), /labels/],
  ['a label that is a text', patient(`labels: ['x']`), /labels\[0\]/],
  ['a label with a wrong type', patient('labels: [{ type: 1 }]'), /labels\[0\]\.type/],
  [
    'an unknown telecom',
    patient(`addresses: [{ telecoms: [{ telecomType: 'pigeon' }] }]`),
    /addresses\[0\]\.telecoms\[0\]/,
  ],
  ['a switch that is a text', patient(`active: 'yes'`), /active/],
  [
    'a cycle',
    `(() => { const p = { lastName: 'x' }; p.self = p; return { entity: 'Patient', payload: p }; })()`,
    /self/,
  ],
  ['a prototype', `{ entity: 'Patient', payload: JSON.parse('{"lastName":"x","__proto__":{"a":1}}') }`, /__proto__/],
  ['a constructor', patient(`constructor: { prototype: {} }`), /constructor/],
  ['a function', patient('note: () => 1'), /note/],
  ['a big integer', patient('note: 1n'), /note/],
  ['a symbol', patient(`note: Symbol('x')`), /note/],
  ['a huge text', patient(`note: 'x'.repeat(10000001)`), /note/],
  [
    'endless nesting',
    `(() => { let p = {}; for (let i = 0; i < 500; i += 1) p = { p }; return { entity: 'Patient', payload: p }; })()`,
    /nested/,
  ],
  ['an id that is a number', patient('id: 5'), /id/],
  ['a revision that is a number', patient(`id: 'x', rev: 1`), /rev/],
  ['a sample without a patient', `{ entity: 'DataSample', payload: { content: {} } }`, /patient/],
  ['a patient that is a number', `{ entity: 'DataSample', patient: 5, payload: {} }`, /msg\.patient/],
  ['a patient without an id', `{ entity: 'DataSample', patient: {}, payload: {} }`, /msg\.patient/],
  ['a patient who is unknown', `{ entity: 'DataSample', patient: 'nobody', payload: {} }`, /patient/],
  ['a value that is no number', sample('content: { en: { numberValue: NaN } }'), /content\.en\.numberValue/],
  [
    'a value that is a text',
    sample(`content: { en: { measureValue: { value: '5' } } }`),
    /content\.en\.measureValue\.value/,
  ],
  ['a content that is a text', sample(`content: { en: 'five' }`), /content\.en/],
  ['a content that is a Map', sample('content: new Map()'), /content/],
  ['a buffer', sample('content: { en: { binaryValue: Buffer.from([1]) } }'), /content\.en\.binaryValue/],
  ['a date that does not exist', sample('valueDate: 20260230101010'), /valueDate/],
  ['a date as ISO text', sample(`valueDate: '2026-01-01T00:00:00Z'`), /valueDate/],
  ['sharing with a number', `{ entity: 'Patient', shareWith: 5, payload: { lastName: 'x' } }`, /msg\.shareWith/],
  [
    'sharing with nobody known',
    `{ entity: 'Patient', shareWith: ['nobody-known'], payload: { lastName: 'x' } }`,
    /nobody-known/,
  ],
  ['an unknown status', `{ entity: 'Notification', payload: { status: 'done' } }`, /status/],
  [
    'a property of an unknown type',
    `{ entity: 'Notification', payload: { properties: [{ typedValue: { type: 'BLOB' } }] } }`,
    /properties\[0\]\.typedValue\.type/,
  ],
];

const finding: typeof saving = [
  ['nothing to find', `{ payload: undefined }`, /msg\.payload/],
  ['an id that is a number', `{ payload: ['x', 5] }`, /msg\.payload\[1\]/],
  ['an entity without an id', `{ payload: { lastName: 'Snow' } }`, /msg\.payload/],
  ['a filter that is a text', `{ filter: 'all' }`, /msg\.filter/],
  ['a filter by something unknown', `{ filter: { criteria: [{ by: 'nose' }] } }`, /criterion 1/],
  ['a limit below one', `{ filter: {}, limit: 0 }`, /msg\.limit/],
];

const deleting: typeof saving = [
  ['nothing to delete', `{ entity: 'Patient', payload: undefined }`, /msg\.payload/],
  ['an entity without an id', `{ entity: 'Patient', payload: {} }`, /msg\.payload/],
  ['an unknown id', `{ entity: 'Patient', payload: 'nobody' }`, /no such Patient/],
];

export const MALFORMED_MESSAGES: readonly MalformedMessage[] = [
  ...saving.map(([what, code, names]) => ({ what, node: 'save' as const, code, names })),
  ...finding.map(([what, code, names]) => ({ what, node: 'find' as const, code, names })),
  ...deleting.map(([what, code, names]) => ({ what, node: 'delete' as const, code, names })),
];
