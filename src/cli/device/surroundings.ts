import type { Camera } from '../../capture/camera.js';
import type { Clock } from '../../clock/clock.js';
import { SystemClock } from '../../clock/system-clock.js';
import { systemClockTrust } from '../../clock/clock-trust.js';
import { SystemdPowerOff, type PowerOff } from '../../gauge/power-off.js';
import type { SimulatedBattery } from '../../gauge/simulated-battery.js';
import type { TextStream } from '../../panel/terminal-panel.js';
import { PowerOffRequest } from '../../service/power-off-request.js';
import type { SlideStore } from '../../store/slide-store.js';
import type { Gpio } from '../../wiring/gpio.js';
import { I2cBusAdapter } from '../../wiring/i2c-bus-adapter.js';
import type { I2cBus } from '../../wiring/i2c.js';
import { OnoffGpio } from '../../wiring/onoff-gpio.js';
import type { StageAdvance } from '../../wiring/stage-advance.js';
import type { Screen } from '../../workflow/screen.js';

/** What the device stands in: a Pi, or a virtual microscope on any machine. Everything above is the same program. */
export interface Surroundings {
  readonly clock: Clock;
  gpio(): Promise<Gpio>;
  i2c(bus: number): Promise<I2cBus>;
  readonly powerOff: PowerOff;
  /** For `camera.kind: rendered`. */
  readonly camera?: Camera;
  /** For `gauge.kind: simulated`. */
  readonly battery?: SimulatedBattery;
  /** In place of what the configuration says moves the stage. */
  readonly stage?: StageAdvance;
  /** Lays the disk's faults over the store. */
  readonly troubled?: (store: SlideStore) => SlideStore;
  /** Where a terminal display is drawn; standard output unless told. */
  readonly terminal?: TextStream;
  /** Somebody looks at the display. */
  readonly sees?: (screen: Screen) => void;
}

/** The machine that this runs on. */
export function machine(environment: NodeJS.ProcessEnv): Surroundings {
  const clock = new SystemClock({ trust: systemClockTrust() });
  return {
    clock,
    gpio: () => OnoffGpio.open(clock),
    i2c: (bus) => I2cBusAdapter.open(bus),
    // Inside the hardened unit only a request is possible; started by hand, systemd is asked directly.
    powerOff: PowerOffRequest.from(environment) ?? new SystemdPowerOff(),
  };
}
