/** Periods that can be chosen, days; the first is today. */
export const PERIODS = [1, 7, 30, 90, 365] as const;
export type Period = (typeof PERIODS)[number];

const DAY = 86_400_000;

/** Of a period up to now, its beginning: midnight UTC, as the registry counts days, so that the first day is a whole one. */
export function periodStart(days: Period, nowMs: number): number {
  return (Math.floor(nowMs / DAY) - days + 1) * DAY;
}

export function periodOf(text: string | undefined): Period {
  return PERIODS.find((days) => String(days) === text) ?? 7;
}

/** YYYY-MM-DD as midnight UTC, ms since 1970; undefined for a day that is none. */
export function dayStart(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse takes the 31st of any month for the 1st of the next.
  return Number.isNaN(ms) || dayOf(ms) !== text ? undefined : ms;
}

/** The day of UTC as YYYY-MM-DD. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The midnight that ends a day. */
export function dayEnd(startMs: number): number {
  return startMs + DAY;
}
