import { HardwareError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import { chargeAtOpenCircuit } from '../power/open-circuit-voltage.js';
import type { ChargeMemory } from './charge-memory.js';

export interface CoulombSettings {
  /** What the battery holds when full, mAh. */
  readonly capacityMilliampHours: number;
  /** Its resistance as seen at one cell's voltage, mΩ: takes the load's sag off before the curve is asked. */
  readonly internalMilliohms: number;
  /** Told when the count cannot be kept: the gauge goes on without. Tried again at the next step. */
  readonly onMemoryTrouble: (error: HardwareError) => void;
}

/** A gap longer than this between two looks was not seen, and is not guessed. */
const LONGEST_GAP_MS = 120_000;
/** The rested curve pulls the count slowly everywhere, against drift, and quickly down near the end, where it is steep. */
const PULL_HOURS = 3;
const PULL_HOURS_NEAR_EMPTY = 0.1;
const NEAR_EMPTY = 0.1;
/** Full: at the charger's end voltage (mV) with the current faded below this share of the capacity an hour. */
const FULL_MILLIVOLTS = 4150;
const FULL_CURRENT = 0.05;
/** Written down when it moved by so much: a power cut loses no more than this. */
const SAVE_STEP = 0.01;

/**
 * State of charge by adding up the current, corrected where the cell's voltage says it better: at full, near empty, slowly
 * towards the rested curve elsewhere, and after a start (the count may be days old).
 */
export class CoulombCount {
  readonly #clock: Clock;
  readonly #memory: ChargeMemory;
  readonly #settings: CoulombSettings;
  #last: { readonly atMs: number; readonly milliamps: number; readonly charge: number } | undefined;
  #saved: number | undefined;

  constructor(clock: Clock, memory: ChargeMemory, settings: CoulombSettings) {
    this.#clock = clock;
    this.#memory = memory;
    this.#settings = settings;
  }

  /** Takes in one cell's voltage (mV) and the battery's current (mA, positive while it gives); the charge now, 0–1. */
  async take(millivolts: number, milliamps: number): Promise<number> {
    const rested = chargeAtOpenCircuit(millivolts + (milliamps * this.#settings.internalMilliohms) / 1000);
    const charge = this.#corrected(await this.#counted(rested, milliamps), rested, millivolts, milliamps);
    this.#last = { atMs: this.#clock.uptimeMs(), milliamps, charge };
    if (this.#saved === undefined || Math.abs(charge - this.#saved) >= SAVE_STEP) {
      await this.#orTell(() => this.save());
    }
    return charge;
  }

  /** Keeps the count as it is now. Rejects with HardwareError gauge-memory. */
  async save(): Promise<void> {
    if (this.#last === undefined) return;
    await this.#memory.save(this.#last.charge);
    this.#saved = this.#last.charge;
  }

  async #counted(rested: number, milliamps: number): Promise<number> {
    if (this.#last === undefined) {
      const kept = await this.#orTell(() => this.#memory.load());
      // Close to the curve the kept count is the better one; far off, somebody charged or exchanged the battery meanwhile.
      return kept !== undefined && Math.abs(kept - rested) < 0.15 ? kept : rested;
    }
    const ms = Math.min(this.#clock.uptimeMs() - this.#last.atMs, LONGEST_GAP_MS);
    const mean = (milliamps + this.#last.milliamps) / 2;
    return this.#last.charge - (mean * ms) / 3_600_000 / this.#settings.capacityMilliampHours;
  }

  /** A full disk must not make the battery unknown. */
  async #orTell<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      this.#settings.onMemoryTrouble(error);
      return undefined;
    }
  }

  #corrected(counted: number, rested: number, millivolts: number, milliamps: number): number {
    const capacity = this.#settings.capacityMilliampHours;
    if (millivolts >= FULL_MILLIVOLTS && milliamps <= 0 && -milliamps < FULL_CURRENT * capacity) return 1;
    const hours = (this.#clock.uptimeMs() - (this.#last?.atMs ?? this.#clock.uptimeMs())) / 3_600_000;
    const pull = rested < NEAR_EMPTY && rested < counted ? PULL_HOURS_NEAR_EMPTY : PULL_HOURS;
    const share = 1 - Math.exp(-hours / pull);
    return Math.min(1, Math.max(0, counted + share * (rested - counted)));
  }
}
