import type { Clock } from '../clock/clock.js';
import type { GaugeReading, PowerGauge } from '../gauge/gauge.js';
import { isPossible } from '../power/steady-reading.js';
import type { Check, CheckOutcome } from './check.js';

/** A cell at half charge rests near 3.7 V, an empty one below 3.4 V; the room is for load, cold and wear. */
const FULL_ENOUGH = 0.5;
const TOO_LOW_MV = 3300;
const EMPTY_ENOUGH = 0.05;
const TOO_HIGH_MV = 4000;

/** The gauge answers, and with what a battery can have. */
export function gaugeCheck(gauge: PowerGauge | undefined): Check {
  return {
    part: 'gauge',
    stopsCounting: false,
    async run() {
      if (!gauge) return { state: 'absent', said: 'none configured: the device cannot pace itself' };
      return judgeReading(gauge.name, await gauge.read());
    },
  };
}

function judgeReading(name: string, reading: GaugeReading): CheckOutcome {
  const { millivolts, charge, milliamps, charging } = reading;
  const values = [
    charge === undefined ? undefined : `${Math.round(charge * 100)} %`,
    millivolts === undefined ? undefined : `${Math.round(millivolts)} mV`,
    milliamps === undefined ? undefined : `${Math.round(milliamps)} mA`,
  ].filter((one) => one !== undefined);
  const said = `${name}: ${values.join(', ') || 'neither charge nor voltage'}`;
  if (!isPossible(reading)) {
    return {
      state: 'failed',
      code: 'gauge-nonsense',
      said: `${said}; no lithium-ion cell shows that.`,
      remedy: "Check the gauge's wires, the battery's contacts and gauge.cellsInSeries.",
    };
  }
  const contradicts =
    charge !== undefined &&
    millivolts !== undefined &&
    ((charge >= FULL_ENOUGH && millivolts < TOO_LOW_MV) ||
      (charge <= EMPTY_ENOUGH && millivolts > TOO_HIGH_MV && charging !== true));
  if (contradicts) {
    return {
      state: 'failed',
      code: 'gauge-contradicts',
      said: `${said}; charge and voltage do not go together.`,
      remedy:
        'Charge the battery fully once; check gauge.batteryMilliampHours; exchange a battery that is worn out.',
    };
  }
  return { state: 'ok', said };
}

/** Whether anything has set the clock. A device without is fine, and says "date unknown". */
export function clockCheck(clock: Pick<Clock, 'moment'>): Check {
  return {
    part: 'clock',
    stopsCounting: false,
    run() {
      const { trust, wallClockMs } = clock.moment();
      const shown = new Date(wallClockMs).toISOString().slice(0, 16).replace('T', ' ');
      if (trust !== undefined && trust !== 'none') {
        return Promise.resolve({
          state: 'ok',
          said: `${shown} UTC, by ${trust === 'rtc' ? 'the clock chip' : 'the network'}`,
        });
      }
      return Promise.resolve({
        state: 'failed',
        code: 'clock-unset',
        said: `Nothing has set the clock since it started (it shows ${shown} UTC).`,
        remedy:
          'Counting works and its order is kept; dates follow once a clock chip or a network tells the time.',
      });
    },
  };
}
