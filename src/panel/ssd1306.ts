import type { Clock } from '../clock/clock.js';
import type { I2cBus } from '../wiring/i2c.js';
import { cellHeight, cellWidth, largeColumns } from './large-font.js';
import type { Ending } from './latest.js';
import type { Page } from './page.js';
import type { TextDisplay } from './text-display.js';

export const ssd1306Width = 128;
/** Bytes below one another: a "page" of the data sheet is eight rows of dots. */
export const ssd1306Bands = 8;

const commands = 0x00;
const data = 0x40;

/** Set-up of a 128 × 64 glass on 3.3 V with the chip's own charge pump (Solomon Systech SSD1306 rev. 1.1 and its application note). */
const setUp = [
  ...[0xae], // dark while its memory holds noise
  ...[0xd5, 0x80], // clock: reset value
  ...[0xa8, 0x3f], // 64 rows
  ...[0xd3, 0x00], // no offset
  ...[0x40], // first row on top
  ...[0x8d, 0x14], // charge pump on
  ...[0x20, 0x02], // page addressing
  ...[0xa1, 0xc8], // seen with the connector on top
  ...[0xda, 0x12], // alternating row pins, as these glasses are wired
  ...[0xd9, 0xf1], // pre-charge for the charge pump
  ...[0xdb, 0x20], // deselect level: reset value
  ...[0xa4, 0xa6], // show the memory, not inverted
];
const displayOff = 0xae;
const displayOn = 0xaf;
const setContrast = 0x81;

/** How often the set-up is repeated while all seems well, ms: a module whose supply dipped answers, and shows nothing. */
export const refreshMs = 60_000;

/**
 * An SSD1306 OLED of 128 × 64 dots over I²C, as 16 × 4 large characters (2.4 mm high on a 0.96-inch glass; 21 × 8 of the small
 * ones would be half that). Only the columns that changed are sent. Brightness is its contrast; 0 switches it off.
 */
export class Ssd1306 implements TextDisplay {
  readonly columns = ssd1306Width / cellWidth;
  readonly rows = (ssd1306Bands * 8) / cellHeight;
  readonly #bus: I2cBus;
  readonly #address: number;
  readonly #clock: Clock;
  /** What the chip's memory holds; undefined while that is not known. */
  #shown: Uint8Array[] | undefined;
  #contrast: number | undefined;
  #setUpAt = 0;

  constructor(options: { readonly bus: I2cBus; readonly address: number; readonly clock: Clock }) {
    this.#bus = options.bus;
    this.#address = options.address;
    this.#clock = options.clock;
  }

  async draw(page: Page, superseded = (): boolean => false): Promise<Ending> {
    const shown = this.#shown;
    const stale = this.#clock.uptimeMs() - this.#setUpAt >= refreshMs;
    const fresh = !shown || stale;
    this.#shown = undefined; // whatever rejects from here on leaves the chip in an unknown state
    // A repeated set-up leaves the picture on: the first command, off, is for the noise of a chip just powered.
    if (fresh) {
      await this.#command(shown ? setUp.slice(1) : setUp);
      this.#setUpAt = this.#clock.uptimeMs();
    }
    const wanted = bands(page.lines);
    for (const [band, columns] of wanted.entries()) {
      if (!fresh && superseded()) {
        this.#shown = [...wanted.slice(0, band), ...shown.slice(band)];
        return 'given-up';
      }
      await this.#sendChanged(band, columns, fresh ? undefined : shown[band]);
    }
    await this.#light(page.brightness, fresh);
    this.#shown = wanted;
    return 'done';
  }

  async close(): Promise<void> {
    this.#shown = undefined;
    await this.#command([displayOff]);
  }

  async #light(brightness: number, fresh: boolean): Promise<void> {
    const contrast = brightness > 0 ? Math.max(1, Math.round(Math.min(1, brightness) * 255)) : 0;
    if (!fresh && contrast === this.#contrast) return;
    await this.#command(contrast > 0 ? [setContrast, contrast, displayOn] : [displayOff]);
    this.#contrast = contrast;
  }

  async #sendChanged(band: number, columns: Uint8Array, shown: Uint8Array | undefined): Promise<void> {
    let first = 0;
    let end = columns.length;
    if (shown) {
      while (first < end && columns[first] === shown[first]) first++;
      while (end > first && columns[end - 1] === shown[end - 1]) end--;
    }
    if (first === end) return;
    await this.#command([0xb0 | band, first & 0xf, 0x10 | (first >> 4)]);
    await this.#bus.write(this.#address, Uint8Array.of(data, ...columns.subarray(first, end)));
  }

  #command(bytes: readonly number[]): Promise<void> {
    return this.#bus.write(this.#address, Uint8Array.of(commands, ...bytes));
  }
}

/** The lines as eight bands of 128 columns, one byte a column, its top dot in bit 0. */
function bands(lines: readonly string[]): Uint8Array[] {
  const all = Array.from({ length: ssd1306Bands }, () => new Uint8Array(ssd1306Width));
  lines.forEach((line, row) => {
    Array.from(line).forEach((character, place) => {
      largeColumns(character).forEach((dots, column) => {
        const at = place * cellWidth + column;
        all[row * 2][at] = dots & 0xff;
        all[row * 2 + 1][at] = dots >> 8;
      });
    });
  });
  return all;
}
