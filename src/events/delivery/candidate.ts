/** What may be news for a node, and what the rules of admission ask of it. */
import type { EntityName, EventType } from '../../model/entities';
import type { EntityEvent } from '../../model/event';
import { versionOf, type Version } from '../../model/version';
import type { Inspection, Stamp } from '../../sdk/port';
import type { Entry } from '../checkpoint/checkpoint';
import type { Found, Heard } from './admission';

/** What may be news. */
export type Candidate =
  | { readonly kind: 'heard'; readonly event: EntityEvent }
  /** A deletion that was heard and has waited for the creation, which it may have overtaken. */
  | { readonly kind: 'waited'; readonly event: EntityEvent }
  | { readonly kind: 'found'; readonly id: string; readonly inspection: Inspection }
  /** It was there before, and is not to be told, unless something was heard of it since it was looked up what is known. */
  | { readonly kind: 'noted'; readonly stamp: Stamp; readonly known: Entry | undefined }
  /** It is deleted, and it was not known that it had been there. */
  | { readonly kind: 'ended'; readonly stamp: Stamp }
  /** What is known of it is to be forgotten, unless something was heard of it since. */
  | { readonly kind: 'outdated'; readonly id: string; readonly known: Entry };

export function idOf(candidate: Candidate): string {
  switch (candidate.kind) {
    case 'heard':
    case 'waited':
      return candidate.event.id;
    case 'found':
    case 'outdated':
      return candidate.id;
    case 'noted':
    case 'ended':
      return candidate.stamp.id;
    default:
      return candidate satisfies never;
  }
}

export function heardOf({ type, entity, rev, payload, unchecked }: EntityEvent): Heard {
  const version = versionOf(entity, {
    rev,
    contactId: payload.batchId,
    modified: payload.modified,
    endOfLife: payload.endOfLife,
  });
  return { type, version, isUnchecked: unchecked === true };
}

/** What the server no longer has was deleted; what it no longer shows is out of sight. */
export function foundOf(inspection: Inspection, known: Entry | undefined): Found {
  const version = known?.version ?? NOTHING;
  switch (inspection.kind) {
    case 'found':
      return inspection;
    case 'gone':
      return { version, isDeleted: true, passes: true };
    case 'forbidden':
      return { version, isDeleted: false, passes: false };
    default:
      return inspection satisfies never;
  }
}

const NOTHING: Version = { order: 0, mark: '0'.repeat(16) };

/** The event that is told of it. */
export function eventOf(candidate: Candidate, type: EventType, entity: EntityName): EntityEvent {
  if (candidate.kind === 'heard' || candidate.kind === 'waited') return { ...candidate.event, type };
  const stored =
    candidate.kind === 'found' && candidate.inspection.kind === 'found' ? candidate.inspection.stored : undefined;
  const id = idOf(candidate);
  return {
    type,
    entity,
    id,
    ...(stored?.rev === undefined || entity === 'DataSample' ? {} : { rev: stored.rev }),
    source: 'catch-up',
    receivedAt: new Date().toISOString(),
    // Of what the server no longer has there is nothing left that could be encrypted.
    decrypted: stored?.decrypted ?? true,
    payload: stored?.payload ?? { id },
  };
}
