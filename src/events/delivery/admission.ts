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
  /** Further events that it wants to be told when they are heard, but does not look for: what is found must not take their place. */
  readonly leaves: ReadonlySet<EventType>;
  /** Whether all that was there when the node was first started is known, so that what is not known is new. */
  readonly isComplete: boolean;
}

/** Heard live. */
export interface Heard {
  readonly type: EventType;
  readonly version: Version;
  /** Whether the filter could not be applied to it. */
  readonly isUnchecked?: boolean;
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
  if (known?.state === 'deleted') {
    if (!isOlder(known.version, version)) return NO_NEWS;
    // It had come back meanwhile, or it was found to be gone before it was heard at which version. The node knows that it is gone, if it knew of it.
    if (known.told) {
      return { kind: 'remember', entry: entryAfter(known, version, 'deleted', undefined, now), collapsed: false };
    }
  }
  if (known?.told === true && isOutdated(version, known, rules)) return NO_NEWS;
  // With all that passes the filter being known, what is not known did not pass it.
  if (isUnchecked === true && rules.isComplete && (known === undefined || known.state === 'outside')) {
    return { kind: 'remember', entry: entryAfter(known, version, 'deleted', undefined, now), collapsed: false };
  }
  const entry = entryAfter(known, lastVersion(version, known, rules), 'deleted', 'DELETE', now);
  // A creation that is counted as one that cannot be told is not told behind the end.
  return isCollapsed(known, rules)
    ? { kind: 'tell', type: 'DELETE', entry: { ...entry, isCreationTold: true }, collapsed: true }
    : { kind: 'tell', type: 'DELETE', entry, collapsed: false };
}

function admitLiving(
  known: Entry | undefined,
  type: EventType,
  version: Version,
  rules: AdmissionRules,
  now: number,
): Decision {
  const tell = (told: EventType): Decision => ({
    kind: 'tell',
    type: told,
    entry: entryAfter(known, version, 'present', told, now),
    collapsed: false,
  });
  if (known === undefined) return tell(firstType(type, rules));
  const isOld = isOlder(version, known.version);
  if (!known.told) {
    // What was told before the node began anew with other settings.
    if (type === 'CREATE' && isOld && known.isCreationTold === true) return NO_NEWS;
    // Whatever became of it meanwhile, nothing that the node was told comes after this.
    return tell(known.state === 'present' ? type : firstType(type, rules));
  }
  if (isSameVersion(version, known.version)) return NO_NEWS;
  const isNewer = known.state === 'deleted' ? isOlder(known.version, version) : !isOld;
  if (isNewer) return tell(type);
  // A creation that comes late is told late rather than not at all.
  const isLateCreation = type === 'CREATE' && known.isCreationTold !== true;
  return isLateCreation ? { kind: 'tell', type, entry: { ...known, isCreationTold: true }, collapsed: false } : NO_NEWS;
}

/** @param now s since the epoch */
export function admitFound(known: Entry | undefined, found: Found, rules: AdmissionRules, now: number): Decision {
  return found.isDeleted ? admitEnd(known, found, rules, now) : admitExisting(known, found, rules, now);
}

function admitEnd(known: Entry | undefined, found: Found, rules: AdmissionRules, now: number): Decision {
  const { version, passes } = found;
  const end = (told?: 'DELETE'): Entry => entryAfter(known, version, 'deleted', told, now);
  if (known === undefined) return { kind: 'remember', entry: end(), collapsed: isCollapsed(known, rules) };
  // What the server takes for the newest state is found, so that an older one was found too early.
  if (known.state === 'deleted' ? !isOlder(known.version, version) : isOlder(version, known.version)) return NO_NEWS;
  if (known.state === 'present' && rules.leaves.has('DELETE')) return NO_NEWS;
  const isToBeTold = known.state === 'present' && rules.wants.has('DELETE') && (known.told || passes);
  return isToBeTold
    ? { kind: 'tell', type: 'DELETE', entry: end('DELETE'), collapsed: false }
    : { kind: 'remember', entry: end(), collapsed: false };
}

function admitExisting(
  known: Entry | undefined,
  { version, passes }: Found,
  rules: AdmissionRules,
  now: number,
): Decision {
  const remember = (state: Entry['state']): Decision => ({
    kind: 'remember',
    entry: entryAfter(known, version, state, undefined, now),
    collapsed: false,
  });
  const isOld = known !== undefined && isOlder(version, known.version);
  const isSame = known !== undefined && isSameVersion(version, known.version);
  if (isOld || (isSame && known.state !== 'outside' && passes)) return NO_NEWS;
  if (known?.state === 'deleted' && !isOlder(known.version, version)) return NO_NEWS;
  if (!passes) return isSame && known.state === 'outside' ? NO_NEWS : remember('outside');
  const type = foundType(known, version, rules);
  if (type === undefined) {
    if (known?.told !== true || !rules.leaves.has('UPDATE')) return remember('present');
    return known.state !== 'outside'
      ? NO_NEWS
      : { kind: 'remember', entry: entryAfter(known, known.version, 'present', undefined, now), collapsed: false };
  }
  return { kind: 'tell', type, entry: entryAfter(known, version, 'present', type, now), collapsed: false };
}

/**
 * What is there already when a node begins with what happens from now on. It may have been told, in another state: what is heard of this one is news all the
 * same.
 */
export function admitNoted(
  known: Entry | undefined,
  { version, isDeleted }: Pick<Found, 'version' | 'isDeleted'>,
  now: number,
): Decision {
  if (known !== undefined && isOlder(version, known.version)) return NO_NEWS;
  const state = isDeleted ? 'deleted' : known?.state === 'outside' ? 'outside' : 'present';
  return { kind: 'remember', entry: { ...known, version, state, told: false, writtenAt: now }, collapsed: false };
}

/** @param told what the node is told, if it is told something */
function entryAfter(
  known: Entry | undefined,
  version: Version,
  state: Entry['state'],
  told: EventType | undefined,
  writtenAt: number,
): Entry {
  const isCreationTold = told === 'CREATE' || known?.isCreationTold === true;
  return {
    version,
    state,
    told: told !== undefined || known?.told === true,
    ...(isCreationTold ? { isCreationTold } : {}),
    writtenAt,
  };
}

/** What has become of something that was found anew or changed; undefined when the node does not want to be told. */
function foundType(
  known: Entry | undefined,
  version: Version,
  { entity, wants }: AdmissionRules,
): EventType | undefined {
  const isFirst = known === undefined || (known.state !== 'present' && !known.told);
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
 * Whether a deletion that is heard is one of a state before the one that is known. The end of a data sample is always news: its time of modification is that of the
 * clock of whoever ended it.
 */
function isOutdated(version: Version, known: Entry, { entity }: AdmissionRules): boolean {
  return entity !== 'DataSample' && isOlder(version, known.version);
}

/**
 * The version that is known of something that was deleted. A data sample that was ended by a clock that is behind must not seem to have come to life again
 * because the server takes what was before for the newest state.
 */
function lastVersion(version: Version, known: Entry | undefined, { entity }: AdmissionRules): Version {
  const isBehind = entity === 'DataSample' && known !== undefined && isOlder(version, known.version);
  return isBehind ? { ...version, order: known.version.order } : version;
}

/** Whether the node is not told of a creation because the entity is gone already. */
function isCollapsed(known: Entry | undefined, { wants, isComplete }: AdmissionRules): boolean {
  return known === undefined && isComplete && wants.has('CREATE');
}
