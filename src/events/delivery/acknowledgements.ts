/**
 * Brings acknowledgements from where they are given, in any flow, to the event node whose message they are about. One for the whole process: Node-RED
 * has no other way from one node to another that is not wired to it.
 */

/** What became of an acknowledgement. */
export type Acknowledgement =
  | 'acknowledged' // the message counts as delivered from now on
  | 'already' // it did so before
  | 'unknown' // the node that sent it has been stopped or deployed anew since: it comes again
  | 'malformed'; // no id of a delivery

export interface DeliveryReference {
  readonly feedId: string;
  readonly sequence: number;
}

/**
 * `msg.event.deliveryId`: names one delivery of one message.
 * @param feedId whose delivery it is; not empty
 * @param sequence its number there: a whole number, at least 0
 */
export function deliveryId(feedId: string, sequence: number): string {
  return `${feedId}:${sequence}`;
}

/** Reads what `deliveryId` has written; undefined for any other text. */
export function parseDeliveryId(id: string): DeliveryReference | undefined {
  const { feedId, digits } = /^(?<feedId>.+):(?<digits>0|[1-9]\d{0,15})$/s.exec(id)?.groups ?? {};
  const sequence = Number(digits);
  return feedId !== undefined && Number.isSafeInteger(sequence) ? { feedId, sequence } : undefined;
}

/** Takes note that a delivery is acknowledged; false when it was before. */
export type Settle = (sequence: number) => boolean;

class Acknowledgements {
  readonly #feeds = new Map<string, Settle>();

  /**
   * Lets a feed hear of its acknowledgements until the returned function is called.
   * @param feedId a new one for each start of a node, so that what an earlier start sent is not taken for what this one did
   */
  register(feedId: string, settle: Settle): () => void {
    this.#feeds.set(feedId, settle);
    return () => {
      if (this.#feeds.get(feedId) === settle) this.#feeds.delete(feedId);
    };
  }

  /** Acknowledges a delivery, given by whatever text a flow took for its id. */
  acknowledge(id: string): Acknowledgement {
    const reference = parseDeliveryId(id);
    if (reference === undefined) return 'malformed';
    const settle = this.#feeds.get(reference.feedId);
    if (settle === undefined) return 'unknown';
    return settle(reference.sequence) ? 'acknowledged' : 'already';
  }
}

export const acknowledgements = new Acknowledgements();
