import type { Cancel, Clock } from '../clock/clock.js';
import type { OutputLine } from '../wiring/gpio.js';
import type { Beep } from './panel.js';
import type { Sounder } from './text-display.js';

/** ms on, off, on, …: told apart without looking. */
export const beepPatterns: Readonly<Record<Beep, readonly number[]>> = {
  'field-taken': [60],
  refused: [60, 80, 60],
  done: [400],
  alarm: [300, 200, 300, 200, 300],
};

/** An active beeper on a GPIO line, high is loud. A new beep cuts off the last. Failures go to `failed`. */
export class WiredBeeper implements Sounder<Beep> {
  readonly #line: OutputLine | undefined;
  readonly #clock: Clock;
  readonly #failed: (cause: unknown) => void;
  #cancel: Cancel | undefined;

  constructor(line: OutputLine | undefined, clock: Clock, failed: (cause: unknown) => void) {
    this.#line = line;
    this.#clock = clock;
    this.#failed = failed;
  }

  sound(beep: Beep): void {
    this.#cancel?.();
    this.#step(beepPatterns[beep], 0);
  }

  quiet(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#write(0);
  }

  #step(pattern: readonly number[], index: number): void {
    const ms = pattern.at(index);
    this.#write(ms !== undefined && index % 2 === 0 ? 1 : 0);
    this.#cancel = ms === undefined ? undefined : this.#clock.after(ms, () => this.#step(pattern, index + 1));
  }

  #write(level: 0 | 1): void {
    try {
      this.#line?.write(level);
    } catch (cause) {
      this.#failed(cause);
    }
  }
}
