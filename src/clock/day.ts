import type { Moment } from './moment.js';

const MINUTE = 60_000;

/** Whether something has set the wall clock since boot. */
export function isTrusted({ trust }: Moment): boolean {
  return trust !== undefined && trust !== 'none';
}

/** Local minute of the day (0–1439) by a clock that something has set, otherwise minutes since boot, modulo a day. */
export function minuteOfDay(moment: Moment): number {
  if (!isTrusted(moment)) return Math.floor(moment.uptimeMs / MINUTE) % 1440;
  const local = new Date(moment.wallClockMs);
  return local.getHours() * 60 + local.getMinutes();
}
