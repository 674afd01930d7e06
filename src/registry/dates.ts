import { dateOf, type ClockAnchor } from '../clock/dating.js';
import type { DatedColumns } from './tables.js';

/** A wall clock outside of these tells nonsense, whatever is said of it: before this program, or beyond 2100. */
const EARLIEST_MS = Date.UTC(2020, 0);
const LATEST_MS = Date.UTC(2100, 0);

export type KnownDate = { readonly ms: number; readonly trust: 'network' | 'rtc' } | undefined;

/** A date in whole milliseconds, where it can be one. */
export function knownDate(ms: number, trust: 'network' | 'rtc'): KnownDate {
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? { ms: Math.round(ms), trust } : undefined;
}

/** Good clocks of one run of one device, by uptime. */
export class BootAnchors {
  readonly #anchors: readonly ClockAnchor[];

  constructor(anchors: readonly ClockAnchor[]) {
    this.#anchors = [...anchors].sort(
      (a, b) => a.at.uptimeMs - b.at.uptimeMs || a.at.wallClockMs - b.at.wallClockMs,
    );
  }

  /** As `dateOf`, of a moment of the same run; only its nearest neighbours of each trust can matter. */
  date(boot: string, uptimeMs: number): KnownDate {
    const near = (['network', 'rtc'] as const).flatMap((trust) => {
      const of = this.#anchors.filter((anchor) => anchor.at.trust === trust);
      const after = of.findIndex((anchor) => anchor.at.uptimeMs >= uptimeMs);
      return after < 0 ? of.slice(-1) : of.slice(Math.max(0, after - 1), after + 1);
    });
    const at = { bootId: boot, uptimeMs, wallClockMs: 0 };
    const dated = dateOf({ sequence: 0, at }, near);
    return dated.kind === 'known' ? knownDate(dated.wallClockMs, dated.by) : undefined;
  }
}

export const DAY_MS = 86_400_000;

/** Where a slide stands in lists and counts: by its date where known, else by receipt. */
export function placeInTime(
  date_ms: number | null,
  received_ms: number,
): { readonly sort_ms: number; readonly day: number } {
  const sort_ms = date_ms ?? received_ms;
  return { sort_ms, day: Math.floor(sort_ms / DAY_MS) };
}

type Dates = Pick<DatedColumns, 'date_ms' | 'date_trust'>;

/** The best that is known: what a time server vouches for, then a battery-backed clock; of equals the device's own word. */
export function bestDate(
  own: Pick<DatedColumns, 'boot' | 'uptime_ms' | 'own_ms' | 'own_trust'>,
  anchors: BootAnchors | undefined,
): Dates {
  const byAnchor = own.own_trust === 'network' ? undefined : anchors?.date(own.boot, own.uptime_ms);
  if (byAnchor !== undefined && (own.own_trust === 'unknown' || byAnchor.trust === 'network'))
    return { date_ms: byAnchor.ms, date_trust: byAnchor.trust };
  return { date_ms: own.own_ms, date_trust: own.own_trust };
}
