import { systemClockTrust } from '../clock/clock-trust.js';

/** What the machine's clock says, ms since 1970, where it can be believed. */
export function trustedNow(): number | undefined {
  return systemClockTrust()() === 'none' ? undefined : Date.now();
}
