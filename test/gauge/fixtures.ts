import { HardwareError } from '../../src/base/errors.js';
import { openCircuitMillivolts } from '../../src/power/open-circuit-voltage.js';
import { type PowerSettings, defaultPowerSettings } from '../../src/power/settings.js';
import type { OnTheWires } from './chips.js';
import type { Truth } from './gauge.contract.js';

/** A round power budget, so that a test can be followed on paper: 21.6 Wh, a slide's draw empties it in about 5 h. */
export const budget = { off: 200, sleep: 450, ready: 1100, liveView: 3200, analysing: 4200 };
export const cell = { capacityMilliampHours: 6000, internalMilliohms: 60 };
export const settings: PowerSettings = defaultPowerSettings({
  budget,
  milliampHours: 6000,
  nominalMillivolts: 3600,
});

/** A battery of 60 mΩ at this truth: gives 600 mA or takes 1 A. */
export function onTheWires({ charge, charging }: Truth): OnTheWires {
  const milliamps = charging ? -1000 : 600;
  return { millivolts: openCircuitMillivolts(charge) - 0.06 * milliamps, milliamps, charge };
}

/** The code of the HardwareError that this rejects with. */
export async function hardwareCode(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it did not reject'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HardwareError)) throw error;
  return error.code;
}

/** A clock that stands until it is told. */
export class HandClock {
  ms = 0;
  uptimeMs(): number {
    return this.ms;
  }
}
