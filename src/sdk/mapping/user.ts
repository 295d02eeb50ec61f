/** User: not encrypted. Whatever can serve to log in (password hash, secret, tokens) is left out. */
import { boolean, epoch, identity, listOf, recordOf, same, text, type MappingTable } from './converters';
import { property } from './parts';

export const user: MappingTable = {
  ...same(identity, 'id', 'rev'),
  ...same(epoch, 'created', 'deletionDate'),
  ...same(text, 'name', 'login', 'groupId'),
  ...same(identity, 'healthcarePartyId', 'patientId', 'deviceId'),
  ...same(text, 'email', 'mobilePhone'),
  use2fa: ['use2fa', boolean],
  properties: ['properties', listOf(property)],
  roles: ['roles', listOf(text)],
  sharingDataWith: ['autoDelegations', recordOf(listOf(identity))],
};
