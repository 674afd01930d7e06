import type { Config } from './schema.js';
import type { CrossFinding } from './cross-finding.js';
import { checkSync } from './sync-checks.js';
import { windowOf } from './windows.js';

/** What must not be, and what is probably not meant. */
export function crossCheck(config: Config): {
  readonly errors: readonly CrossFinding[];
  readonly warnings: readonly CrossFinding[];
} {
  const { camera, display, button, gauge, power, unattended, workflow } = config;
  const errors: CrossFinding[] = [];
  const warnings: CrossFinding[] = [];
  const require = (holds: boolean, path: string, what: string): void => {
    if (!holds) errors.push({ path, what: `${path} ${what}` });
  };
  const advise = (holds: boolean, path: string, what: string): void => {
    if (!holds) warnings.push({ path, what: `${path} ${what}` });
  };

  require(camera.kind !== 'folder' ||
    camera.folder !== null, 'camera.folder', 'must be given for camera.kind folder');
  const size = `${display.columns}×${display.rows}`;
  require(display.kind !== 'hd44780' ||
    size === '16×2' ||
    size ===
      '20×4', 'display.columns', `and display.rows: an hd44780 has 16×2 or 20×4 characters, not ${size}`);
  require(button.debounceMs <
    button.longPressMs, 'button.debounceMs', 'must be shorter than button.longPressMs');
  require(button.longPressMs <
    button.powerOffPressMs, 'button.longPressMs', `(${button.longPressMs} ms) must be shorter than button.powerOffPressMs (${button.powerOffPressMs} ms)`);
  for (const [better, worse] of [
    ['saving', 'critical'],
    ['critical', 'shutdown'],
  ] as const) {
    for (const measure of ['Charge', 'Millivolts'] as const) {
      const [above, below] = [`${better}${measure}`, `${worse}${measure}`] as const;
      require(power[above] >
        power[below], `power.${below}`, `must be below power.${above} (${power[above]})`);
    }
  }
  require(power.urgentMillivolts <
    power.shutdownMillivolts, 'power.urgentMillivolts', `must be below power.shutdownMillivolts (${power.shutdownMillivolts} mV)`);
  // The chip's largest range over the shunt is 320 mV (INA219 datasheet, SBOS448).
  const overShunt = (gauge.mostMilliamps * gauge.shuntMilliohm) / 1000;
  require(gauge.kind !== 'ina219' ||
    overShunt <=
      320, 'gauge.mostMilliamps', `over gauge.shuntMilliohm gives ${overShunt} mV; an ina219 measures 320 mV at most`);
  require(workflow.leastCoverage <
    workflow.mostCoverage, 'workflow.leastCoverage', `must be below workflow.mostCoverage (${workflow.mostCoverage})`);

  for (const [path, texts] of [
    ['unattended.windows', unattended.windows],
    ['sync.windows', config.sync.windows],
  ] as const) {
    const windows = texts.map((text) => ({ text, ...windowOf(text) }));
    for (const { text, fromMinute, toMinute } of windows) {
      require(fromMinute !== toMinute, path, `${text} begins and ends at the same minute`);
      advise(fromMinute <= toMinute, path, `${text} goes over midnight`);
    }
    windows.forEach((one, i) => {
      for (const other of windows.slice(i + 1)) {
        const apart = startsIn(one, other.fromMinute) || startsIn(other, one.fromMinute);
        require(!apart, path, `${one.text} and ${other.text} overlap`);
      }
    });
  }
  if (unattended.enabled) {
    require(unattended.windows.length > 0, 'unattended.windows', 'must name a time for unattended.enabled');
    advise(
      unattended.advance.kind !== 'none',
      'unattended.advance.kind',
      'is none: every field must be brought under the objective by something else',
    );
  }
  require(unattended.advance.kind !== 'command' ||
    unattended.advance.command.length >
      0, 'unattended.advance.command', 'must be given for unattended.advance.kind command');
  const sync = checkSync(config);
  return { errors: [...errors, ...sync.errors], warnings: [...warnings, ...sync.warnings] };
}

/** Whether a minute of the day lies in a window, which may go over midnight. */
function startsIn(
  window: { readonly fromMinute: number; readonly toMinute: number },
  minute: number,
): boolean {
  const { fromMinute: from, toMinute: to } = window;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
