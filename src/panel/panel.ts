import type { Screen } from '../workflow/screen.js';

/** Short signals for a person who looks into the eyepiece and not at the display. */
export const BEEPS = ['field-taken', 'refused', 'done', 'alarm'] as const;
export type Beep = (typeof BEEPS)[number];

/**
 * What the person sees and hears: up to 4 × 20 characters, lamps and a beeper. Shows the latest screen; a screen that comes
 * while the last is still being written replaces the one waiting. Rejects with HardwareError display-*; a panel that failed may
 * be shown to again, and begins by setting its display up anew.
 */
export interface Panel {
  show(screen: Screen): Promise<void>;
  beep(beep: Beep): void;
  /** Leaves the display dark or with a last word, lamps off. */
  close(): Promise<void>;
}
