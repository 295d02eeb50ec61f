/**
 * Whether something is news for a node: the rules by which nothing is told twice and nothing is forgotten. Pure functions of what is known of an entity and
 * what is heard (live) or found (by looking through what is stored) of it.
 *
 * The first that a node is told of an entity is a CREATE, if it wants those, whatever the way by which it heard: a creation may come behind the change
 * that followed it, or only the change may come. What was there before the node's first start is known, and not new.
 */
import type { EntityName, EventType } from '../../model/entities';
import { isOlder, isSameVersion, type Version } from '../../model/version';
import type { Entry } from '../checkpoint/checkpoint';

export interface AdmissionRules {
  readonly entity: EntityName;
  /** The events that the node wants to be told. */
  readonly wants: ReadonlySet<EventType>;
  /** Whether all that was there when the node was first started is known, so that what is not known is new. */
  readonly isComplete: boolean;
}

/** Heard live. */
export interface Heard {
  readonly type: EventType;
  readonly version: Version;
  /** Whether the filter could not be applied to it. */
  readonly isUnchecked: boolean;
}

/** Found on the server. */
export interface Found {
  readonly version: Version;
  readonly isDeleted: boolean;
  readonly passes: boolean;
}

export type Decision =
  | { readonly kind: 'tell'; readonly type: EventType; readonly entry: Entry; readonly collapsed: boolean }
  /** Nothing to tell; what is known changes. */
  | { readonly kind: 'remember'; readonly entry: Entry; readonly collapsed: boolean }
  | { readonly kind: 'no-news' };

const NO_NEWS: Decision = { kind: 'no-news' };

/** @param now s since the epoch */
export function admitHeard(known: Entry | undefined, heard: Heard, rules: AdmissionRules, now: number): Decision {
  return heard.type === 'DELETE'
    ? admitDeletion(known, heard, rules, now)
    : admitLiving(known, heard.type, heard.version, rules, now);
}

function admitDeletion(known: Entry | undefined, heard: Heard, rules: AdmissionRules, now: number): Decision {
  const { version, isUnchecked } = heard;
  const entry: Entry = { version, state: 'deleted', told: true, writtenAt: now };
  if (known?.state === 'deleted') {
    return isOlder(known.version, version) ? { kind: 'remember', entry, collapsed: false } : NO_NEWS;
  }
  if (known?.told === true && isOutdated(version, known, rules)) return NO_NEWS;
  // With all that passes the filter being known, what is not known did not pass it.
  const isForeign = known === undefined || known.state === 'outside';
  if (isUnchecked && rules.isComplete && isForeign) return { kind: 'remember', entry, collapsed: false };
  return { kind: 'tell', type: 'DELETE', entry, collapsed: isCollapsed(known, rules) };
}

function admitLiving(
  known: Entry | undefined,
  type: EventType,
  version: Version,
  rules: AdmissionRules,
  now: number,
): Decision {
  const tell = (
    told: EventType,
    entry: Entry = { version, state: 'present', told: true, writtenAt: now },
  ): Decision => ({
    kind: 'tell',
    type: told,
    entry,
    collapsed: false,
  });
  if (known === undefined) return tell(firstType(type, rules));
  const isOld = isOlder(version, known.version);
  switch (known.state) {
    case 'outside':
      if (isOld || (known.told && isSameVersion(version, known.version))) return NO_NEWS;
      return tell(known.told ? type : firstType(type, rules));
    case 'deleted':
      if (isOlder(known.version, version)) return tell(type);
      // Without all that was there being known, a creation that comes late is told late rather than not at all.
      return rules.isComplete || type !== 'CREATE' || known.version.order === version.order
        ? NO_NEWS
        : tell(type, known);
    case 'present':
      if (!known.told) return tell(type);
      if (isSameVersion(version, known.version)) return NO_NEWS;
      if (!isOld) return tell(type);
      return rules.isComplete || type !== 'CREATE' ? NO_NEWS : tell(type, known);
    default:
      return known.state satisfies never;
  }
}

/** @param now s since the epoch */
export function admitFound(known: Entry | undefined, found: Found, rules: AdmissionRules, now: number): Decision {
  return found.isDeleted ? admitEnd(known, found, rules, now) : admitExisting(known, found, rules, now);
}

function admitEnd(known: Entry | undefined, found: Found, rules: AdmissionRules, now: number): Decision {
  const { version, passes } = found;
  const remember = (collapsed: boolean): Decision => ({
    kind: 'remember',
    entry: { version, state: 'deleted', told: known?.told ?? false, writtenAt: now },
    collapsed,
  });
  if (known === undefined) return remember(isCollapsed(known, rules));
  if (known.state === 'deleted' || isOutdated(version, known, rules)) return NO_NEWS;
  if (known.state === 'outside' || !rules.wants.has('DELETE') || !(known.told || passes)) return remember(false);
  const entry: Entry = { version, state: 'deleted', told: true, writtenAt: now };
  return { kind: 'tell', type: 'DELETE', entry, collapsed: false };
}

function admitExisting(
  known: Entry | undefined,
  { version, passes }: Found,
  rules: AdmissionRules,
  now: number,
): Decision {
  const remember = (state: Entry['state']): Decision => ({
    kind: 'remember',
    entry: { version, state, told: known?.told ?? false, writtenAt: now },
    collapsed: false,
  });
  const isOld = known !== undefined && isOlder(version, known.version);
  const isSame = known !== undefined && isSameVersion(version, known.version);
  if (isOld || (isSame && known.state !== 'outside' && passes)) return NO_NEWS;
  if (known?.state === 'deleted' && !isOlder(known.version, version)) return NO_NEWS;
  if (!passes) return isSame && known.state === 'outside' ? NO_NEWS : remember('outside');
  const type = foundType(known, version, rules);
  if (type === undefined) return remember('present');
  return { kind: 'tell', type, entry: { version, state: 'present', told: true, writtenAt: now }, collapsed: false };
}

/** What has become of something that was found anew or changed; undefined when the node does not want to be told. */
function foundType(
  known: Entry | undefined,
  version: Version,
  { entity, wants }: AdmissionRules,
): EventType | undefined {
  const isFirst = known === undefined || (known.state === 'outside' && !known.told);
  if (isFirst && wants.has('CREATE')) return 'CREATE';
  if (entity !== 'DataSample') {
    // What is at its first revision was created, and that is not wanted.
    return wants.has('UPDATE') && !(known === undefined && version.order <= 1) ? 'UPDATE' : undefined;
  }
  // A new state of a data sample in another contact is told as a creation by the server; one that was changed in place is not told at all.
  return known !== undefined && known.version.mark !== version.mark && wants.has('CREATE') ? 'CREATE' : undefined;
}

function firstType(type: EventType, { wants, isComplete }: AdmissionRules): EventType {
  return isComplete && wants.has('CREATE') ? 'CREATE' : type;
}

/**
 * Whether a deletion is one of a state before the one that is known. The end of a data sample is always news: its time of modification is that of the
 * clock of whoever ended it.
 */
function isOutdated(version: Version, known: Entry, { entity }: AdmissionRules): boolean {
  return entity !== 'DataSample' && isOlder(version, known.version);
}

/** Whether the node is not told of a creation because the entity is gone already. */
function isCollapsed(known: Entry | undefined, { wants, isComplete }: AdmissionRules): boolean {
  return known === undefined && isComplete && wants.has('CREATE');
}
