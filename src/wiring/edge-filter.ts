import type { Cancel, Clock } from '../clock/clock.js';
import { debounce, settled, type Debounced } from './debounce.js';
import type { Level } from './gpio.js';

/** Turns looks at a line into changes of level, bounces taken out. Every adapter's input lines use it. */
export class EdgeFilter {
  readonly #clock: Clock;
  readonly #settleMs: number;
  readonly #listeners = new Set<(level: Level) => void>();
  #state: Debounced;
  #again: Cancel | undefined;

  /** @param settleMs how long a level must hold to count, ms; 0: every change counts. */
  constructor(clock: Clock, level: Level, settleMs: number) {
    if (!(settleMs >= 0)) throw new RangeError(`a debounce of ${settleMs} ms`);
    this.#clock = clock;
    this.#settleMs = settleMs;
    this.#state = settled(level, clock.uptimeMs());
  }

  onEdge(listener: (level: Level) => void): Cancel {
    // Wrapped, so that the same function given twice is called twice and cancelled one by one.
    const entry = (level: Level): void => listener(level);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** The line was just seen at this level. */
  look(level: Level): void {
    const before = this.#state;
    this.#state = debounce(before, level, this.#clock.uptimeMs(), this.#settleMs);
    this.#again?.();
    this.#again = undefined;
    if (this.#state.seen !== this.#state.stable) {
      const left = this.#state.sinceMs + this.#settleMs - this.#clock.uptimeMs();
      this.#again = this.#clock.after(Math.max(left, 0), () => this.look(this.#state.seen));
    }
    const { stable } = this.#state;
    if (stable !== before.stable) for (const listener of [...this.#listeners]) listener(stable);
  }

  /** Nothing is told any more. */
  close(): void {
    this.#again?.();
    this.#again = undefined;
    this.#listeners.clear();
  }
}
