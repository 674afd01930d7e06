import { HardwareError } from '../../base/errors.js';
import type { Config } from '../../config/schema.js';
import { BlindPanel } from '../../panel/blind-panel.js';
import { Hd44780Panel, type WiredParts } from '../../panel/hd44780-panel.js';
import type { Hd44780Lines } from '../../panel/hd44780-wire.js';
import type { PanelOptions } from '../../panel/paged-panel.js';
import type { Panel } from '../../panel/panel.js';
import { Ssd1306Panel } from '../../panel/ssd1306-panel.js';
import { TerminalPanel } from '../../panel/terminal-panel.js';
import type { Log } from '../../service/log.js';
import type { Gpio, OutputLine } from '../../wiring/gpio.js';
import { openOutput, type PinTable, type SignalName } from '../../wiring/pin-table.js';
import type { Closers } from './closers.js';
import type { Surroundings } from './surroundings.js';

/**
 * Display, lamps and beeper as configured. A display whose bus cannot be opened is left
 * out: the device counts on with lamps and beeper, and the log says why nothing is shown.
 */
export async function openPanel(
  config: Config,
  around: Surroundings,
  wires: { readonly gpio: Gpio; readonly pins: PinTable },
  closers: Closers,
  log: Log,
): Promise<Panel> {
  const { display } = config;
  const options: PanelOptions = {
    language: config.device.language,
    clock: around.clock,
    onFault: (error) => log.warn(error.message, { error }),
  };
  const line = (name: SignalName): OutputLine =>
    closers.add(openOutput(wires.gpio, wires.pins.signals[name]), (opened) => opened.close());
  const size = { columns: display.columns, rows: display.rows };
  if (display.kind === 'terminal') {
    return closers.add(new TerminalPanel({ ...options, ...size, stream: process.stdout }), (panel) =>
      panel.close(),
    );
  }
  const wired = wiredParts(config, line);
  const closing = (panel: Panel): Panel => closers.add(panel, (opened) => opened.close());
  try {
    switch (display.kind) {
      case 'hd44780':
        return closing(
          new Hd44780Panel({
            ...options,
            ...size,
            ...wired,
            lines: lcdLines(line),
            backlight: line('lcd-backlight'),
          }),
        );
      case 'ssd1306': {
        const bus = closers.add(await around.i2c(display.i2cBus), (opened) => opened.close());
        return closing(new Ssd1306Panel({ ...options, ...wired, bus, address: display.address }));
      }
      case 'none':
        return closing(new BlindPanel({ ...options, ...wired }));
    }
  } catch (error) {
    if (!(error instanceof HardwareError)) throw error;
    log.error(error.message, { error });
    return closing(new BlindPanel({ ...options, ...wired }));
  }
}

function wiredParts({ lamps, beeper }: Config, line: (name: SignalName) => OutputLine): WiredParts {
  return {
    ...(lamps.fitted && {
      lamps: { green: line('lamp-green'), amber: line('lamp-amber'), red: line('lamp-red') },
    }),
    ...(beeper.fitted && { beeper: line('beeper') }),
  };
}

function lcdLines(line: (name: SignalName) => OutputLine): Hd44780Lines {
  return {
    registerSelect: line('lcd-rs'),
    enable: line('lcd-e'),
    d4: line('lcd-d4'),
    d5: line('lcd-d5'),
    d6: line('lcd-d6'),
    d7: line('lcd-d7'),
  };
}
