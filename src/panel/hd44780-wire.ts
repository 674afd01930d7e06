import type { Level, OutputLine } from '../wiring/gpio.js';
import type { Pacer } from './pacer.js';

/** The six lines of a display in 4-bit mode; R/W is tied to ground, so nothing is ever read back. */
export interface Hd44780Lines {
  readonly registerSelect: OutputLine;
  readonly enable: OutputLine;
  readonly d4: OutputLine;
  readonly d5: OutputLine;
  readonly d6: OutputLine;
  readonly d7: OutputLine;
}

/**
 * Waits in µs by Hitachi's HD44780U data sheet (ADE-207-272), at the slow end of its oscillator (190 kHz rather than 270 kHz)
 * and for the longer times of a 3 V supply: E high 450 ns, a command or character 37 µs × 270/190 = 53 µs.
 */
const pulseMicroseconds = 1;
const commandMicroseconds = 60;

/** Sends nibbles and bytes; every line is written only when its level changes, since a write through sysfs is a system call. */
export class Hd44780Wire {
  readonly #lines: Hd44780Lines;
  readonly #pacer: Pacer;
  readonly #data: readonly OutputLine[];
  #levels = new Map<OutputLine, Level>();
  /** When the chip has carried out the last byte, µs by the pacer. */
  #readyAt = 0;

  constructor(lines: Hd44780Lines, pacer: Pacer) {
    this.#lines = lines;
    this.#pacer = pacer;
    this.#data = [lines.d4, lines.d5, lines.d6, lines.d7];
  }

  /** Forgets what levels the lines had: after a failed write nobody knows. */
  forget(): void {
    this.#levels = new Map();
  }

  command(byte: number): void {
    this.#byte(0, byte);
  }

  character(byte: number): void {
    this.#byte(1, byte);
  }

  /**
   * Set-up by instruction, figure 24 of the data sheet: works from any state, a half-sent byte of a program that was killed
   * included. 5 ms and 200 µs for the 4.1 ms and 100 µs asked for.
   */
  async synchronise(): Promise<void> {
    this.#set(this.#lines.enable, 0);
    this.#set(this.#lines.registerSelect, 0);
    this.#nibble(0x3);
    await this.#pacer.rest(5);
    this.#nibble(0x3);
    this.#pacer.hold(200);
    this.#nibble(0x3);
    this.#pacer.hold(commandMicroseconds);
    this.#nibble(0x2);
    this.#pacer.hold(commandMicroseconds);
  }

  #byte(registerSelect: Level, byte: number): void {
    this.#set(this.#lines.registerSelect, registerSelect);
    // The lines may be set while the chip is busy, and setting them takes time of its own: only E has to wait.
    this.#nibble(byte >> 4, this.#readyAt);
    this.#nibble(byte & 0xf);
    this.#readyAt = this.#pacer.now() + commandMicroseconds;
  }

  #nibble(nibble: number, notBefore = 0): void {
    this.#data.forEach((line, bit) => this.#set(line, ((nibble >> bit) & 1) as Level));
    this.#pacer.hold(Math.max(pulseMicroseconds, notBefore - this.#pacer.now()));
    this.#set(this.#lines.enable, 1);
    this.#pacer.hold(pulseMicroseconds);
    this.#set(this.#lines.enable, 0);
    this.#pacer.hold(pulseMicroseconds);
  }

  #set(line: OutputLine, level: Level): void {
    if (this.#levels.get(line) === level) return;
    line.write(level);
    this.#levels.set(line, level);
  }
}
