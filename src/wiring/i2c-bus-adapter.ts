import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type * as I2c from 'i2c-bus';
import { HardwareError } from '../base/errors.js';
import { errnoOf } from './errno.js';
import { checkTransfer, type I2cBus } from './i2c.js';
import { i2cClosed, i2cFailed, i2cFault } from './i2c-errors.js';
import { OneAtATime } from './one-at-a-time.js';

type Library = Pick<typeof I2c, 'openPromisified'>;

/** A bus of the kernel, /dev/i2c-N, through the package i2c-bus. */
export class I2cBusAdapter implements I2cBus {
  readonly #library: Library;
  readonly #number: number;
  /** One transfer at a time: the package sets a part's address on first use, and a second caller would overtake it. */
  readonly #queue = new OneAtATime();
  #bus: I2c.PromisifiedBus | undefined;
  #closed = false;

  private constructor(library: Library, number: number) {
    this.#library = library;
    this.#number = number;
  }

  /**
   * @param number N of /dev/i2c-N: 1 for the header of every Pi in question
   * @throws HardwareError i2c-no-bus, i2c-no-permission, i2c-no-driver.
   */
  static async open(number = 1): Promise<I2cBusAdapter> {
    // The package opens the device at the first transfer only; a missing bus is to be told at once.
    await access(`/dev/i2c-${number}`, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
      throw i2cFailed(number, 0, cause);
    });
    try {
      const { default: library } = await import('i2c-bus');
      return new I2cBusAdapter(library, number);
    } catch (cause) {
      throw new HardwareError(
        'i2c-no-driver',
        'The native part of the library that drives I²C cannot be loaded.',
        'Install again on this machine (npm ci), with a compiler present.',
        { cause },
      );
    }
  }

  write(address: number, bytes: Uint8Array): Promise<void> {
    const copy = Buffer.from(bytes); // now: the caller may write over its own before this one's turn comes
    return this.#transfer(address, async (bus) => {
      const { bytesWritten } = await bus.i2cWrite(address, copy.length, copy);
      if (bytesWritten !== copy.length)
        throw i2cFault(
          address,
          `took ${bytesWritten} of ${copy.length} bytes`,
          'Shorten the wires to the part.',
        );
    });
  }

  readWord(address: number, register: number): Promise<number> {
    return this.#transfer(address, (bus) => bus.readWord(address, register), register);
  }

  writeWord(address: number, register: number, value: number): Promise<void> {
    return this.#transfer(address, (bus) => bus.writeWord(address, register, value), register, value);
  }

  async probe(address: number): Promise<boolean> {
    try {
      await this.#transfer(address, (bus) => bus.receiveByte(address));
      return true;
    } catch (error) {
      if (error instanceof HardwareError && error.code === 'i2c-no-answer') return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue.run(() => this.#letGo());
  }

  async #transfer<T>(
    address: number,
    work: (bus: I2c.PromisifiedBus) => Promise<T>,
    register?: number,
    value?: number,
  ): Promise<T> {
    checkTransfer(address, register, value);
    if (this.#closed) throw i2cClosed();
    return this.#queue.run(async () => {
      try {
        this.#bus ??= await this.#library.openPromisified(this.#number);
        return await work(this.#bus);
      } catch (error) {
        if (error instanceof HardwareError) throw error;
        // The package keeps the device open, its address unset: the next transfer would go to whoever hears address 0.
        if (errnoOf(error) === 'EBUSY') await this.#letGo();
        throw i2cFailed(this.#number, address, error);
      }
    });
  }

  /** Closes at most once what the package has open: a second close of its would hit somebody else's file. */
  async #letGo(): Promise<void> {
    const bus = this.#bus;
    this.#bus = undefined;
    await bus?.close();
  }
}
