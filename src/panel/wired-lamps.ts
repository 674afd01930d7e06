import type { Cancel, Clock } from '../clock/clock.js';
import type { Level, OutputLine } from '../wiring/gpio.js';
import { dark, type Lamp, LAMPS, type LampModes } from './lamps-of.js';
import type { LampRow } from './text-display.js';

/** Half a period of a blinking lamp, ms. */
export const blinkMs = 500;
/** A flash: the green lamp changes this often, this many ms apart. */
const flashSteps = 6;
const flashStepMs = 80;

/** Lamps on GPIO lines, high is lit; a lamp that is not fitted is left out. Failures in between go to `failed`. */
export class WiredLamps implements LampRow {
  readonly #lines: Readonly<Partial<Record<Lamp, OutputLine>>>;
  readonly #clock: Clock;
  readonly #failed: (cause: unknown) => void;
  readonly #written: Partial<Record<Lamp, Level>> = {};
  #modes: LampModes = dark;
  #phase: Level = 1;
  #flashing = 0;
  #blink: Cancel | undefined;
  #flash: Cancel | undefined;

  constructor(
    lines: Readonly<Partial<Record<Lamp, OutputLine>>>,
    clock: Clock,
    failed: (cause: unknown) => void,
  ) {
    this.#lines = lines;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Throws what a line throws. */
  show(modes: LampModes): void {
    this.#modes = modes;
    const blinking = LAMPS.some((lamp) => modes[lamp] === 'blink' && this.#lines[lamp]);
    if (blinking && !this.#blink) {
      this.#phase = 1;
      this.#blinkOn();
    } else if (!blinking) {
      this.#blink?.();
      this.#blink = undefined;
    }
    this.#write();
  }

  flash(): void {
    if (!this.#lines.green) return;
    this.#flash?.();
    this.#flashing = flashSteps;
    this.#flashOn();
  }

  off(): void {
    this.#flash?.();
    this.#flashing = 0;
    this.show(dark);
  }

  #blinkOn(): void {
    this.#blink = this.#clock.after(blinkMs, () => {
      this.#phase = this.#phase === 1 ? 0 : 1;
      this.#blinkOn();
      this.#writeQuietly();
    });
  }

  #flashOn(): void {
    this.#writeQuietly();
    if (this.#flashing === 0) return;
    this.#flash = this.#clock.after(flashStepMs, () => {
      this.#flashing--;
      this.#flashOn();
    });
  }

  #writeQuietly(): void {
    try {
      this.#write();
    } catch (cause) {
      this.#failed(cause);
    }
  }

  #write(): void {
    for (const lamp of LAMPS) {
      const mode = this.#modes[lamp];
      const flashed = lamp === 'green' && this.#flashing > 0;
      const level: Level = flashed
        ? this.#flashing % 2 === 0
          ? 1
          : 0
        : mode === 'blink'
          ? this.#phase
          : mode === 'on'
            ? 1
            : 0;
      if (this.#written[lamp] === level) continue;
      this.#lines[lamp]?.write(level);
      this.#written[lamp] = level;
    }
  }
}
