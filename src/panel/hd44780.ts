import type { Clock } from '../clock/clock.js';
import type { OutputLine } from '../wiring/gpio.js';
import { GlyphSlots } from './hd44780-glyphs.js';
import { type Hd44780Lines, Hd44780Wire } from './hd44780-wire.js';
import type { Ending } from './latest.js';
import type { Pacer } from './pacer.js';
import type { Page } from './page.js';
import type { TextDisplay } from './text-display.js';

/** Commands by the data sheet's table 6. */
const twoLines5x8 = 0x28;
const displayOn = 0x0c;
const displayOff = 0x08;
const entryIncrement = 0x06;
const setGlyphAddress = 0x40;
const setAddress = 0x80;

/** 40 ms after the supply has reached 2.7 V the chip listens. */
const powerUpMs = 50;

/**
 * How often the set-up is repeated while all seems well, ms. Nothing can be read back: a disturbance on the cable that costs
 * one nibble would leave nonsense on the display until the next boot.
 */
export const resynchroniseMs = 60_000;

/** Data memory address of each row's first character; rows 2 and 3 continue rows 0 and 1. */
function rowAddresses(columns: number): readonly number[] {
  return [0x00, 0x40, columns, 0x40 + columns];
}

/**
 * A character display with an HD44780 (or its many copies) in 4-bit mode, 16×2 or 20×4. Only characters that changed are
 * written; "clear" (1.5 ms, and a flicker) is never used. Brightness is its backlight: on or off.
 */
export class Hd44780 implements TextDisplay {
  readonly columns: number;
  readonly rows: number;
  readonly #wire: Hd44780Wire;
  readonly #backlight: OutputLine | undefined;
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #glyphs = new GlyphSlots();
  /** What the chip's memory holds as far as we know; empty before set-up. */
  #shown: number[][] = [];
  #poweredUp = false;
  #setUpAt: number | undefined;

  constructor(options: {
    readonly lines: Hd44780Lines;
    readonly backlight?: OutputLine | undefined;
    readonly columns: number;
    readonly rows: number;
    readonly clock: Clock;
    readonly pacer: Pacer;
  }) {
    this.columns = options.columns;
    this.rows = options.rows;
    this.#wire = new Hd44780Wire(options.lines, options.pacer);
    this.#backlight = options.backlight;
    this.#clock = options.clock;
    this.#pacer = options.pacer;
  }

  async draw(page: Page, superseded = (): boolean => false): Promise<Ending> {
    const stale = this.#setUpAt === undefined || this.#clock.uptimeMs() - this.#setUpAt >= resynchroniseMs;
    if (stale) await this.#setUp();
    this.#setUpAt ??= this.#clock.uptimeMs();
    const setUpAt = this.#setUpAt;
    this.#setUpAt = undefined; // whatever throws from here on leaves the chip in an unknown state
    const { codes, changed } = this.#glyphs.allot(page.lines);
    for (const { slot, dots } of changed) {
      this.#wire.command(setGlyphAddress | (slot << 3));
      for (const row of dots) this.#wire.character(row);
    }
    for (const [row, line] of codes.entries()) {
      if (!this.#writeRow(row, line)) continue;
      await this.#pacer.rest(0);
      if (superseded()) {
        this.#setUpAt = setUpAt;
        return 'given-up';
      }
    }
    this.#backlight?.write(page.brightness > 0 ? 1 : 0);
    this.#setUpAt = setUpAt;
    return 'done';
  }

  async close(): Promise<void> {
    this.#backlight?.write(0);
    if (this.#setUpAt === undefined) await this.#setUp();
    this.#wire.command(displayOff);
    this.#setUpAt = undefined;
  }

  async #setUp(): Promise<void> {
    if (!this.#poweredUp) await this.#pacer.rest(powerUpMs);
    this.#poweredUp = true;
    this.#setUpAt = undefined;
    this.#wire.forget();
    this.#glyphs.forget();
    this.#shown = [];
    await this.#wire.synchronise();
    for (const command of [twoLines5x8, displayOn, entryIncrement]) this.#wire.command(command);
    this.#setUpAt = this.#clock.uptimeMs();
  }

  /** True when anything had to be written. */
  #writeRow(row: number, codes: readonly number[]): boolean {
    const shown = (this.#shown[row] ??= []);
    const changed = codes.map((code, column) => code !== shown[column]);
    let cursor = -1;
    codes.forEach((code, column) => {
      // A single unchanged character in between costs as much as moving the cursor past it, and so does neither.
      const bridge = !changed[column] && cursor === column && changed[column + 1];
      if (!changed[column] && !bridge) return;
      if (cursor !== column) this.#wire.command(setAddress | (rowAddresses(this.columns)[row] + column));
      this.#wire.character(code);
      shown[column] = code;
      cursor = column + 1;
    });
    return cursor >= 0;
  }
}
