/** The genders that iCure knows, of patients; the server takes no other. */
export const GENDERS = [
  'male',
  'female',
  'indeterminate',
  'changed',
  'changedToMale',
  'changedToFemale',
  'unknown',
] as const;
