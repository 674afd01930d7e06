import type { Ending } from './latest.js';
import type { Page, PageSize } from './page.js';

/**
 * A display that shows pages of its size. One `draw` at a time. Rejects with HardwareError display-no-answer or display-fault;
 * the draw after a failed one sets the display up anew.
 */
export interface TextDisplay extends PageSize {
  /** @param superseded asked between two parts of the page: a newer one waits, so the rest of this need not be written */
  draw(page: Page, superseded?: () => boolean): Promise<Ending>;
  /** Leaves it dark. */
  close(): Promise<void>;
}

/** Lamps of a panel. */
export interface LampRow {
  show(modes: Page['lamps']): void;
  /** A short flash beside whatever the lamps show: a field was taken. */
  flash(): void;
  off(): void;
}

/** Silent until asked. */
export interface Sounder<Sound> {
  sound(sound: Sound): void;
  quiet(): void;
}
