import type { Level } from './gpio.js';

/** What is known of a line whose contact may bounce. */
export interface Debounced {
  /** The level that counts. */
  readonly stable: Level;
  /** The level last seen. */
  readonly seen: Level;
  /** Since when it was seen without a change, ms of uptime. */
  readonly sinceMs: number;
}

export function settled(level: Level, uptimeMs: number): Debounced {
  return { stable: level, seen: level, sinceMs: uptimeMs };
}

/**
 * Takes one look at the line. A level counts once it was seen unchanged for `settleMs`: a bounce, and a spike of
 * interference, is shorter. Look at every edge, and again `settleMs` after the last one.
 *
 * @param uptimeMs not before the last look
 * @returns the new state; its `stable` differs from the old one's exactly when the line changed
 */
export function debounce(state: Debounced, level: Level, uptimeMs: number, settleMs: number): Debounced {
  const sinceMs = level === state.seen ? state.sinceMs : uptimeMs;
  const stable = uptimeMs - sinceMs >= settleMs ? level : state.stable;
  return { stable, seen: level, sinceMs };
}
