/** Makes a driver of what one SDK brings. */
import type { ProbingDriver, TlsOptions } from '../port';
import { openAccountSession, type SessionRequest } from './account-session';
import { probeAccount } from './probe';

export interface SdkDriverParts<Frame extends string | object> {
  readonly adapt: SessionRequest<Frame>['adapt'];
  /** Puts the TLS options under the SDK's requests, and returns what undoes that. */
  readonly applyTls: (tls: TlsOptions | undefined) => () => void;
}

export function sdkDriver<Frame extends string | object>({ adapt, applyTls }: SdkDriverParts<Frame>): ProbingDriver {
  return {
    connect: (settings, onFailed, signal) =>
      openAccountSession({ settings, onFailed, signal, applyTls: () => applyTls(settings.tls), adapt }),
    probe: (settings, until, onStep, signal) =>
      probeAccount({ settings, until, onStep, signal, applyTls: () => applyTls(settings.tls), adapt }),
  };
}
