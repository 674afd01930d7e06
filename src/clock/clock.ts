import type { Moment } from './moment.js';

/** What `after` gives back: calling it takes the alarm away; quietly when it rang already. */
export type Cancel = () => void;

/**
 * All that the device knows of time. Two adapters: the machine's own clock, and a virtual one that jumps from alarm to alarm
 * so that a day passes in seconds. Nothing above this floor calls `setTimeout`, `Date.now` or `performance.now` to decide
 * anything.
 */
export interface Clock {
  /** Now, with everything needed to order and date it. */
  moment(): Moment;
  /** Milliseconds since this boot; never runs backwards. */
  uptimeMs(): number;
  /** Calls back once, `ms` (≥ 0) from now, never before this call returned. */
  after(ms: number, ring: () => void): Cancel;
  /** Resolves `ms` from now, or as soon as the signal aborts (quietly: who aborted knows). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs work that takes real time (disk, worker threads, child processes). A virtual clock stands still while any such work
   * is under way; the machine's clock merely runs it. Passes on what the work resolves or rejects with.
   */
  during<T>(work: () => Promise<T>): Promise<T>;
}
