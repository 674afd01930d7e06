import { openCircuitMillivolts } from '../power/open-circuit-voltage.js';

/** What a simulated battery is made of. */
export interface CellSettings {
  readonly capacityMilliampHours: number;
  /** At 25 °C and half charge. */
  readonly internalMilliohms: number;
  /** How far this cell lies beside the typical curve, mV. */
  readonly curveOffset?: number;
  /** Charge the cell still takes and gives, share of its capacity when new, 0–1. */
  readonly health?: number;
}

/** What acts on the cell during one step. */
export interface CellLoad {
  /** Drawn by the device at the cell, mW, ≥ 0. */
  readonly milliwatts: number;
  /** Offered by the charger, mW, ≥ 0; the device takes its part first. */
  readonly charger: number;
  readonly celsius: number;
}

/** The protection board opens below this and closes again only with a charger. mV. */
const CUT_OFF = 2800;
const FULL = 4200;
/** Largest charging current, share of the capacity per hour; none at all below freezing. */
const MOST_CHARGING = 0.5;
/** Half the resistance shows at once, half with this lag (s). */
const LAG_SECONDS = 60;

/**
 * One lithium-ion cell (or several in parallel): the rested curve, a resistance that rises in the cold and towards empty, half
 * of it lagging, and charge that cannot be drawn in the cold. Orders of magnitude by published 18650 data (about twice the
 * resistance and 15 % less at 0 °C, three times and 30 % at −10 °C); fitted to no cell.
 */
export class LithiumCell {
  readonly #settings: CellSettings;
  #charge: number;
  #lag = 0;
  #lost = 0;
  #open = false;
  #millivolts = 0;
  #milliamps = 0;

  /** `charge`: 0–1. */
  constructor(settings: CellSettings, charge: number) {
    this.#settings = settings;
    this.#charge = charge;
    this.step(0, { milliwatts: 0, charger: 0, celsius: 25 });
  }

  /** Charge in the cell, 0–1 of what it holds now; in the cold not all of it can be drawn. */
  get charge(): number {
    return this.#charge;
  }

  /** mV at the terminals; 0 when the protection is open. */
  get millivolts(): number {
    return this.#open ? 0 : this.#millivolts;
  }

  /** mA drawn; negative while it charges. */
  get milliamps(): number {
    return this.#milliamps;
  }

  /** Whether the protection has cut the device off. */
  get cutOff(): boolean {
    return this.#open;
  }

  /** This share (0–1) of the charge is gone for good: an inner fault. */
  lose(share: number): void {
    this.#lost = Math.min(1, this.#lost + share);
  }

  /** Lets `ms` (at most some 10 s) pass under a load. */
  step(ms: number, load: CellLoad): void {
    const rested = this.#rested(load.celsius);
    const ohms = this.#milliohms(load.celsius) / 2000;
    const inner = rested - this.#lag;
    const net = load.milliwatts - load.charger;
    if (this.#open && net < 0) this.#open = false;
    this.#milliamps = this.#open
      ? 0
      : net >= 0
        ? drawn(inner, ohms, net)
        : -this.#taken(inner, ohms, -net, load);
    this.#millivolts = inner - this.#milliamps * ohms;
    if (net >= 0 && this.#millivolts < CUT_OFF) this.#open = true;
    const faded = Math.exp(-ms / 1000 / LAG_SECONDS);
    this.#lag = this.#lag * faded + this.#milliamps * ohms * (1 - faded);
    const holds = this.#settings.capacityMilliampHours * (this.#settings.health ?? 1);
    this.#charge = Math.min(1, Math.max(0, this.#charge - (this.#milliamps * ms) / 3_600_000 / holds));
  }

  #rested(celsius: number): number {
    return openCircuitMillivolts(this.#drawable(celsius)) + (this.#settings.curveOffset ?? 0);
  }

  /** Charge that can still be drawn at this temperature, as a place on the curve. */
  #drawable(celsius: number): number {
    const usable = Math.min(1, Math.max(0.3, 1 - 0.006 * Math.max(0, 25 - celsius)));
    return Math.max(0, 1 - (1 - this.#charge) / usable - this.#lost);
  }

  #milliohms(celsius: number): number {
    const cold = Math.exp(Math.max(0, 25 - celsius) / 32);
    const empty = 1 + 1.5 * Math.exp(-this.#drawable(celsius) / 0.05);
    return this.#settings.internalMilliohms * cold * empty;
  }

  #taken(inner: number, ohms: number, milliwatts: number, { celsius }: CellLoad): number {
    if (celsius < 0) return 0;
    const room = Math.max(0, FULL - inner) / ohms;
    return Math.min((milliwatts / inner) * 1000, MOST_CHARGING * this.#settings.capacityMilliampHours, room);
  }
}

/** Current (mA) at which a source of `millivolts` behind `ohms` gives this power; at its most when it cannot give so much. */
function drawn(millivolts: number, ohms: number, milliwatts: number): number {
  const inside = millivolts ** 2 - 4000 * ohms * milliwatts;
  return (millivolts - Math.sqrt(Math.max(0, inside))) / (2 * ohms);
}
