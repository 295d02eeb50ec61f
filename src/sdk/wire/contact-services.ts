/** Data samples in their contact: the server enriches a service with what its contact says of it, and so does this. */
import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import { METADATA_FIELDS } from './encryption';

/** What links a service to, by the name in the contact's `subContacts`, and what the server calls the links in a service. */
const LINKS = { healthElementId: 'healthElementsIds', formId: 'formIds', planOfActionId: 'plansOfActionIds' } as const;
export type LinkField = keyof typeof LINKS;

export type Identified = JsonObject & { readonly id: string };

/** Whether a contact or a service says its id. */
export function isIdentified(document: JsonObject): document is Identified {
  return typeof document.id === 'string';
}

/** The services of a contact. */
export function servicesIn({ services }: JsonObject): JsonObject[] {
  return objectsIn(services);
}

/** A service as the server answers and announces it. */
export function enriched(service: JsonObject & { readonly id: string }, contact: Identified): Identified {
  const metadata = Object.fromEntries(Object.entries(contact).filter(([name]) => METADATA_FIELDS.has(name)));
  const author = service.author ?? contact.author;
  const responsible = service.responsible ?? contact.responsible;
  const links = Object.entries(LINKS).map(([field, name]) => [name, linksOf(contact, service.id, field as LinkField)]);
  return {
    ...service,
    ...metadata,
    ...(author === undefined ? {} : { author }),
    ...(responsible === undefined ? {} : { responsible }),
    ...(Object.fromEntries(links) as JsonObject),
    contactId: contact.id,
  };
}

/** What a service is linked to. */
export function linksOf(contact: JsonObject, serviceId: string, field: LinkField): string[] {
  const linked = objectsIn(contact.subContacts).filter((part) => isLinking(part, serviceId));
  return [...new Set(linked.map((part) => part[field]).filter((id) => typeof id === 'string'))];
}

/** The contact's `subContacts` with other links of one service; what they say of other services stays. */
export function relinked(
  subContacts: JsonValue | undefined,
  serviceId: string,
  field: LinkField,
  wanted: readonly string[],
): JsonObject[] {
  const parts = objectsIn(subContacts).flatMap((part) => {
    const linked = part[field];
    if (!isLinking(part, serviceId) || typeof linked !== 'string' || wanted.includes(linked)) return [part];
    return withoutLink(part, serviceId, field);
  });
  const missing = wanted.filter((id) => !parts.some((part) => part[field] === id && isLinking(part, serviceId)));
  return [...parts, ...missing.map((id) => ({ id: randomUUID(), [field]: id, services: [{ serviceId }] }))];
}

/** A part may link to several things at once: the links that are not meant get a part of their own. */
function withoutLink(part: JsonObject, serviceId: string, field: LinkField): JsonObject[] {
  const services = objectsIn(part.services);
  const others = services.filter((link) => link.serviceId !== serviceId);
  const rest = Object.fromEntries(Object.entries(part).filter(([name]) => name !== field));
  const isStillLinked = Object.keys(LINKS).some((name) => typeof rest[name] === 'string');
  return [
    ...(others.length === 0 ? [] : [{ ...part, services: others }]),
    ...(isStillLinked
      ? [{ ...rest, id: randomUUID(), services: services.filter((link) => link.serviceId === serviceId) }]
      : []),
  ];
}

function isLinking(part: JsonObject, serviceId: string): boolean {
  return objectsIn(part.services).some((link) => link.serviceId === serviceId);
}

function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
