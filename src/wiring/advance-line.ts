import type { Clock } from '../clock/clock.js';
import type { Level, OutputLine } from './gpio.js';
import { OneAtATime } from './one-at-a-time.js';
import type { StageAdvance } from './stage-advance.js';
import { stageClosed } from './stage-errors.js';

/** Moves the stage by a pulse on a GPIO line. Whether it did move, the next frames must show: nothing answers. */
export class AdvanceLine implements StageAdvance {
  readonly #line: OutputLine;
  readonly #clock: Clock;
  readonly #pulseMs: number;
  readonly #active: Level;
  readonly #queue = new OneAtATime();
  readonly #stop = new AbortController();

  /**
   * @param line opened at its resting level; closed with this
   * @param options.pulseMs length of the pulse, ms, and of the rest that follows it, > 0
   * @param options.active level of the pulse; 1 unless told
   */
  constructor(
    line: OutputLine,
    clock: Clock,
    options: { readonly pulseMs: number; readonly active?: Level },
  ) {
    if (!(options.pulseMs > 0)) throw new RangeError(`a pulse of ${options.pulseMs} ms`);
    this.#line = line;
    this.#clock = clock;
    this.#pulseMs = options.pulseMs;
    this.#active = options.active ?? 1;
  }

  advance(): Promise<void> {
    return this.#queue.run(async () => {
      this.#stop.signal.throwIfAborted();
      try {
        this.#line.write(this.#active);
        await this.#clock.sleep(this.#pulseMs, this.#stop.signal);
      } finally {
        // Whatever happened, the stage must not be left running.
        this.#line.write(this.#active === 1 ? 0 : 1);
      }
      this.#stop.signal.throwIfAborted();
      // As long a rest: two pulses in a row must not become one.
      await this.#clock.sleep(this.#pulseMs, this.#stop.signal);
    });
  }

  async close(): Promise<void> {
    this.#stop.abort(stageClosed());
    await this.#queue.idle();
    this.#line.close();
  }
}
