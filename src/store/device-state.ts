import type { ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';

/** What the device remembers beside its slides: calibration, what it learned of itself, running numbers, good clocks. */
export interface DeviceState {
  /** What was last written under a key, as it was; undefined where there is nothing. */
  readState(key: string): Promise<unknown>;
  /**
   * Remember plain JSON under a key (letters, digits, `.` and `-`), in place of what was there; `undefined` forgets it.
   * Rejects with RangeError for another key, or a number that is none.
   */
  writeState(key: string, value: unknown): Promise<void>;

  /**
   * The next running label, "0001" and up: one above the last that a slide was begun under, never one that a slide has
   * already. It stays the same until a slide is begun under it.
   */
  nextLabel(): Promise<string>;

  /**
   * Note that the wall clock is good by now, so that it can date what came before; a moment without trust is passed over.
   * Every field, slide and result does this by itself: needed only when the clock becomes good and nothing else happens.
   */
  noteTime(at: Moment): Promise<void>;
  /** The last good time of each boot and trust, in order of events: for `dateOf`. */
  anchors(): Promise<readonly ClockAnchor[]>;
}
