import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the wall clock can be believed by: set from a battery-backed clock at boot, kept by a time server, or neither, in
 * which case it merely continues from whenever the disk was last written.
 */
export type ClockTrust = 'rtc' | 'network' | 'none';

/** systemd-timesyncd makes this file when a time server first answered since boot (systemd-timesyncd.service(8)). */
const SYNCHRONIZED = 'run/systemd/timesync/synchronized';
/** A battery-backed clock that tells less than this has lost its battery and begun anew. */
const EARLIEST_MS = Date.UTC(2025, 0);
/** 2100: what a chip tells that counts nonsense. */
const LATEST_MS = Date.UTC(2100, 0);
/** The system's clock was set from the chip, and not by hand or from a file since, when they are this close. */
const AGREES_WITHIN_MS = 60_000;

/**
 * What a wall clock that tells `wallClockMs` can be believed by now.
 *
 * A battery-backed clock counts when it tells a sane time and the wall clock agrees with it to a minute: one that is present
 * but empty, or that the system never read, vouches for nothing. Its seconds come from the kernel's
 * /sys/class/rtc/rtcN/since_epoch. Never throws: what cannot be read vouches for nothing.
 *
 * @param root where the file system of the machine begins; tests give a folder
 */
export function readClockTrust(wallClockMs: number, root = '/'): ClockTrust {
  if (existsSync(join(root, SYNCHRONIZED))) return 'network';
  return rtcTimes(root).some(
    (ms) => ms >= EARLIEST_MS && ms <= LATEST_MS && Math.abs(ms - wallClockMs) <= AGREES_WITHIN_MS,
  )
    ? 'rtc'
    : 'none';
}

/**
 * `readClockTrust` of this machine for `SystemClock`, looked up again after `everyMs` at the earliest: a clock chip on I²C
 * takes a millisecond to answer.
 */
export function systemClockTrust(
  options: { readonly root?: string; readonly everyMs?: number } = {},
): () => ClockTrust {
  const { root = '/', everyMs = 10_000 } = options;
  let trust: ClockTrust = 'none';
  let readAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - readAt >= everyMs) {
      trust = readClockTrust(Date.now(), root);
      readAt = now;
    }
    return trust;
  };
}

/** What each battery-backed clock tells, ms since 1970; none where there is none. */
function rtcTimes(root: string): number[] {
  const folder = join(root, 'sys/class/rtc');
  try {
    return readdirSync(folder).map((name) => secondsIn(join(folder, name, 'since_epoch')) * 1000);
  } catch {
    return []; // no such folder: a Pi before the 5 without a clock chip
  }
}

function secondsIn(file: string): number {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(text) ? Number(text) : NaN;
  } catch {
    return NaN; // the chip does not answer, or its time is marked invalid by the driver
  }
}
