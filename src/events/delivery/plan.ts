/** What follows from a node's settings for what it is told and what is looked for. */
import type { DeliverySettings } from '../../model/delivery-settings';
import type { EntityName, EventType } from '../../model/entities';
import { filterToJson, type Filter } from '../../model/filter';
import type { Thoroughness } from '../catch-up/look-through';
import type { AdmissionRules } from './admission';

export interface FeedWish {
  readonly entity: EntityName;
  readonly eventTypes: readonly EventType[];
  readonly filter: Filter;
  readonly delivery: DeliverySettings;
}

export class DeliveryPlan {
  /** What is looked for, as a text to compare with what was looked for. */
  readonly lookingFor: string;

  constructor(private readonly wish: FeedWish) {
    this.lookingFor = `${wish.delivery.catchUp} ${JSON.stringify(filterToJson(wish.filter))}`;
  }

  /**
   * Whether what is not known is new.
   * @param lookedFor what all was looked through for; undefined: it never was
   */
  isComplete(lookedFor: string | undefined): boolean {
    const { catchUp, firstStart } = this.wish.delivery;
    return catchUp !== 'off' && (firstStart === 'all' || lookedFor === this.lookingFor);
  }

  /** Where only creations are looked for, changes and deletions are left to be heard. */
  rules(kind: 'heard' | 'found', isComplete: boolean): AdmissionRules {
    const { entity, eventTypes, delivery } = this.wish;
    const isRestricted = kind === 'found' && delivery.catchUp === 'creations';
    const wants = new Set(isRestricted ? eventTypes.filter((type) => type === 'CREATE') : eventTypes);
    const leaves = new Set(eventTypes.filter((type) => !wants.has(type)));
    return { entity, wants, leaves, isComplete };
  }

  /** How thoroughly to look, as is asked for and as what is known allows. */
  thoroughness(lookedFor: string | undefined): Thoroughness {
    const { catchUp, firstStart } = this.wish.delivery;
    const isFirst = lookedFor !== this.lookingFor;
    const unknown = isFirst && firstStart === 'now' ? 'note' : 'tell';
    if (catchUp === 'creations') return { unknown, known: 'skip' };
    // Until now changes may not have been followed, so that what has changed meanwhile is no news either.
    const isFollowed = lookedFor === undefined || lookedFor.startsWith('everything ');
    return { unknown, known: isFirst && firstStart === 'now' && !isFollowed ? 'note' : 'tell' };
  }

  /** Whether something else was looked for the last time. */
  looksForOther(lookedFor: string | undefined): boolean {
    return lookedFor !== undefined && lookedFor !== this.lookingFor;
  }
}
