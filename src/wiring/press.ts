import { debounce, settled, type Debounced } from './debounce.js';
import type { Level } from './gpio.js';

/** How a button's contact is judged. */
export interface PressRules {
  /** The level of the pressed contact. */
  readonly active: Level;
  /** A contact counts as closed or open once it was so for this long, ms. */
  readonly settleMs: number;
  /** More edges than this within a second: a loose contact or a wet cable, not a finger. */
  readonly mostEdgesPerSecond: number;
  /** Held longer than this it is stuck, ms; above the longest press that means something. */
  readonly stuckMs: number;
}

/** 25 ms: contacts of push buttons bounce for up to some 10 ms, and a display change may take 100 ms from the press. */
export const PRESS_RULES: PressRules = {
  active: 0,
  settleMs: 25,
  mostEdgesPerSecond: 100,
  stuckMs: 20_000,
};

export type PressFault = 'chattering' | 'stuck';

export interface Press {
  readonly contact: Debounced;
  /** What was last reported. */
  readonly reported: 'down' | 'up';
  /** False until the contact was seen open: a press begins with its closing. */
  readonly armed: boolean;
  /** When the level changed within the last second, ms of uptime, oldest first; no more of them than needed to judge. */
  readonly edges: readonly number[];
  /** Since when the contact is closed. */
  readonly closedSinceMs?: number;
  readonly fault?: PressFault;
}

/** A button at start-up. Held down then, it is not a press: the finger that switched the device on may rest on it. */
export function restingPress(level: Level, uptimeMs: number, rules: PressRules): Press {
  const closed = level === rules.active;
  return {
    contact: settled(level, uptimeMs),
    reported: 'up',
    armed: !closed,
    edges: [],
    ...(closed ? { closedSinceMs: uptimeMs } : {}),
  };
}

/**
 * Takes one look at the contact. While it chatters nothing is reported; afterwards a release that was missed is, and a press
 * only after the contact was open. Look at every edge and when `nextLookMs` says.
 */
export function lookAtPress(press: Press, level: Level, uptimeMs: number, rules: PressRules): Press {
  const contact = debounce(press.contact, level, uptimeMs, rules.settleMs);
  const recent = press.edges.filter((at) => at > uptimeMs - 1000);
  const edges =
    level === press.contact.seen ? recent : [...recent, uptimeMs].slice(-(rules.mostEdgesPerSecond + 1));
  const closed = contact.stable === rules.active;
  const closedSinceMs = closed ? (press.closedSinceMs ?? uptimeMs) : undefined;

  const chattering =
    edges.length > rules.mostEdgesPerSecond || (press.fault === 'chattering' && edges.length > 0);
  const stuck = closedSinceMs !== undefined && uptimeMs - closedSinceMs >= rules.stuckMs;
  const fault: PressFault | undefined = chattering ? 'chattering' : stuck ? 'stuck' : undefined;

  const armed = !chattering && (press.armed || !closed);
  const down = closed && (armed || press.reported === 'down');
  return {
    contact,
    reported: chattering ? press.reported : down ? 'down' : 'up',
    armed,
    edges,
    ...(closedSinceMs === undefined ? {} : { closedSinceMs }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** When to look again though no edge came, ms of uptime; undefined: only at the next edge. */
export function nextLookMs(press: Press, rules: PressRules): number | undefined {
  const due: number[] = [];
  if (press.contact.seen !== press.contact.stable) due.push(press.contact.sinceMs + rules.settleMs);
  const last = press.edges.at(-1);
  if (press.fault === 'chattering' && last !== undefined) due.push(last + 1000);
  if (press.closedSinceMs !== undefined && press.fault === undefined)
    due.push(press.closedSinceMs + rules.stuckMs);
  return due.length === 0 ? undefined : Math.min(...due);
}
