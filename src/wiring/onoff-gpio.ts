import type * as Onoff from 'onoff';
import { HardwareError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import { EdgeFilter } from './edge-filter.js';
import { gpioBusy, gpioClosed, gpioOpenFailed, gpioReadFailed, gpioWriteFailed } from './gpio-errors.js';
import type { Gpio, InputLine, Level, OutputLine } from './gpio.js';
import { findSocChip, requireExportPermission, SOC_LABELS, type SocChip } from './soc-chip.js';

/**
 * The header's lines through onoff and the kernel's sysfs. sysfs cannot set a pull: the firmware does, from the lines for
 * config.txt in hardware/wiring.md. Debounce is ours (see docs/decisions/onoff.md).
 */
export class OnoffGpio implements Gpio {
  readonly chip: SocChip;
  readonly #onoff: typeof Onoff;
  readonly #clock: Clock;
  readonly #open = new Map<number, () => void>();
  #closed = false;

  private constructor(onoff: typeof Onoff, chip: SocChip, clock: Clock) {
    this.#onoff = onoff;
    this.chip = chip;
    this.#clock = clock;
  }

  /**
   * Looks the chip up and loads onoff, which a machine without GPIO never needs.
   *
   * @param labels chips to accept, for tests with a simulated one
   * @throws HardwareError gpio-no-sysfs, gpio-no-chip, gpio-no-permission, gpio-no-driver.
   */
  static async open(clock: Clock, options: { readonly labels?: readonly string[] } = {}): Promise<OnoffGpio> {
    const chip = findSocChip(undefined, options.labels ?? SOC_LABELS);
    requireExportPermission();
    let onoff: typeof Onoff;
    try {
      onoff = await import('onoff');
    } catch (cause) {
      throw new HardwareError(
        'gpio-no-driver',
        'The native part of the library that drives GPIO lines cannot be loaded.',
        'Install again on this machine (npm ci), with a compiler present.',
        { cause },
      );
    }
    return new OnoffGpio(onoff, chip, clock);
  }

  input(
    bcm: number,
    options: { readonly pull?: 'up' | 'down' | 'none'; readonly debounceMs?: number } = {},
  ): InputLine {
    const line = this.#take(bcm, 'in');
    const filter = new EdgeFilter(this.#clock, readLevel(bcm, line), options.debounceMs ?? 0);
    // The kernel tells that there was an edge, and onoff reads the level after it: two quick edges are two looks at one level.
    line.watch((error, level) => {
      if (error === null || error === undefined) filter.look(level);
    });
    const alive = this.#keep(bcm, () => {
      filter.close();
      line.unexport();
    });
    return {
      read: () => {
        if (!alive()) throw gpioClosed(bcm);
        return readLevel(bcm, line);
      },
      onEdge: (listener) => {
        if (!alive()) throw gpioClosed(bcm);
        return filter.onEdge(listener);
      },
      close: () => {
        if (alive()) this.#release(bcm);
      },
    };
  }

  output(bcm: number, initial: Level): OutputLine {
    // 'high' and 'low' set direction and level at once: no flash of a lamp, no pulse on a stage.
    const line = this.#take(bcm, initial === 1 ? 'high' : 'low');
    const alive = this.#keep(bcm, () => line.unexport());
    return {
      write: (level) => {
        if (!alive()) throw gpioClosed(bcm);
        try {
          line.writeSync(level);
        } catch (cause) {
          throw gpioWriteFailed(bcm, cause);
        }
      },
      close: () => {
        if (alive()) this.#release(bcm);
      },
    };
  }

  close(): void {
    this.#closed = true;
    for (const bcm of [...this.#open.keys()]) this.#release(bcm);
  }

  #take(bcm: number, direction: 'in' | 'high' | 'low'): Onoff.Gpio {
    if (!Number.isInteger(bcm) || bcm < 0 || bcm > 27)
      throw new RangeError(`the header has no line BCM ${bcm}`);
    if (this.#closed) throw gpioClosed(bcm);
    if (this.#open.has(bcm)) throw gpioBusy(bcm);
    let line: Onoff.Gpio;
    try {
      line = new this.#onoff.Gpio(
        this.chip.base + bcm,
        direction,
        ...(direction === 'in' ? (['both'] as const) : []),
      );
    } catch (cause) {
      throw gpioOpenFailed(bcm, cause);
    }
    // onoff keeps quiet when a line that was exported before refuses its direction.
    const got = line.direction();
    if ((got === 'in') !== (direction === 'in')) {
      line.unexport();
      throw gpioBusy(bcm, new Error(`direction is ${got}, asked for ${direction}`));
    }
    return line;
  }

  /** Remembers how a line is given back; the function returned tells whether it still is out. */
  #keep(bcm: number, release: () => void): () => boolean {
    this.#open.set(bcm, release);
    return () => this.#open.get(bcm) === release;
  }

  #release(bcm: number): void {
    const release = this.#open.get(bcm);
    this.#open.delete(bcm);
    release?.();
  }
}

function readLevel(bcm: number, line: Onoff.Gpio): Level {
  try {
    return line.readSync();
  } catch (cause) {
    throw gpioReadFailed(bcm, cause);
  }
}
