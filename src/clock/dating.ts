import type { ClockTrust } from './clock-trust.js';
import type { Moment } from './moment.js';

/** Something that happened, in the device's own order of events. */
export interface OrderedMoment {
  /** The store's number: grows with everything that happens, over all boots. */
  readonly sequence: number;
  readonly at: Moment;
}

/** A moment at which the wall clock could be believed. */
export interface ClockAnchor extends OrderedMoment {
  readonly at: Moment & { readonly trust: Exclude<ClockTrust, 'none'> };
}

/** When something happened, as far as good clocks before and after it tell; milliseconds since 1970. */
export type Dated =
  | { readonly kind: 'known'; readonly wallClockMs: number; readonly by: Exclude<ClockTrust, 'none'> }
  | { readonly kind: 'between'; readonly earliestMs: number; readonly latestMs: number }
  | { readonly kind: 'after'; readonly earliestMs: number }
  | { readonly kind: 'before'; readonly latestMs: number }
  | { readonly kind: 'unknown' };

/** Whether a moment can anchor others. */
export function isAnchor(event: OrderedMoment): event is ClockAnchor {
  return event.at.trust !== undefined && event.at.trust !== 'none';
}

/**
 * Dates a moment by the anchors of the same boot, before or after it: the difference of the uptimes is exact, whatever the
 * wall clock did meanwhile. The network's word goes before that of a battery-backed clock, then the nearest.
 *
 * A boot without an anchor lies between its neighbours in order of events: after the last anchor of an earlier boot, plus
 * its own uptime by then, and before the start of the next boot that has one. Anchors that contradict each other leave it
 * unknown. The moment's own wall clock counts only if it was trusted then.
 */
export function dateOf(event: OrderedMoment, anchors: readonly ClockAnchor[]): Dated {
  const { bootId, uptimeMs } = event.at;
  const known = isAnchor(event) ? [...anchors, event] : anchors;
  let best: ClockAnchor | undefined;
  let earliestMs = -Infinity;
  let latestMs = Infinity;
  for (const anchor of known) {
    if (anchor.at.bootId === bootId) {
      if (best === undefined || isBetter(anchor, best, uptimeMs)) best = anchor;
    } else if (anchor.sequence < event.sequence) {
      earliestMs = Math.max(earliestMs, anchor.at.wallClockMs + uptimeMs);
    } else {
      latestMs = Math.min(latestMs, anchor.at.wallClockMs - anchor.at.uptimeMs);
    }
  }
  if (best !== undefined) {
    const wallClockMs = best.at.wallClockMs + uptimeMs - best.at.uptimeMs;
    return { kind: 'known', wallClockMs, by: best.at.trust };
  }
  if (earliestMs > latestMs) return { kind: 'unknown' };
  if (earliestMs === -Infinity)
    return latestMs === Infinity ? { kind: 'unknown' } : { kind: 'before', latestMs };
  return latestMs === Infinity ? { kind: 'after', earliestMs } : { kind: 'between', earliestMs, latestMs };
}

function isBetter(a: ClockAnchor, b: ClockAnchor, uptimeMs: number): boolean {
  if (a.at.trust !== b.at.trust) return a.at.trust === 'network';
  return Math.abs(a.at.uptimeMs - uptimeMs) < Math.abs(b.at.uptimeMs - uptimeMs);
}
