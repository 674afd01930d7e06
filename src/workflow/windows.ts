import type { UnattendedPlan } from './workflow-settings.js';

type Window = UnattendedPlan['windows'][number];

/** Minutes of a day. */
const DAY = 1440;

/** Whether a minute of the day lies in one of the windows; one that begins and ends at the same minute is the whole day. */
export function isOpen(windows: readonly Window[], minuteOfDay: number): boolean {
  const minute = wrap(minuteOfDay);
  return windows.some(({ fromMinute, toMinute }) => {
    const from = wrap(fromMinute);
    const length = wrap(toMinute - fromMinute) || DAY;
    return wrap(minute - from) < length;
  });
}

/** Minutes (≥ 0, < 1440) until a window is open; 1440 when there is no window at all. */
export function minutesToOpen(windows: readonly Window[], minuteOfDay: number): number {
  if (isOpen(windows, minuteOfDay)) return 0;
  return Math.min(DAY, ...windows.map(({ fromMinute }) => wrap(fromMinute - minuteOfDay)));
}

function wrap(minutes: number): number {
  return ((minutes % DAY) + DAY) % DAY;
}
