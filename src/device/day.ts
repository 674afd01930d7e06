import type { Moment } from '../clock/moment.js';

const MINUTE = 60_000;

/** Local minute of the day (0–1439) by a clock that something has set, otherwise minutes since boot, modulo a day. */
export function minuteOfDay(moment: Moment): number {
  if (moment.trust === undefined || moment.trust === 'none')
    return Math.floor(moment.uptimeMs / MINUTE) % 1440;
  const local = new Date(moment.wallClockMs);
  return local.getHours() * 60 + local.getMinutes();
}
