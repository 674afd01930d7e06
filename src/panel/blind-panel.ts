import type { WiredParts } from './hd44780-panel.js';
import { PagedPanel, type PanelOptions } from './paged-panel.js';
import { WiredBeeper } from './wired-beeper.js';
import { WiredLamps } from './wired-lamps.js';

/** Panel without a display: lamps and beeper alone say how it stands. */
export class BlindPanel extends PagedPanel {
  constructor(options: PanelOptions & WiredParts) {
    super(options, (failed) => ({
      display: { columns: 20, rows: 4, draw: () => Promise.resolve('done'), close: () => Promise.resolve() },
      lamps: new WiredLamps(options.lamps ?? {}, options.clock, failed),
      beeper: new WiredBeeper(options.beeper, options.clock, failed),
    }));
  }
}
