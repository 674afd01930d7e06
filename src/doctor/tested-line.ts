import type { Level, OutputLine } from '../wiring/gpio.js';

/** A lamp's or beeper's line (high is on) that can be tried without its user losing track of what it shows. */
export class TestedLine implements OutputLine {
  #meant: Level = 0;

  constructor(private readonly line: OutputLine) {}

  write(level: Level): void {
    this.line.write(level);
    this.#meant = level;
  }

  /** Puts the line to a level for a test; `restore` ends it. Throws HardwareError gpio-write. */
  try(level: Level): void {
    this.line.write(level);
  }

  /** Back to what its user wrote last. Throws HardwareError gpio-write. */
  restore(): void {
    this.line.write(this.#meant);
  }

  close(): void {
    this.line.close();
  }
}
