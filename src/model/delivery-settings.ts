/**
 * How an event node delivers: what it catches up on, where it begins, and when a message counts as delivered. The editor shows and checks these settings,
 * the runtime reads them. All may be absent, as in flows that are older than they are: then the usual ones apply.
 */

/** What is found out afterwards of what happened while nobody listened. */
export const CATCH_UPS = ['off', 'creations', 'everything'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** Where a node begins that has never delivered anything: with what happens from now on, or with all that exists. */
export const FIRST_STARTS = ['now', 'all'] as const;
export type FirstStart = (typeof FIRST_STARTS)[number];

/** The settings in the order of the flow file. */
export const DELIVERY = {
  catchUp: { usual: 'off', choices: CATCH_UPS },
  firstStart: { usual: 'now', choices: FIRST_STARTS },
  /** Minutes between two looks, besides the one after each connection; 0: only after connecting. */
  catchUpEvery: { usual: 10, least: 0, most: 1_440, isWhole: false },
  acknowledge: { usual: false },
  /** How many messages may be unacknowledged at a time. */
  maxInFlight: { usual: 10, least: 1, most: 1_000, isWhole: true },
} as const;

export type DeliverySetting = keyof typeof DELIVERY;
export const DELIVERY_SETTINGS = Object.keys(DELIVERY) as DeliverySetting[];

export interface DeliverySettings {
  readonly catchUp: CatchUp;
  readonly firstStart: FirstStart;
  /** ms between two looks, at least `SHORTEST_INTERVAL`; undefined: only after connecting, or not at all when `catchUp` is off. */
  readonly catchUpEvery: number | undefined;
  /** Whether a message counts as delivered only when an `icure-ack` node has got it. */
  readonly acknowledge: boolean;
  /** How many messages may be unacknowledged at a time. */
  readonly maxInFlight: number;
}

/** The settings as they come: from a flow file that anybody may have written, after Node-RED has replaced `${ENV}`. */
export type RawDeliverySettings = Readonly<Partial<Record<DeliverySetting, unknown>>>;

export type DeliveryReading =
  { readonly ok: true; readonly settings: DeliverySettings } | { readonly ok: false; readonly reason: string };

/** ms between two looks, at least, so that a fraction of a minute cannot keep a server busy. */
export const SHORTEST_INTERVAL = 1_000;

const MINUTE = 60_000;

/** What the settings are called in a reason. */
const LABELS: Readonly<Record<DeliverySetting, string>> = {
  catchUp: 'the catch-up',
  firstStart: 'the first start',
  catchUpEvery: 'the time between two catch-ups',
  acknowledge: '"acknowledge"',
  maxInFlight: 'the number of unacknowledged messages',
};

class Unreadable extends Error {}

/**
 * Reads the settings of a node; never throws. A setting that does not apply is not looked at: first start and interval while catch-up is off, the number of
 * unacknowledged messages while none needs acknowledgement. The reason is part of a sentence: what is wrong with which setting.
 */
export function parseDeliverySettings(raw: RawDeliverySettings): DeliveryReading {
  try {
    const catchUp = readChoice(raw, 'catchUp', CATCH_UPS);
    const catchesUp = catchUp !== 'off';
    const acknowledge = readSwitch(raw, 'acknowledge');
    const minutes = catchesUp ? readNumber(raw, 'catchUpEvery') : 0;
    const settings = {
      catchUp,
      firstStart: catchesUp ? readChoice(raw, 'firstStart', FIRST_STARTS) : DELIVERY.firstStart.usual,
      catchUpEvery: minutes === 0 ? undefined : Math.max(Math.round(minutes * MINUTE), SHORTEST_INTERVAL),
      acknowledge,
      maxInFlight: acknowledge ? readNumber(raw, 'maxInFlight') : DELIVERY.maxInFlight.usual,
    };
    return { ok: true, settings };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, reason: error.message };
    throw error;
  }
}

function readChoice<Choice extends string>(
  raw: RawDeliverySettings,
  setting: 'catchUp' | 'firstStart',
  choices: readonly Choice[],
): Choice {
  const given = readText(raw, setting);
  const wanted = given === '' ? DELIVERY[setting].usual : given;
  const choice = choices.find((known) => known === wanted);
  if (choice === undefined) throw new Unreadable(`${LABELS[setting]} must be one of ${choices.join(', ')}`);
  return choice;
}

function readSwitch(raw: RawDeliverySettings, setting: 'acknowledge'): boolean {
  const value = raw[setting];
  if (typeof value === 'boolean') return value;
  const given = readText(raw, setting);
  if (given === '') return DELIVERY[setting].usual;
  if (given !== 'true' && given !== 'false') throw new Unreadable(`${LABELS[setting]} must be true or false`);
  return given === 'true';
}

function readNumber(raw: RawDeliverySettings, setting: 'catchUpEvery' | 'maxInFlight'): number {
  const { usual, least, most, isWhole } = DELIVERY[setting];
  const value = raw[setting];
  const given = typeof value === 'number' ? value : readText(raw, setting);
  if (given === '') return usual;
  const number = Number(given);
  if (number >= least && number <= most && (!isWhole || Number.isInteger(number))) return number;
  throw new Unreadable(`${LABELS[setting]} must be a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most}`);
}

/** Node-RED leaves `${NAME}` as it is when the environment variable is not set. */
function readText(raw: RawDeliverySettings, setting: DeliverySetting): string {
  const value = raw[setting];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new Unreadable(`${LABELS[setting]} must be a text`);
  const text = value.trim();
  const unset = /^\$\{(?<name>[^}]+)\}$/.exec(text)?.groups?.name;
  if (unset !== undefined) {
    throw new Unreadable(`${LABELS[setting]} names the environment variable ${unset}, which is not set`);
  }
  return text;
}
