import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HardwareError } from '../base/errors.js';

/** Where the counted charge (0–1) survives a restart. */
export interface ChargeMemory {
  /** Undefined when nothing was kept, or nothing that makes sense. */
  load(): Promise<number | undefined>;
  /** Rejects with HardwareError gauge-memory. */
  save(charge: number): Promise<void>;
}

export class VolatileChargeMemory implements ChargeMemory {
  #charge: number | undefined;

  load(): Promise<number | undefined> {
    return Promise.resolve(this.#charge);
  }

  save(charge: number): Promise<void> {
    this.#charge = charge;
    return Promise.resolve();
  }
}

/** A file of one number; replaced as a whole, so a power cut leaves the old one or the new one. */
export class FileChargeMemory implements ChargeMemory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async load(): Promise<number | undefined> {
    try {
      const charge = Number.parseFloat(await readFile(this.#path, 'utf8'));
      return charge >= 0 && charge <= 1 ? charge : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#failed('read', error);
    }
  }

  async save(charge: number): Promise<void> {
    const beside = `${this.#path}.new`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const file = await open(beside, 'w');
      try {
        await file.writeFile(`${charge.toFixed(5)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, this.#path);
    } catch (error) {
      throw this.#failed('written', error);
    }
  }

  #failed(what: 'read' | 'written', error: unknown): HardwareError {
    return new HardwareError(
      'gauge-memory',
      `The counted charge cannot be ${what}: ${(error as Error).message}`,
      `Make room on the disk and see that the program may write ${this.#path}.`,
      { cause: error },
    );
  }
}
