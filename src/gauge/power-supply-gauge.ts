import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HardwareError } from '../base/errors.js';
import type { GaugeReading, PowerGauge } from './gauge.js';

export interface PowerSupplyOptions {
  /** Folder of the kernel's class. */
  readonly root?: string;
  /** Which battery, where there are several; otherwise the first by name that is present. */
  readonly battery?: string;
  /** Cells in series; readings are for one cell. */
  readonly cellsInSeries?: number;
}

/**
 * Whatever battery the kernel knows, through its power_supply class (Documentation/ABI/testing/sysfs-class-power): µV, µA, %,
 * tenths of °C.
 *
 * `read` rejects with HardwareError gauge-no-battery or gauge-no-answer.
 */
export class PowerSupplyGauge implements PowerGauge {
  readonly name = 'power_supply';
  readonly #root: string;
  readonly #battery: string | undefined;
  readonly #cells: number;

  constructor(options: PowerSupplyOptions = {}) {
    this.#root = options.root ?? '/sys/class/power_supply';
    this.#battery = options.battery;
    this.#cells = options.cellsInSeries ?? 1;
  }

  async read(): Promise<GaugeReading> {
    const { battery, mains } = await this.#supplies();
    const value = (name: string): Promise<number | undefined> => this.#number(battery, name);
    const microvolts = await value('voltage_now');
    const microamps = await value('current_now');
    const charge = await this.#charge(battery);
    const status = await this.#text(battery, 'status');
    const tenths = await value('temp');
    if (microvolts === undefined && charge === undefined) {
      throw new HardwareError(
        'gauge-no-answer',
        `The kernel's battery ${battery} tells neither voltage nor charge.`,
        "Check the battery's connection and its driver; see the kernel's messages.",
      );
    }
    const charging = isCharging(status, mains);
    const milliamps = drawn(microamps, status);
    return {
      ...(microvolts !== undefined && { millivolts: microvolts / 1000 / this.#cells }),
      ...(milliamps !== undefined && { milliamps }),
      ...(charge !== undefined && { charge }),
      ...(charging !== undefined && { charging }),
      ...(tenths !== undefined && { celsius: tenths / 10 }),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The battery's name, and whether any of the mains supplies is online (undefined when there is none to ask). */
  async #supplies(): Promise<{ battery: string; mains: boolean | undefined }> {
    let mains: boolean | undefined;
    const batteries: string[] = [];
    for (const name of await this.#names()) {
      const type = await this.#text(name, 'type');
      // A keyboard's or mouse's battery has scope Device; it says nothing about ours.
      if (type === 'Battery' && (await this.#text(name, 'scope')) !== 'Device') batteries.push(name);
      else if (type === 'Mains' || type?.startsWith('USB') === true) {
        const online = await this.#number(name, 'online');
        if (online !== undefined) mains = mains === true || online > 0;
      }
    }
    for (const battery of this.#battery === undefined ? batteries : [this.#battery]) {
      if (batteries.includes(battery) && (await this.#number(battery, 'present')) !== 0)
        return { battery, mains };
    }
    throw new HardwareError(
      'gauge-no-battery',
      `The kernel knows no battery${this.#battery === undefined ? '' : ` “${this.#battery}”`} under ${this.#root}.`,
      'Put the battery in, check that its driver is loaded, or set another gauge in the configuration.',
    );
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#root)).sort();
    } catch (error) {
      throw new HardwareError(
        'gauge-no-battery',
        `The kernel's list of batteries cannot be read: ${(error as Error).message}`,
        'Set another gauge in the configuration, or none.',
        { cause: error },
      );
    }
  }

  async #charge(battery: string): Promise<number | undefined> {
    const percent = await this.#number(battery, 'capacity');
    if (percent !== undefined) return percent / 100;
    for (const kind of ['charge', 'energy']) {
      const now = await this.#number(battery, `${kind}_now`);
      const full = await this.#number(battery, `${kind}_full`);
      if (now !== undefined && full !== undefined && full > 0) return Math.min(1, now / full);
    }
    return undefined;
  }

  async #number(supply: string, name: string): Promise<number | undefined> {
    const text = await this.#text(supply, name);
    return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text);
  }

  /** A driver answers what it does not know with an error (ENODATA, EINVAL, …), or has no such file: absent either way. */
  async #text(supply: string, name: string): Promise<string | undefined> {
    try {
      return (await readFile(join(this.#root, supply, name), 'utf8')).trim();
    } catch {
      return undefined;
    }
  }
}

function isCharging(status: string | undefined, mains: boolean | undefined): boolean | undefined {
  if (status === 'Charging') return true;
  if (status === 'Discharging') return false;
  // Full or "Not charging": what matters is whether something else feeds the device.
  if (status === 'Full' || status === 'Not charging') return mains ?? false;
  return mains;
}

/**
 * mA drawn from the battery. The kernel's convention is negative while discharging, but many drivers give the amount alone:
 * where the status says which way it flows, the status is believed.
 */
function drawn(microamps: number | undefined, status: string | undefined): number | undefined {
  if (microamps === undefined) return undefined;
  const amount = Math.abs(microamps) / 1000;
  if (status === 'Discharging') return amount;
  if (status === 'Charging') return 0 - amount;
  return 0 - microamps / 1000;
}
