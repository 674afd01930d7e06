import { HardwareError } from '../base/errors.js';
import { type Random, seededRandom } from '../base/random.js';
import type { Clock } from '../clock/clock.js';
import { type Charger, noCharger } from './charger.js';
import type { GaugeReading, PowerGauge } from './gauge.js';
import { type CellSettings, LithiumCell } from './lithium-cell.js';

export const BATTERY_FAULTS = ['collapse', 'no-answer', 'nonsense'] as const;
/** `collapse`: within minutes the cell loses its charge; `no-answer`: the gauge is gone; `nonsense`: it answers 0 mV, 130 %. */
export type BatteryFault = (typeof BATTERY_FAULTS)[number];

export interface SimulatedBatteryOptions extends CellSettings {
  /** Draw at the battery by the device's mode, mW: the power budget. */
  readonly budget: Readonly<Record<string, number>>;
  readonly mode: string;
  /** At the start, 0–1. */
  readonly charge: number;
  readonly charger?: Charger;
  /** °C over the battery's own time (ms since it was made; the charger goes by it, too). */
  readonly celsius?: (elapsedMs: number) => number;
  /** How wrong the gauge's charge is at most, 0–1: it wanders within. Default 0.02. */
  readonly chargeError?: number;
  /** False for a gauge that, like the MAX17048, measures no current. Default true. */
  readonly measuresCurrent?: boolean;
  readonly seed?: number;
}

const STEP_MS = 10_000;
/** A collapsing cell loses this share of its charge per second. */
const COLLAPSE_PER_SECOND = 0.001;

/**
 * A battery that lives in the clock's time and is emptied by what the device does. It is a gauge, and also what the chips'
 * simulators measure.
 */
export class SimulatedBattery implements PowerGauge {
  readonly name = 'simulated battery';
  readonly #clock: Pick<Clock, 'uptimeMs'>;
  readonly #options: SimulatedBatteryOptions;
  readonly #cell: LithiumCell;
  readonly #random: Random;
  #mode: string;
  #fault: BatteryFault | undefined;
  /** The clock's uptime up to which the cell has lived, and the battery's own time then. */
  #uptimeMs: number;
  #elapsedMs = 0;
  /** Slow wandering of the load about its mean, and of the gauge's error: standard normal. */
  #loadNoise = 0;
  #gaugeNoise: number;
  #drawnMilliwattHours = 0;

  constructor(clock: Pick<Clock, 'uptimeMs'>, options: SimulatedBatteryOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#cell = new LithiumCell(options, options.charge);
    this.#random = seededRandom(options.seed ?? 1);
    this.#gaugeNoise = this.#random.normal();
    this.#mode = options.mode;
    checkMode(options.budget, options.mode);
    checkMode(options.budget, 'off');
    this.#uptimeMs = clock.uptimeMs();
  }

  /** The device does something else from now on. Throws RangeError for a mode the budget lacks. */
  load(mode: string): void {
    checkMode(this.#options.budget, mode);
    this.#advance();
    this.#mode = mode;
  }

  /** Time passes with the machine off: `ms` that its uptime does not see. The budget's mode `off` is what it draws. */
  rest(ms: number): void {
    this.#advance();
    this.#live(ms, 'off');
  }

  /** Breaks it from now on, or (undefined) stops breaking it; what a collapse has taken is gone. */
  fault(fault: BatteryFault | undefined): void {
    this.#advance();
    this.#fault = fault;
  }

  /** What really is in the cell, 0–1: for tests and benchmarks, no gauge knows it. */
  get charge(): number {
    this.#advance();
    return this.#cell.charge;
  }

  /** Whether the protection has cut the device off: a real one would be dark now. */
  get cutOff(): boolean {
    this.#advance();
    return this.#cell.cutOff;
  }

  /** Drawn by the device since the start, mWh. */
  get drawnMilliwattHours(): number {
    this.#advance();
    return this.#drawnMilliwattHours;
  }

  /** Rejects with HardwareError gauge-no-answer when that fault is set, or the protection has cut it off. */
  read(): Promise<GaugeReading> {
    this.#advance();
    if (this.#fault === 'nonsense') return Promise.resolve({ millivolts: 0, charge: 1.3, charging: false });
    if (this.#fault === 'no-answer' || this.#cell.cutOff) {
      return Promise.reject(
        new HardwareError('gauge-no-answer', 'The simulated gauge does not answer.', 'Clear the fault.'),
      );
    }
    const error = (this.#options.chargeError ?? 0.02) * Math.tanh(this.#gaugeNoise);
    const charge = Math.min(1, Math.max(0, this.#cell.charge + error));
    const milliamps = this.#cell.milliamps + 2 * this.#random.normal();
    return Promise.resolve({
      millivolts: Math.round((this.#cell.millivolts + 2 * this.#random.normal()) / 1.25) * 1.25,
      ...(this.#options.measuresCurrent !== false && { milliamps: Math.round(milliamps * 10) / 10 }),
      charge: Math.round(charge * 25_600) / 25_600,
      charging: this.#cell.milliamps < -this.#options.capacityMilliampHours / 200,
      celsius: Math.round(this.#celsius()),
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #celsius(): number {
    return this.#options.celsius?.(this.#elapsedMs) ?? 25;
  }

  #advance(): void {
    const now = this.#clock.uptimeMs();
    // An uptime that went back is another boot of the machine.
    this.#live(now - Math.min(now, this.#uptimeMs), this.#mode);
    this.#uptimeMs = now;
  }

  #live(ms: number, mode: string): void {
    for (let left = ms; left > 0; left -= STEP_MS) this.#step(Math.min(STEP_MS, left), mode);
  }

  #step(ms: number, mode: string): void {
    this.#loadNoise = this.#wander(this.#loadNoise, ms, 120_000);
    this.#gaugeNoise = this.#wander(this.#gaugeNoise, ms, 3_600_000);
    if (this.#fault === 'collapse') this.#cell.lose((COLLAPSE_PER_SECOND * ms) / 1000);
    const mean = this.#options.budget[mode];
    const milliwatts = this.#cell.cutOff ? 0 : mean * Math.max(0.5, 1 + 0.06 * this.#loadNoise);
    const charger = (this.#options.charger ?? noCharger)(this.#elapsedMs);
    this.#cell.step(ms, { milliwatts, charger, celsius: this.#celsius() });
    this.#drawnMilliwattHours += (milliwatts * ms) / 3_600_000;
    this.#elapsedMs += ms;
  }

  /** Coloured noise: forgets its past with the time constant, and stays standard normal. */
  #wander(value: number, ms: number, constantMs: number): number {
    const kept = Math.exp(-ms / constantMs);
    return value * kept + Math.sqrt(1 - kept ** 2) * this.#random.normal();
  }
}

function checkMode(budget: Readonly<Record<string, number>>, mode: string): void {
  if (!(mode in budget)) throw new RangeError(`the power budget has no mode “${mode}”`);
}
