import type { OutputLine } from '../wiring/gpio.js';
import { Hd44780 } from './hd44780.js';
import type { Hd44780Lines } from './hd44780-wire.js';
import type { Lamp } from './lamps-of.js';
import { machinePacer, type Pacer } from './pacer.js';
import { PagedPanel, type PanelOptions } from './paged-panel.js';
import { WiredBeeper } from './wired-beeper.js';
import { WiredLamps } from './wired-lamps.js';

/** Lamps and beeper as lines; what is not fitted is left out. The lines stay their giver's to close. */
export interface WiredParts {
  readonly lamps?: Readonly<Partial<Record<Lamp, OutputLine>>>;
  readonly beeper?: OutputLine | undefined;
}

export interface Hd44780PanelOptions extends PanelOptions, WiredParts {
  readonly lines: Hd44780Lines;
  readonly backlight?: OutputLine | undefined;
  /** 16 × 2 or 20 × 4. */
  readonly columns: number;
  readonly rows: number;
  readonly pacer?: Pacer;
}

/** Panel with a character display on GPIO lines. */
export class Hd44780Panel extends PagedPanel {
  constructor(options: Hd44780PanelOptions) {
    super(options, (failed) => ({
      display: new Hd44780({ ...options, pacer: options.pacer ?? machinePacer }),
      lamps: new WiredLamps(options.lamps ?? {}, options.clock, failed),
      beeper: new WiredBeeper(options.beeper, options.clock, failed),
    }));
  }
}
