import type { ClockTrust } from './clock-trust.js';

/**
 * When something happened, as far as a device without a battery-backed clock can know. Order never rests on this: every
 * row also gets the store's own sequence number. Boot id and uptime let a clock that is set right later date what came
 * before in the same boot.
 */
export interface Moment {
  /** Which run of the machine: the kernel's boot id. */
  readonly bootId: string;
  /** Milliseconds since that boot; never runs backwards within it. */
  readonly uptimeMs: number;
  /** Milliseconds since 1970 as the wall clock told it, right or wrong. */
  readonly wallClockMs: number;
  /** What that wall clock could be believed by then; not noted by versions before 0.2. */
  readonly trust?: ClockTrust;
}
