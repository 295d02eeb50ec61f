/** The classes of the stand-in's models: which of their fields are of a class, and which lists are Sets, as in the real 2.x. */

import {
  bytes,
  each,
  itemsOf,
  itself,
  listOf,
  Model,
  one,
  optional,
  setOf,
  type Fields,
  type ModelClass,
} from './model';

export { Model, plain, type Fields } from './model';

export class AuthenticationToken extends Model {}
export class CodingReference extends Model {}
export class Delegation extends Model {}
export class Filter extends Model {}
export class Identifier extends Model {}
export class PaginatedDocumentKeyAndIdPairObject extends Model {}
export class Partnership extends Model {}
export class PatientHealthCareParty extends Model {}
export class PersonName extends Model {}
export class PropertyType extends Model {}
export class SystemMetaDataOwner extends Model {}
export class Telecom extends Model {}
export class TimeSeries extends Model {}
export class TypedValueObject extends Model {}

export class InlineResponse403 extends Model {}

export class Address extends Model {
  static override shape() {
    return { telecoms: listOf(Telecom) };
  }
}

export class Coding extends Model {
  static override shape() {
    return { searchTerms: each(setOf()) };
  }
}

export class Document extends Model {
  static override shape() {
    return { otherUtis: setOf() };
  }
}

export class Measure extends Model {
  static override shape() {
    return { unitCodes: optional(setOf(CodingReference)) };
  }
}

export class Property extends Model {
  static override shape() {
    return { type: one(PropertyType), typedValue: one(TypedValueObject) };
  }
}

export class SystemMetaDataOwnerEncrypted extends Model {
  static override shape() {
    const delegations = each(setOf(Delegation));
    return {
      secretForeignKeys: itemsOf,
      cryptedForeignKeys: delegations,
      delegations,
      encryptionKeys: delegations,
    };
  }
}

/** Takes over nothing else. */
export class SystemMetaDataEncrypted extends SystemMetaDataOwnerEncrypted {
  constructor(fields: object) {
    const { secretForeignKeys, cryptedForeignKeys, delegations, encryptionKeys, encryptedSelf } = fields as Fields;
    const known = { secretForeignKeys, cryptedForeignKeys, delegations, encryptionKeys };
    super(encryptedSelf === undefined ? known : { ...known, encryptedSelf });
  }
}

export class Content extends Model {
  static override shape() {
    return {
      binaryValue: bytes,
      measureValue: one(Measure),
      timeSeries: one(TimeSeries),
      compoundValue: listOf(DataSample),
      ratio: listOf(Measure),
      range: listOf(Measure),
    };
  }
}

export class DataSample extends Model {
  static override shape() {
    return {
      identifiers: listOf(Identifier),
      healthcareElementIds: setOf(),
      canvasesIds: setOf(),
      content: each(one(Content)),
      ...coded(),
      systemMetaData: one(SystemMetaDataOwnerEncrypted),
    };
  }
}

export class EncryptedPatient extends Model {
  static override shape() {
    return {
      identifiers: listOf(Identifier),
      ...coded(),
      names: listOf(PersonName),
      addresses: listOf(Address),
      mergedIds: setOf(),
      picture: bytes,
      partnerships: listOf(Partnership),
      patientHealthCareParties: listOf(PatientHealthCareParty),
      patientProfessions: listOf(CodingReference),
      properties: setOf(Property),
      systemMetaData: one(SystemMetaDataOwnerEncrypted),
    };
  }
}

export class Patient extends EncryptedPatient {}

export class HealthcareElement extends Model {
  static override shape() {
    return { identifiers: listOf(Identifier), ...coded(), systemMetaData: one(SystemMetaDataEncrypted) };
  }
}

export class HealthcareProfessional extends Model {
  static override shape() {
    return {
      ...coded(),
      names: listOf(PersonName),
      addresses: listOf(Address),
      picture: bytes,
      specialityCodes: optional(setOf(CodingReference)),
      properties: setOf(Property),
      systemMetaData: one(SystemMetaDataOwner),
    };
  }
}

export class MedicalDevice extends Model {
  static override shape() {
    return {
      identifiers: listOf(Identifier),
      ...coded(),
      picture: bytes,
      properties: setOf(Property),
      systemMetaData: one(SystemMetaDataOwner),
    };
  }
}

export class User extends Model {
  static override shape() {
    return {
      properties: setOf(Property),
      roles: setOf(),
      sharingDataWith: each(setOf()),
      authenticationTokens: each(one(AuthenticationToken)),
    };
  }
}

/** Not among the exports of the real 2.2.5: it has a file of its own there, with the names of its types. */
export class Notification extends Model {
  static override shape() {
    return {
      status: itself,
      identifiers: listOf(Identifier),
      properties: optional(listOf(Property)),
      type: itself,
      systemMetaData: one(SystemMetaDataEncrypted),
    };
  }
}

export const NotificationTypeEnum = {
  KEY_PAIR_UPDATE: 'KEY_PAIR_UPDATE',
  NEW_USER_OWN_DATA_ACCESS: 'NEW_USER_OWN_DATA_ACCESS',
  OTHER: 'OTHER',
} as const;

/** A page, and where the next begins. */
function pageOf(Class: ModelClass): typeof Model {
  return class extends Model {
    static override shape() {
      return { rows: listOf(Class), nextKeyPair: one(PaginatedDocumentKeyAndIdPairObject) };
    }
  };
}

export class PaginatedListCoding extends pageOf(Coding) {}
export class PaginatedListDataSample extends pageOf(DataSample) {}
export class PaginatedListHealthcareElement extends pageOf(HealthcareElement) {}
export class PaginatedListHealthcareProfessional extends pageOf(HealthcareProfessional) {}
export class PaginatedListMedicalDevice extends pageOf(MedicalDevice) {}
export class PaginatedListNotification extends pageOf(Notification) {}
export class PaginatedListPatient extends pageOf(Patient) {}
export class PaginatedListUser extends pageOf(User) {}

function coded() {
  return { codes: setOf(CodingReference), labels: setOf(CodingReference) };
}
