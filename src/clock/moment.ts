import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

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
}

/** The machine's own account of now. Where the kernel gives no boot id, one is made up for this process. */
export function systemMoments(): () => Moment {
  const bootId = readBootId();
  return () => ({ bootId, uptimeMs: Math.round(uptime() * 1000), wallClockMs: Date.now() });
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID(); // not Linux: this process is the only span within which uptimes are surely comparable
  }
}
