import assert from 'node:assert/strict';
import { ENTITY_NAMES } from '../../../src/model/entities';
import { toPayload } from '../../../src/sdk/mapping';

describe("the payload of the Cardinal driver's events", () => {
  it('of a patient has the names of the MedTech model', () => {
    const wire = {
      id: 'p',
      rev: '1-a',
      identifier: [{ id: 'i', system: 's', value: 'v', type: { type: 't', code: 'c' } }],
      tags: [{ id: 'T|C|1', type: 'T', code: 'C', version: '1', label: { en: 'left out' } }],
      codes: [{ type: 'K', code: 'L' }],
      firstName: 'Jon',
      names: [{ lastName: 'Snow', firstNames: ['Jon'], use: 'official' }],
      addresses: [
        { addressType: 'home', descr: 'The Wall', telecoms: [{ telecomType: 'mobile', telecomNumber: '1' }] },
      ],
      gender: 'male',
      dateOfBirth: 19860101,
      picture: 'AAEC',
      active: false,
      parameters: { hair: ['black'] },
      properties: [
        {
          id: 'x',
          type: { identifier: 'y', type: 'STRING' },
          typedValue: { type: 'STRING', stringValue: 'z' },
          deletionDate: 1,
        },
      ],
      maidenName: null,
      publicKeysForOaepWithSha256: ['30'],
      unknown: 'left out',
    };
    assert.deepEqual(toPayload('Patient', wire), {
      id: 'p',
      rev: '1-a',
      identifiers: [{ id: 'i', system: 's', value: 'v', type: { type: 't', code: 'c' } }],
      labels: [{ id: 'T|C|1', type: 'T', code: 'C', version: '1' }],
      codes: [{ type: 'K', code: 'L' }],
      firstName: 'Jon',
      names: [{ lastName: 'Snow', firstNames: ['Jon'], use: 'official' }],
      languages: [],
      addresses: [
        {
          addressType: 'home',
          description: 'The Wall',
          telecoms: [{ telecomType: 'mobile', telecomNumber: '1' }],
        },
      ],
      gender: 'male',
      mergedIds: [],
      active: false,
      deactivationReason: 'none',
      dateOfBirth: 19860101,
      picture: 'AAEC',
      notes: [],
      partnerships: [],
      patientHealthCareParties: [],
      patientProfessions: [],
      parameters: { hair: ['black'] },
      properties: [
        {
          id: 'x',
          type: { identifier: 'y', type: 'STRING' },
          typedValue: { type: 'STRING', stringValue: 'z' },
          deleted: 1,
        },
      ],
    });
  });

  it('of a data sample keeps measures, ranges, time series and what is nested', () => {
    const wire = {
      id: 's',
      contactId: 'c',
      healthElementsIds: ['h'],
      formIds: ['f'],
      tags: [],
      valueDate: 20260102030405,
      content: {
        en: {
          measureValue: { value: 5.4, unit: 'mmol/L', unitCodes: [{ type: 'U', code: 'm' }], referenceRanges: [] },
          ratio: [{ value: 1 }],
          range: [{ value: 4 }, { value: 7 }],
          timeSeries: { fields: ['a'], samples: [[1, 2]], min: [1] },
          compoundValue: [{ id: 'n', content: { en: { stringValue: 'inside' } } }],
        },
      },
      securityMetadata: {},
    };
    assert.deepEqual(toPayload('DataSample', wire), {
      id: 's',
      identifiers: [],
      batchId: 'c',
      healthcareElementIds: ['h'],
      canvasesIds: ['f'],
      labels: [],
      codes: [],
      valueDate: 20260102030405,
      content: {
        en: {
          measureValue: { value: 5.4, unit: 'mmol/L', unitCodes: [{ type: 'U', code: 'm' }] },
          ratio: [{ value: 1 }],
          range: [{ value: 4 }, { value: 7 }],
          timeSeries: { fields: ['a'], samples: [[1, 2]], min: [1], max: [], mean: [], median: [], variance: [] },
          compoundValue: [
            {
              id: 'n',
              identifiers: [],
              healthcareElementIds: [],
              canvasesIds: [],
              labels: [],
              codes: [],
              content: { en: { stringValue: 'inside' } },
              qualifiedLinks: {},
              notes: [],
            },
          ],
        },
      },
      qualifiedLinks: {},
      notes: [],
    });
  });

  it('of a healthcare element names itself when it is no version of another', () => {
    assert.deepEqual(toPayload('HealthcareElement', { id: 'h', descr: 'd' }), {
      id: 'h',
      identifiers: [],
      labels: [],
      codes: [],
      description: 'd',
      notes: [],
      healthcareElementId: 'h',
    });
    assert.equal(toPayload('HealthcareElement', { id: 'h', healthElementId: 'g' }).healthcareElementId, 'g');
  });

  it('of a notification has its type, or OTHER', () => {
    assert.deepEqual(toPayload('Notification', { id: 'n', status: 'pending' }), {
      id: 'n',
      identifiers: [],
      properties: [],
      status: 'pending',
      type: 'OTHER',
    });
    assert.equal(toPayload('Notification', { id: 'n', taskType: 'NEW_USER' }).type, 'NEW_USER');
  });

  it('of a user has nothing that one can log in with', () => {
    const wire = {
      id: 'u',
      login: 'jon',
      email: 'jon@example.org',
      passwordHash: 'p',
      secret: 's',
      authenticationTokens: { a: {} },
      applicationTokens: { b: 'c' },
      roles: ['r'],
      autoDelegations: { all: ['d'] },
    };
    assert.deepEqual(toPayload('User', wire), {
      id: 'u',
      login: 'jon',
      email: 'jon@example.org',
      properties: [],
      roles: ['r'],
      sharingDataWith: { all: ['d'] },
    });
  });

  it('of hardly anything is plain JSON all the same', () => {
    for (const entity of ENTITY_NAMES) {
      const payload = toPayload(entity, { id: 'x' });
      assert.deepEqual(JSON.parse(JSON.stringify(payload)), payload);
    }
  });
});
