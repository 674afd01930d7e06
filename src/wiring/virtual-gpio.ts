import type { Cancel, Clock } from '../clock/clock.js';
import { EdgeFilter } from './edge-filter.js';
import { gpioBusy, gpioClosed, gpioReadFailed, gpioWriteFailed } from './gpio-errors.js';
import type { Gpio, InputLine, Level, OutputLine } from './gpio.js';

/** One write to an output, in order. */
export interface GpioWrite {
  readonly bcm: number;
  readonly level: Level;
  readonly uptimeMs: number;
}

/** The 28 lines of a header that is not there: levels come from outside, writes are kept, faults can be put in. */
export class VirtualGpio implements Gpio {
  readonly #clock: Clock;
  readonly #mostWrites: number;
  /** What the wires carry; a line never set is where its pull puts it. */
  readonly #levels = new Map<number, Level>();
  readonly #open = new Map<number, EdgeFilter | undefined>();
  readonly #busy = new Set<number>();
  readonly #failing = new Set<number>();
  readonly #bouncing = new Set<Cancel>();
  #writes: GpioWrite[] = [];
  #closed = false;

  /** @param options.mostWrites how many writes are kept, the oldest dropped; a display makes hundreds a second */
  constructor(clock: Clock, options: { readonly mostWrites?: number } = {}) {
    this.#clock = clock;
    this.#mostWrites = options.mostWrites ?? 10_000;
  }

  input(
    bcm: number,
    options: { readonly pull?: 'up' | 'down' | 'none'; readonly debounceMs?: number } = {},
  ): InputLine {
    this.#claim(bcm);
    if (!this.#levels.has(bcm)) this.#levels.set(bcm, options.pull === 'up' ? 1 : 0);
    const filter = new EdgeFilter(this.#clock, this.level(bcm), options.debounceMs ?? 0);
    this.#open.set(bcm, filter);
    const alive = (): boolean => this.#open.get(bcm) === filter;
    return {
      read: () => {
        if (!alive()) throw gpioClosed(bcm);
        if (this.#failing.has(bcm)) throw gpioReadFailed(bcm);
        return this.level(bcm);
      },
      onEdge: (listener) => {
        if (!alive()) throw gpioClosed(bcm);
        return filter.onEdge(listener);
      },
      close: () => {
        filter.close();
        if (alive()) this.#open.delete(bcm);
      },
    };
  }

  output(bcm: number, initial: Level): OutputLine {
    this.#claim(bcm);
    this.#open.set(bcm, undefined);
    let open = true;
    const write = (level: Level): void => {
      if (!open || this.#closed) throw gpioClosed(bcm);
      if (this.#failing.has(bcm)) throw gpioWriteFailed(bcm);
      this.#levels.set(bcm, level);
      this.#writes.push({ bcm, level, uptimeMs: this.#clock.uptimeMs() });
      // Dropped by halves: shifting a long array at every write would cost more than all else here.
      if (this.#writes.length > 2 * this.#mostWrites) this.#writes = this.#writes.slice(-this.#mostWrites);
    };
    write(initial);
    return {
      write,
      close: () => {
        if (!open) return;
        open = false;
        if (!this.#closed) this.#open.delete(bcm);
      },
    };
  }

  close(): void {
    this.#closed = true;
    for (const filter of this.#open.values()) filter?.close();
    this.#open.clear();
    for (const cancel of this.#bouncing) cancel();
    this.#bouncing.clear();
  }

  /** Puts a level on a wire, as a button or a chip does. */
  set(bcm: number, level: Level): void {
    this.#levels.set(bcm, level);
    this.#open.get(bcm)?.look(level);
  }

  /**
   * A contact that bounces on its way to `level`: as many flips as told, `everyMs` apart, the first at once, the last at
   * `level`.
   */
  bounce(bcm: number, level: Level, flips = 7, everyMs = 1): void {
    for (let flip = 0; flip < flips; flip++) {
      const on = (flips - 1 - flip) % 2 === 0 ? level : level === 1 ? 0 : 1;
      if (flip === 0) this.set(bcm, on);
      else {
        const cancel = this.#clock.after(flip * everyMs, () => {
          this.#bouncing.delete(cancel);
          this.set(bcm, on);
        });
        this.#bouncing.add(cancel);
      }
    }
  }

  /** What the wire carries now. */
  level(bcm: number): Level {
    return this.#levels.get(bcm) ?? 0;
  }

  /** Writes so far in order, the initial level of an output among them. */
  get writes(): readonly GpioWrite[] {
    return this.#writes.slice(-this.#mostWrites);
  }

  /** Somebody else takes the line, or gives it back: asking for it is refused meanwhile. */
  setBusy(bcm: number, busy: boolean): void {
    if (busy) this.#busy.add(bcm);
    else this.#busy.delete(bcm);
  }

  /** Reads and writes of this line fail from now on, or work again. */
  setFailing(bcm: number, failing: boolean): void {
    if (failing) this.#failing.add(bcm);
    else this.#failing.delete(bcm);
  }

  /** Lines given out and not yet closed, by number. */
  get inUse(): readonly number[] {
    return [...this.#open.keys()].sort((a, b) => a - b);
  }

  #claim(bcm: number): void {
    if (!Number.isInteger(bcm) || bcm < 0 || bcm > 27)
      throw new RangeError(`the header has no line BCM ${bcm}`);
    if (this.#closed) throw gpioClosed(bcm);
    if (this.#busy.has(bcm) || this.#open.has(bcm)) throw gpioBusy(bcm);
  }
}
