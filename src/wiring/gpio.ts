import type { Cancel } from '../clock/clock.js';

/** 0 is low, 1 is high, as on the wire (no active-low magic here: that is the pin table's business). */
export type Level = 0 | 1;

export interface InputLine {
  read(): Level;
  /** Called at every change that the debounce lets through, with the new level. The returned function unsubscribes. */
  onEdge(listener: (level: Level) => void): Cancel;
  close(): void;
}

export interface OutputLine {
  /** Synchronous: a display's timing depends on it. Throws HardwareError gpio-write. */
  write(level: Level): void;
  close(): void;
}

/** The SoC's GPIO lines by BCM number. Errors are HardwareError with codes gpio-*. */
export interface Gpio {
  input(
    bcm: number,
    options: { readonly pull?: 'up' | 'down' | 'none'; readonly debounceMs?: number },
  ): InputLine;
  output(bcm: number, initial: Level): OutputLine;
  /** Releases every line it gave out. Safe to call twice. */
  close(): void;
}
