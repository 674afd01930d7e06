import type { I2cBus } from '../wiring/i2c.js';
import type { WiredParts } from './hd44780-panel.js';
import { PagedPanel, type PanelOptions } from './paged-panel.js';
import { Ssd1306 } from './ssd1306.js';
import { WiredBeeper } from './wired-beeper.js';
import { WiredLamps } from './wired-lamps.js';

export interface Ssd1306PanelOptions extends PanelOptions, WiredParts {
  /** Stays its giver's to close. */
  readonly bus: I2cBus;
  /** 0x3c unless the module's jumper says 0x3d. */
  readonly address?: number;
}

/** Panel with a small OLED over I²C. */
export class Ssd1306Panel extends PagedPanel {
  constructor(options: Ssd1306PanelOptions) {
    super(options, (failed) => ({
      display: new Ssd1306({ bus: options.bus, address: options.address ?? 0x3c, clock: options.clock }),
      lamps: new WiredLamps(options.lamps ?? {}, options.clock, failed),
      beeper: new WiredBeeper(options.beeper, options.clock, failed),
    }));
  }
}
