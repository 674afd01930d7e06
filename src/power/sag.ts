import type { BatteryReading } from './battery-reading.js';
import { chargeAtOpenCircuit, openCircuitMillivolts } from './open-circuit-voltage.js';
import type { PowerSettings } from './settings.js';

/**
 * How far the cell's voltage falls under load, mV per mW drawn: its resistance, whatever makes it larger today (cold, age).
 * The guess before anything was measured is a fresh pair of 18650 cells' at 25 °C, doubled.
 */
export const FIRST_SAG = 0.03;

/** A cell's resistance rises towards its end, and a cold one has less to give: so much more than now is the sag there. */
const RISE_TOWARDS_EMPTY = 1.7;
const HALF_LIFE_HOURS = 0.15;

/** Takes in a reading that has both charge and voltage while the battery gives; others teach nothing about the sag. */
export function stepSag(
  sag: number,
  reading: BatteryReading,
  milliwatts: number,
  ms: number,
  settings: PowerSettings,
): number {
  if (reading.charge === undefined || reading.millivolts === undefined || reading.charging === true)
    return sag;
  // A light load moves the voltage less than the curve's own error: no measure of the resistance.
  const counting = (settings.budget[settings.countingMode] as number | undefined) ?? 0;
  if (milliwatts <= 0 || milliwatts < counting / 3) return sag;
  const now = Math.max(0, openCircuitMillivolts(reading.charge) - reading.millivolts) / milliwatts;
  const kept = 2 ** (-ms / 3_600_000 / HALF_LIFE_HOURS);
  return sag * kept + now * (1 - kept);
}

/** The charge at which the device must shut down under this load: by charge, or because the voltage is gone before. */
export function chargeAtEnd(sag: number, milliwatts: number, settings: PowerSettings): number {
  const { charge, millivolts } = settings.thresholds.shutdown;
  return Math.max(charge, chargeAtOpenCircuit(millivolts + sag * milliwatts * RISE_TOWARDS_EMPTY));
}

/** Charge as far as a voltage under load tells it. */
export function chargeByVoltage(millivolts: number, sag: number, milliwatts: number): number {
  return chargeAtOpenCircuit(millivolts + sag * milliwatts);
}
