import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../../base/errors.js';
import { SystemClock } from '../../clock/system-clock.js';
import { VirtualClock } from '../../clock/virtual-clock.js';
import type { Config } from '../../config/schema.js';
import { RecordedPowerOff } from '../../gauge/power-off.js';
import { DEFAULT_OPTICS, type Optics } from '../../simulate/optics.js';
import { scenarioSchema, type Scenario } from '../../virtual/scenario.js';
import { World } from '../../virtual/world.js';
import { activeLevel, readPins } from '../../wiring/pin-table.js';
import { VirtualI2cBus } from '../../wiring/virtual-i2c-bus.js';
import type { Screen } from '../../workflow/screen.js';
import { budgetOf } from './settings.js';
import type { Surroundings } from './surroundings.js';

/** A virtual microscope around the device. */
export interface VirtualSurroundings extends Surroundings {
  readonly world: World;
  /** Undefined where the machine's own clock runs. */
  readonly time: VirtualClock | undefined;
  readonly powerOff: RecordedPowerOff;
}

/** A scenario from a YAML or JSON file. Throws UsageError naming file and key. */
export function readScenario(file: string): Scenario {
  const wrong = (what: string, cause?: unknown): UsageError =>
    new UsageError(
      'scenario',
      `The scenario ${file} cannot be used: ${what}`,
      'Correct it; ringform run --help names an example.',
      {
        cause,
      },
    );
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
  const scenario = scenarioSchema.safeParse(value);
  if (!scenario.success) throw wrong(z.prettifyError(scenario.error));
  return scenario.data;
}

/**
 * @param virtualTime time that jumps from alarm to alarm, for tests and for days in minutes; otherwise the machine's own
 * @param over called when the scenario is over
 */
export function virtualSurroundings(
  config: Config,
  scenario: Scenario,
  virtualTime: boolean,
  over: () => void,
  sees: (screen: Screen) => void,
): VirtualSurroundings {
  const time = virtualTime
    ? new VirtualClock({
        bootId: randomUUID(),
        wallClockMs: Date.parse(scenario.wallClock),
        trust: scenario.clockTrust,
      })
    : undefined;
  const clock = time ?? new SystemClock({ trust: () => scenario.clockTrust });
  const button = readPins().signals.button;
  const world = new World({
    clock,
    ...(time && { wallClock: time }),
    optics: opticsOf(config),
    scenario,
    button: { bcm: button.bcm, pressed: activeLevel(button) },
    battery: {
      capacityMilliampHours: config.gauge.batteryMilliampHours,
      internalMilliohms: config.gauge.internalMilliohms,
      budget: budgetOf(config),
    },
    over,
  });
  return {
    clock,
    time,
    world,
    gpio: () => Promise.resolve(world.gpio),
    i2c: () => Promise.resolve(new VirtualI2cBus()),
    powerOff: new RecordedPowerOff(),
    camera: world.camera,
    battery: world.battery,
    ...(scenario.unattendedSlide && { stage: world.stage }),
    troubled: (store) => world.disk.over(store),
    sees: (screen) => {
      sees(screen);
      world.sees(screen);
    },
  };
}

/** The same piece of glass in view at every frame size: fewer pixels are coarser, not nearer. */
function opticsOf({ camera }: Config): Optics {
  const micrometresPerPixel = (DEFAULT_OPTICS.micrometresPerPixel * DEFAULT_OPTICS.width) / camera.width;
  return { ...DEFAULT_OPTICS, width: camera.width, height: camera.height, micrometresPerPixel };
}
