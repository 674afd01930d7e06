import type { HardwareError } from '../base/errors.js';
import type { Level, OutputLine } from '../wiring/gpio.js';
import type { Hd44780Lines } from './hd44780-wire.js';

type Pin = keyof Hd44780Lines;

/**
 * An HD44780 on six lines, as its data sheet has it: powers up in 8-bit mode, listens 40 ms later (2.7 V supply), takes a
 * nibble at every falling edge of E, and needs time for what it was told. Writes that come too early are noted in
 * `violations` and, like in the chip, lost. Times are in µs from `now`.
 */
export class Hd44780Simulator {
  readonly lines: Hd44780Lines;
  readonly violations: string[] = [];
  /** Every write to any line: what a page costs in system calls. */
  writes = 0;
  /** While set, every line throws this. */
  failure: HardwareError | undefined;

  readonly #now: () => number;
  readonly #poweredAt: number;
  readonly #levels: Record<Pin, Level>;
  readonly #changedAt: Record<Pin, number>;
  readonly #memory = new Uint8Array(128).fill(0x20);
  readonly #glyphs = new Uint8Array(64);
  #fourBit = false;
  #highNibble: number | undefined;
  #busyUntil = 0;
  #address = 0;
  #inGlyphs = false;
  #on = false;
  #twoLines = false;
  #increment = 1;
  /** Set-up by instruction: function sets in 8-bit mode since power-up; the long waits are asked for only there. */
  #functionSets = 0;
  #everSetUp = false;

  constructor(now: () => number) {
    this.#now = now;
    this.#poweredAt = now();
    const pins: Pin[] = ['registerSelect', 'enable', 'd4', 'd5', 'd6', 'd7'];
    const filled = <T>(value: T) => Object.fromEntries(pins.map((pin) => [pin, value])) as Record<Pin, T>;
    this.#levels = filled<Level>(0);
    this.#changedAt = filled(-1e9);
    this.lines = Object.fromEntries(pins.map((pin) => [pin, this.#line(pin)])) as Record<Pin, OutputLine>;
  }

  /** The glass: what is to be read, row by row; `drawn` gives a letter for a drawn character's 8 rows. Blank while off. */
  text(columns: number, rows: number, drawn: (dots: readonly number[]) => string): string[] {
    const starts = [0x00, 0x40, columns, 0x40 + columns];
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => {
        if (!this.#on || (row % 2 === 1 && !this.#twoLines)) return ' ';
        const code = this.#memory[starts[row] + column];
        if (code >= 0x10) return String.fromCharCode(code);
        const slot = code & 7;
        return drawn([...this.#glyphs.subarray(slot * 8, slot * 8 + 8)]);
      }).join(''),
    );
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** As a disturbance on the cable: the chip sees one nibble that nobody sent. */
  strayNibble(nibble: number): void {
    this.#take(nibble, 0);
  }

  #line(pin: Pin): OutputLine {
    return {
      write: (level) => {
        if (this.failure) throw this.failure;
        this.writes++;
        const now = this.#now();
        if (this.#levels[pin] === level) return;
        if (pin === 'enable') this.#edge(level, now);
        else this.#dataChanged(pin, now);
        this.#levels[pin] = level;
        this.#changedAt[pin] = now;
      },
      close: () => undefined,
    };
  }

  #dataChanged(pin: Pin, now: number): void {
    if (this.#levels.enable === 1 && pin === 'registerSelect') this.#complain('RS changed while E was high');
    if (this.#levels.enable === 0 && now - this.#changedAt.enable < 0.02) {
      this.#complain(`${pin} not held for 20 ns after E fell`);
    }
  }

  #edge(level: Level, now: number): void {
    const sinceEdge = now - this.#changedAt.enable;
    if (level === 1) {
      if (now - this.#changedAt.registerSelect < 0.06) this.#complain('RS not set up 60 ns before E rose');
      if (sinceEdge < 0.5) this.#complain('E low for less than the cycle time leaves');
      return;
    }
    if (sinceEdge < 0.45) this.#complain('E high for less than 450 ns');
    for (const pin of ['d4', 'd5', 'd6', 'd7'] as const) {
      if (now - this.#changedAt[pin] < 0.195) this.#complain(`${pin} not set up 195 ns before E fell`);
    }
    const { d4, d5, d6, d7, registerSelect } = this.#levels;
    this.#take(d4 | (d5 << 1) | (d6 << 2) | (d7 << 3), registerSelect);
  }

  #take(nibble: number, registerSelect: Level): void {
    const now = this.#now();
    if (now - this.#poweredAt < 40_000) {
      this.#complain('written to within 40 ms of power-up');
      return;
    }
    // The second nibble of a byte may follow at once; a new byte not before the last was carried out.
    if (this.#highNibble === undefined && now < this.#busyUntil) {
      this.#complain(`busy for another ${Math.ceil(this.#busyUntil - now)} µs`);
      return;
    }
    if (!this.#fourBit) {
      this.#perform(nibble << 4, registerSelect, now); // D0–D3 are not connected: low
    } else if (this.#highNibble === undefined) {
      this.#highNibble = nibble;
    } else {
      const byte = (this.#highNibble << 4) | nibble;
      this.#highNibble = undefined;
      this.#perform(byte, registerSelect, now);
    }
  }

  #perform(byte: number, registerSelect: Level, now: number): void {
    // 37 µs and 1.52 ms at 270 kHz; at the slowest permitted oscillator 53 µs and 2.16 ms, a character 4 µs more.
    this.#busyUntil = now + (registerSelect === 1 ? 57 : byte < 4 ? 2160 : 53);
    if (registerSelect === 1) this.#store(byte);
    else if (byte & 0x80) this.#moveTo(byte & 0x7f, false);
    else if (byte & 0x40) this.#moveTo(byte & 0x3f, true);
    else if (byte & 0x20) this.#functionSet(byte, now);
    else if (byte & 0x10) {
      if (byte & 0x08) this.#complain('display shifted');
    } else if (byte & 0x08) this.#on = (byte & 0x04) !== 0;
    else if (byte & 0x04) this.#increment = byte & 0x02 ? 1 : -1;
    else {
      if (byte & 0x01) this.#memory.fill(0x20);
      this.#moveTo(0, false);
    }
  }

  #functionSet(byte: number, now: number): void {
    const eightBit = (byte & 0x10) !== 0;
    if (eightBit) {
      this.#fourBit = false;
      this.#functionSets++;
      if (this.#everSetUp) return;
      if (this.#functionSets === 1) this.#busyUntil = now + 4100;
      else if (this.#functionSets === 2) this.#busyUntil = now + 100;
      return;
    }
    if (!this.#everSetUp && this.#functionSets < 3) this.#complain('4-bit mode before three function sets');
    this.#everSetUp = true;
    if (this.#fourBit) this.#twoLines = (byte & 0x08) !== 0;
    this.#fourBit = true;
  }

  #moveTo(address: number, inGlyphs: boolean): void {
    this.#address = address;
    this.#inGlyphs = inGlyphs;
  }

  #store(byte: number): void {
    if (this.#inGlyphs) {
      this.#glyphs[this.#address & 0x3f] = byte & 0x1f;
      this.#address = (this.#address + this.#increment) & 0x3f;
      return;
    }
    this.#memory[this.#address] = byte;
    // Two lines of 40 characters each follow one another.
    const next = this.#address + this.#increment;
    this.#address = next === 0x28 ? 0x40 : next === 0x68 ? 0x00 : next & 0x7f;
  }

  #complain(what: string): void {
    this.violations.push(what);
  }
}
