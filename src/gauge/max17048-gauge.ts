import { HardwareError } from '../base/errors.js';
import type { I2cBus } from '../wiring/i2c.js';
import type { GaugeReading, PowerGauge } from './gauge.js';

/** Registers by the MAX17048/MAX17049 datasheet (Maxim, rev 7). */
const REGISTER = {
  voltage: 0x02,
  charge: 0x04,
  version: 0x08,
  config: 0x0c,
  alertVoltage: 0x14,
  rate: 0x16,
  status: 0x1a,
} as const;
const STATUS = { reset: 0x0100, voltageLow: 0x0400 } as const;
/** RCOMP as delivered (0x97), alarm at 4 % charge (ATHD = 32 − 4), no 1 % alarm, pending alarm cleared. */
const CONFIG = 0x9700 | (32 - 4);
const VOLTS_PER_STEP = 78.125e-6;
/** CRATE's step, share of the charge per hour. */
const RATE_STEP = 0.00208;
/** Charging slower than this is the gauge's own drift. */
const CHARGING_FROM = 3 * RATE_STEP;

export interface Max17048Options {
  /** 7-bit; the chip has no other. */
  readonly address?: number;
  /** Cell voltage that the chip watches for between two looks, mV in steps of 20. */
  readonly alarmMillivolts?: number;
}

/**
 * Battery gauge MAX17048: voltage and state of charge by the chip's own model of the cell, charging by its rate. It measures no
 * current. Its words come most significant byte first, SMBus carries the least first: swapped here.
 *
 * `read` rejects with HardwareError gauge-no-answer, gauge-wrong-part or gauge-no-battery.
 */
export class Max17048Gauge implements PowerGauge {
  readonly name = 'MAX17048';
  readonly #bus: I2cBus;
  readonly #address: number;
  readonly #alarmMillivolts: number;
  #known = false;

  constructor(bus: I2cBus, options: Max17048Options = {}) {
    this.#bus = bus;
    this.#address = options.address ?? 0x36;
    this.#alarmMillivolts = options.alarmMillivolts ?? 3100;
  }

  async read(): Promise<GaugeReading> {
    try {
      return await this.#read();
    } catch (error) {
      this.#known = false; // whatever answers next may have been reset or exchanged
      if (!(error instanceof HardwareError) || error.code.startsWith('gauge-')) throw error;
      throw new HardwareError(
        'gauge-no-answer',
        `The battery gauge does not answer: ${error.message}`,
        'Check its four wires and that the battery is connected; it is powered by the cell.',
        { cause: error },
      );
    }
  }

  /** The bus belongs to whoever made it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  async #read(): Promise<GaugeReading> {
    if (!this.#known) await this.#identify();
    const status = await this.#get(REGISTER.status);
    // After a reset (battery exchanged, brown-out) the chip has forgotten its alarms.
    if ((status & STATUS.reset) !== 0) await this.#configure();
    const measured = (await this.#get(REGISTER.voltage)) * VOLTS_PER_STEP * 1000;
    const charge = (await this.#get(REGISTER.charge)) / 25600; // 1/256 % a step
    const rate = (((await this.#get(REGISTER.rate)) << 16) >> 16) * RATE_STEP;
    if (measured < 500) {
      throw new HardwareError(
        'gauge-no-battery',
        `The battery gauge sees no battery (${measured.toFixed(0)} mV).`,
        'Put the cells in, or check their contacts.',
      );
    }
    const dipped = (status & STATUS.voltageLow) !== 0;
    if (dipped) await this.#set(REGISTER.status, status & ~STATUS.voltageLow);
    return {
      // A dip between two looks is as true as what is measured now: the lower one counts.
      millivolts: dipped ? Math.min(measured, this.#alarmMillivolts) : measured,
      charge: Math.min(1, charge), // the chip may say a little over 100 % at the end of charging
      charging: rate >= CHARGING_FROM,
    };
  }

  async #identify(): Promise<void> {
    const version = await this.#get(REGISTER.version);
    if ((version & 0xfff0) !== 0x0010) {
      throw new HardwareError(
        'gauge-wrong-part',
        `What answers at the gauge's address is no MAX17048 (version 0x${version.toString(16)}).`,
        'Set the gauge in the configuration to the one fitted.',
      );
    }
    await this.#configure();
    this.#known = true;
  }

  async #configure(): Promise<void> {
    await this.#set(REGISTER.config, CONFIG);
    // Low alarm in the upper byte; the high alarm (lower byte) off at 0xff.
    await this.#set(REGISTER.alertVoltage, (Math.round(this.#alarmMillivolts / 20) << 8) | 0xff);
    await this.#set(REGISTER.status, 0);
  }

  async #get(register: number): Promise<number> {
    return swapped(await this.#bus.readWord(this.#address, register));
  }

  async #set(register: number, value: number): Promise<void> {
    await this.#bus.writeWord(this.#address, register, swapped(value));
  }
}

function swapped(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}
