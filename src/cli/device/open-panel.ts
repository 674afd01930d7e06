import { HardwareError } from '../../base/errors.js';
import type { Config } from '../../config/schema.js';
import type { TestedLamps } from '../../doctor/panel-checks.js';
import { TestedLine } from '../../doctor/tested-line.js';
import { BlindPanel } from '../../panel/blind-panel.js';
import { Hd44780Panel } from '../../panel/hd44780-panel.js';
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

/** A panel, and what its checks need of it. */
export interface OpenedPanel {
  readonly panel: Panel;
  readonly lamps: TestedLamps;
  readonly beeper: TestedLine | undefined;
  /** Why the display was left out. */
  readonly trouble?: HardwareError;
}

/**
 * Display, lamps and beeper as configured. A display whose bus cannot be opened is left
 * out: the device counts on with lamps and beeper, and log and self-test say why nothing is shown.
 */
export async function openPanel(
  config: Config,
  around: Surroundings,
  wires: { readonly gpio: Gpio; readonly pins: PinTable },
  closers: Closers,
  log: Log,
): Promise<OpenedPanel> {
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
    const stream = around.terminal ?? process.stdout;
    const panel = closers.add(new TerminalPanel({ ...options, ...size, stream }), (it) => it.close());
    return { panel, lamps: {}, beeper: undefined };
  }
  const wired = wiredParts(config, (name) => new TestedLine(line(name)));
  const closing = (panel: Panel): OpenedPanel => ({
    panel: closers.add(panel, (opened) => opened.close()),
    lamps: wired.lamps ?? {},
    beeper: wired.beeper,
  });
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
    return { ...closing(new BlindPanel({ ...options, ...wired })), trouble: error };
  }
}

function wiredParts(
  { lamps, beeper }: Config,
  line: (name: SignalName) => TestedLine,
): { readonly lamps?: TestedLamps; readonly beeper: TestedLine | undefined } {
  return {
    ...(lamps.fitted && {
      lamps: { green: line('lamp-green'), amber: line('lamp-amber'), red: line('lamp-red') },
    }),
    beeper: beeper.fitted ? line('beeper') : undefined,
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
