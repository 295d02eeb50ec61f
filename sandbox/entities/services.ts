/** Services: parts of contacts, without documents or revisions of their own, that can be asked for as if they had. */
import type { JsonObject } from '../../src/model/json';
import { accessLevel } from '../access/delegations';
import type { Caller } from '../auth/caller';
import { matchesLive, parseFilter, resolve } from '../filters';
import type { Api } from '../http/api';
import { idsIn, objectIn } from '../http/call';
import { HttpError } from '../http/error';
import { objectsOf, textsOf } from '../json-reading';
import { parsePredicate } from '../predicate';
import { withoutNulls, type StoredDocument } from '../store/document';
import { page } from './paging';
import { presented } from './presentation';
import { accessDenied, filterContext } from './resource';
import type { ServiceIndex } from './service-index';

/** What a service takes over from its contact as it is (`Contact.kt` of kraken-common). */
const FROM_CONTACT = [
  'secretForeignKeys',
  'cryptedForeignKeys',
  'delegations',
  'encryptionKeys',
  'securityMetadata',
] as const;

/** A service with the metadata of the contact that it is in. */
export type ServiceDocument = JsonObject & { readonly id: string; readonly contactId: string };

/** What is stored never changes, it is replaced. */
const KNOWN = new WeakMap<StoredDocument, readonly ServiceDocument[]>();

/** The services of a contact, as the server answers and announces them. */
export function servicesOf(contact: StoredDocument): readonly ServiceDocument[] {
  const known = KNOWN.get(contact);
  if (known !== undefined) return known;
  const services = enrichedServices(contact);
  KNOWN.set(contact, services);
  return services;
}

function enrichedServices(contact: StoredDocument): ServiceDocument[] {
  const metadata = Object.fromEntries(FROM_CONTACT.map((field) => [field, contact[field]]));
  return objectsOf(contact.services).flatMap((service) => {
    const { id } = service;
    if (typeof id !== 'string') return [];
    const author = service.author ?? contact.author;
    const responsible = service.responsible ?? contact.responsible;
    const enriched = { ...service, ...metadata, ...subContactsOf(contact, id), author, responsible };
    return [{ ...withoutNulls(enriched), id, contactId: contact.id }];
  });
}

/** Where in its contact a service is linked. */
function subContactsOf(contact: StoredDocument, serviceId: string): JsonObject {
  const linking = objectsOf(contact.subContacts).filter(({ services }) =>
    objectsOf(services).some((link) => link.serviceId === serviceId),
  );
  const collect = (field: string): string[] => [
    ...new Set(textsOf(linking.map((subContact) => subContact[field] ?? null))),
  ];
  return {
    subContactIds: collect('id'),
    healthElementsIds: collect('healthElementId'),
    plansOfActionIds: collect('planOfActionId'),
    formIds: collect('formId'),
  };
}

/** @param byIdsPath where services are asked for by their ids */
export function addServiceRoutes(api: Api, byIdsPath: string, services: ServiceIndex, quirks: boolean): void {
  const latestReadable = (ids: readonly string[], caller: Caller): ServiceDocument[] =>
    ids.flatMap((id) => {
      const service = services.latest(id);
      return service !== undefined && accessLevel(service, caller) !== 'none' ? [service] : [];
    });
  const match = (filter: unknown, caller: Caller): string[] =>
    resolve(parseFilter(filter, 'Service'), services.all(), filterContext(caller, quirks));

  const present = (service: ServiceDocument): ServiceDocument => presented(service, 'Service');

  api.post(byIdsPath, ({ body, caller }) => latestReadable(idsIn(body), caller).map(present));
  api.post('/contact/service/match', ({ body, caller }) => match(body, caller));
  api.post('/contact/service/filter', (call) => {
    const { caller } = call;
    const { filter, predicate } = objectIn(call.body);
    const parsed = parseFilter(filter, 'Service');
    const passes = parsePredicate(predicate);
    // The ids are of any version of a service, so that the latest is asked again.
    const found = latestReadable(match(filter, caller), caller).filter(
      (service) => matchesLive(parsed, service, filterContext(caller, quirks)) && passes(service),
    );
    return page(call, found, present);
  });
  api.get('/contact/service/:id', ({ param, caller }) => {
    const service = services.latest(param('id'));
    if (service === undefined) throw new HttpError(404);
    if (accessLevel(service, caller) === 'none') throw accessDenied();
    return present(service);
  });
}
