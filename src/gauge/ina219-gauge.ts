import { HardwareError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { I2cBus } from '../wiring/i2c.js';
import type { ChargeMemory } from './charge-memory.js';
import { CoulombCount, type CoulombSettings } from './coulomb-count.js';
import type { GaugeReading, PowerGauge } from './gauge.js';

/** Registers by the INA219 datasheet (Texas Instruments, SBOS448G). */
const REGISTER = { config: 0x00, shunt: 0x01, bus: 0x02, current: 0x04, calibration: 0x05 } as const;
const BUS = { overflow: 0x0001, ready: 0x0002, millivoltsPerStep: 4 } as const;
/** 16 V range, both converters averaging 128 samples (68 ms), continuous; the shunt's range is put in between. */
const CONFIG = (0b1111 << 7) | (0b1111 << 3) | 0b111;
/** Full scale of the shunt's voltage by its two range bits, mV. */
const SHUNT_RANGES = [40, 80, 160, 320] as const;

export interface Ina219Options extends CoulombSettings {
  /** 7-bit, 0x40–0x4f. */
  readonly address?: number;
  readonly shuntMilliohms: number;
  /** Largest current to be measured, mA: the shunt's range and the step follow from it. */
  readonly mostMilliamps: number;
  /** Cells in series; readings are for one cell. */
  readonly cellsInSeries?: number;
  /** True where current into the battery shows as positive (shunt wired the other way round). */
  readonly chargingIsPositive?: boolean;
}

/**
 * Current and voltage sensor INA219 in the battery's line, with the charge counted by the program (the chip keeps no count):
 * look at it every few seconds.
 *
 * `read` rejects with HardwareError gauge-no-answer, gauge-overflow, gauge-not-ready or gauge-no-battery.
 */
export class Ina219Gauge implements PowerGauge {
  readonly name = 'INA219';
  readonly #bus: I2cBus;
  readonly #options: Ina219Options;
  readonly #address: number;
  readonly #count: CoulombCount;
  /** mA a step of the current register; a round figure keeps the calibration's rounding small. */
  readonly #step: number;
  readonly #calibration: number;
  readonly #config: number;
  /** Steps of 10 µV at which the shunt's range ends. */
  readonly #shuntFull: number;

  /** Throws RangeError for a shunt and current beyond the chip's 320 mV. */
  constructor(bus: I2cBus, clock: Clock, memory: ChargeMemory, options: Ina219Options) {
    this.#bus = bus;
    this.#options = options;
    this.#address = options.address ?? 0x40;
    this.#count = new CoulombCount(clock, memory, options);
    const fullScale = (options.mostMilliamps * options.shuntMilliohms) / 1000;
    const range = SHUNT_RANGES.findIndex((millivolts) => millivolts >= fullScale);
    if (range < 0) throw new RangeError(`${fullScale} mV over the shunt: an INA219 measures 320 mV at most`);
    this.#config = CONFIG | (range << 11);
    this.#shuntFull = SHUNT_RANGES[range] * 100;
    this.#step = Math.ceil((options.mostMilliamps / 32_768) * 100) / 100;
    // Datasheet, equation 1: 0.04096 / (A a step × Ω); bit 0 is not used.
    this.#calibration = Math.trunc(40_960 / (this.#step * options.shuntMilliohms)) & 0xfffe;
  }

  async read(): Promise<GaugeReading> {
    try {
      return await this.#read();
    } catch (error) {
      if (!(error instanceof HardwareError) || error.code.startsWith('gauge-')) throw error;
      throw new HardwareError(
        'gauge-no-answer',
        `The current sensor does not answer: ${error.message}`,
        "Check its wires and its address (the board's solder bridges A0, A1).",
        { cause: error },
      );
    }
  }

  /** Keeps the count. The bus belongs to whoever made it. */
  async close(): Promise<void> {
    await this.#count.save();
  }

  async #read(): Promise<GaugeReading> {
    // A brown-out clears the calibration, and then every current reads 0: looked at each time, it is one word.
    if ((await this.#get(REGISTER.calibration)) !== this.#calibration) {
      await this.#set(REGISTER.config, this.#config);
      await this.#set(REGISTER.calibration, this.#calibration);
    }
    const bus = await this.#get(REGISTER.bus);
    const current = await this.#get(REGISTER.current);
    // The flag tells of the arithmetic alone; a shunt voltage at the end of its range is silent.
    const shunt = signed(await this.#get(REGISTER.shunt));
    if ((bus & BUS.overflow) !== 0 || Math.abs(shunt) >= this.#shuntFull)
      throw overflow(this.#options.mostMilliamps);
    if ((bus & BUS.ready) === 0) throw notReady();
    const millivolts = ((bus >> 3) * BUS.millivoltsPerStep) / (this.#options.cellsInSeries ?? 1);
    if (millivolts < 500) throw noBattery(millivolts);
    const along = signed(current) * this.#step;
    const milliamps = this.#options.chargingIsPositive === true ? 0 - along : along;
    const charge = await this.#count.take(millivolts, milliamps);
    return {
      millivolts,
      milliamps,
      charge,
      charging: milliamps < -this.#options.capacityMilliampHours / 200,
    };
  }

  async #get(register: number): Promise<number> {
    const word = await this.#bus.readWord(this.#address, register);
    return ((word & 0xff) << 8) | (word >> 8); // most significant byte first on the wire
  }

  async #set(register: number, value: number): Promise<void> {
    await this.#bus.writeWord(this.#address, register, ((value & 0xff) << 8) | (value >> 8));
  }
}

function signed(word: number): number {
  return (word << 16) >> 16;
}

function overflow(mostMilliamps: number): HardwareError {
  return new HardwareError(
    'gauge-overflow',
    `The current is beyond what the sensor was set to (${mostMilliamps} mA).`,
    'Look for a short circuit; otherwise raise the largest current in the configuration.',
  );
}

function notReady(): HardwareError {
  return new HardwareError(
    'gauge-not-ready',
    'The current sensor has not finished its first measurement.',
    'Nothing to do: it answers within a second. If this stays, disconnect and reconnect the battery.',
  );
}

function noBattery(millivolts: number): HardwareError {
  return new HardwareError(
    'gauge-no-battery',
    `The current sensor sees no battery (${millivolts} mV a cell).`,
    'Put the cells in, or check their contacts.',
  );
}
