/** What the real one exports and the stand-in has by name only. */
import { absentFunction } from '../not-played';
import type { ModelForm } from './models';

const NAMES = [
  ...['AnonymousMedTechApi', 'AuthenticationApi', 'CodingApiImpl', 'CodingFilter', 'CryptoStrategiesBridge'],
  ...['DataOwnerApi', 'HealthcareProfessionalFilter', 'MedicalDeviceFilter', 'NativeCryptoPrimitivesBridge'],
  ...['authenticationApi', 'codingApi', 'dataOwnerApi', 'dataSampleApi', 'healthcareElementApi', 'userApi'],
  ...['healthcareProfessionalApi', 'medicalDeviceApi', 'notificationApi', 'patientApi', 'concat_uas'],
];

/** Copies a record. */
const COPYING: Readonly<Record<ModelForm, string>> = { plain: 'recordOf', map: 'mapOf' };

/** Functions that throw. */
export function absentExports(form: ModelForm): Readonly<Record<string, () => never>> {
  return Object.fromEntries([...NAMES, COPYING[form]].map((name) => [name, absentFunction(name)]));
}
