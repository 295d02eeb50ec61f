/** User: not encrypted. Whatever can serve to log in (password hash, secret, tokens) is left out. */
import { listOf, plain, recordOf, same, type MappingTable } from './converters';
import { property } from './parts';

export const user: MappingTable = {
  ...same('id', 'rev', 'created', 'deletionDate', 'name', 'login', 'groupId'),
  ...same('healthcarePartyId', 'patientId', 'deviceId', 'email', 'mobilePhone', 'use2fa'),
  properties: ['properties', listOf(property)],
  roles: ['roles', listOf(plain)],
  sharingDataWith: ['autoDelegations', recordOf(listOf(plain))],
};
