/** What a test of an account tells, step by step. */
import type { Failure } from './failure';

export type DataOwnerType = 'hcp' | 'patient' | 'device';

/** The steps of a probe, in their order. */
export const PROBE_STEPS = ['reach', 'login', 'owner', 'key', 'decrypt', 'events'] as const;
export type ProbeStepName = (typeof PROBE_STEPS)[number];

/** A public key that the server knows of the account. */
export interface KnownKey {
  /** Hex, as iCure names it. */
  readonly fingerprint: string;
  /** Where its private key is: given in the account's settings, in this machine's key folder, or nowhere here. */
  readonly privateKey: 'given' | 'stored' | 'missing';
}

/** How a step of a probe ended. */
export type ProbeStep =
  | { readonly step: 'reach' | 'login' | 'events'; readonly state: 'done' }
  | { readonly step: 'owner'; readonly state: 'done'; readonly dataOwnerType: DataOwnerType }
  | {
      readonly step: 'key';
      readonly state: 'done';
      readonly keys: readonly KnownKey[];
      /** The server knows no key yet: what the account will do when it starts, as it is set up. */
      readonly planned?: 'create' | 'register';
    }
  /** How many secrets that others share with the account were decrypted; 0: there are none yet. */
  | { readonly step: 'decrypt'; readonly state: 'done'; readonly decrypted: number }
  /** It has to wait for the key pair that is planned. */
  | { readonly step: 'decrypt' | 'events'; readonly state: 'skipped' }
  | {
      readonly step: ProbeStepName;
      readonly state: 'failed';
      readonly failure: Failure;
      /** Of the step `key`. */
      readonly keys?: readonly KnownKey[];
    };

/** What is wrong with what should be a private key: the `detail` of the failure. */
export const KEY_FAULTS = ['passphrase', 'public', 'unreadable', 'not-rsa'] as const;
export type KeyFault = (typeof KEY_FAULTS)[number];

/** The `detail` of the failure that a login belongs to users in several groups. */
export const SEVERAL_GROUPS = 'several-groups';

/** The `detail` of the failure that nothing that is shared with the account can be opened. */
export const NOTHING_OPENS = 'nothing-opens';
