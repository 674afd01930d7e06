import { HardwareError } from '../base/errors.js';
import {
  type SteadySettings,
  type SteadyState,
  defaultSteadySettings,
  isPossible,
  noReadings,
  steadyReading,
  stepSteady,
} from '../power/steady-reading.js';
import type { GaugeReading, PowerGauge } from './gauge.js';

/**
 * A gauge one can rely on: the median of the recent readings, without impossible values and lone jumps. A few failures in a row
 * are bridged with what was known; then `read` rejects with the gauge's own HardwareError, or gauge-nonsense, until it is
 * back. Errors that are no HardwareError (bugs) pass through at once.
 */
export class SteadyGauge implements PowerGauge {
  readonly name: string;
  readonly #gauge: PowerGauge;
  readonly #settings: SteadySettings;
  #state: SteadyState = noReadings;

  constructor(gauge: PowerGauge, settings: SteadySettings = defaultSteadySettings) {
    this.name = gauge.name;
    this.#gauge = gauge;
    this.#settings = settings;
  }

  async read(): Promise<GaugeReading> {
    const seen = await this.#look();
    this.#state = stepSteady(this.#state, seen instanceof HardwareError ? undefined : seen, this.#settings);
    const reading = steadyReading(this.#state, this.#settings);
    if (reading !== undefined) return reading;
    throw seen instanceof HardwareError ? seen : nonsense(seen);
  }

  close(): Promise<void> {
    return this.#gauge.close();
  }

  async #look(): Promise<GaugeReading | HardwareError> {
    try {
      return await this.#gauge.read();
    } catch (error) {
      if (error instanceof HardwareError) return error;
      throw error;
    }
  }
}

function nonsense(reading: GaugeReading): HardwareError {
  const said = JSON.stringify(reading);
  return new HardwareError(
    'gauge-nonsense',
    isPossible(reading)
      ? `The battery gauge jumps about: ${said}`
      : `The battery gauge says what no battery can: ${said}`,
    "Check the gauge's wires and the battery's contacts; restart the device. Exchange the gauge if this stays.",
  );
}
