import type { HardwareError } from '../base/errors.js';
import { checkTransfer, type I2cBus } from './i2c.js';
import { i2cClosed, i2cFault, i2cNoAnswer, i2cStuck } from './i2c-errors.js';

/** A part on the virtual bus. What it leaves out it does not understand. */
export interface VirtualChip {
  write?(bytes: Uint8Array): void;
  /** The word as the bus carries it, least significant byte first, 0–65535. */
  readWord?(register: number): number;
  writeWord?(register: number, value: number): void;
}

/** Words by register, and nothing else: enough for a gauge's test. */
export class RegisterChip implements VirtualChip {
  readonly registers = new Map<number, number>();

  constructor(registers: Readonly<Record<number, number>> = {}) {
    for (const [register, value] of Object.entries(registers)) this.registers.set(Number(register), value);
  }

  readWord(register: number): number {
    return this.registers.get(register) ?? 0;
  }

  writeWord(register: number, value: number): void {
    this.registers.set(register, value);
  }

  /** A register and a word, as plain bytes; a register alone is a pointer for a read. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 3) this.registers.set(bytes[0], bytes[1] | (bytes[2] << 8));
  }
}

/** An I²C bus in memory: chips are plugged in, and faults. */
export class VirtualI2cBus implements I2cBus {
  readonly #chips = new Map<number, VirtualChip>();
  readonly #deaf = new Set<number>();
  readonly #noise = new Map<number, (word: number) => number>();
  #stuck = false;
  #closed = false;

  /** Plugs a chip in, in place of one that was there. */
  attach(address: number, chip: VirtualChip): void {
    checkTransfer(address);
    this.#chips.set(address, chip);
  }

  /** Pulls a chip out. */
  detach(address: number): void {
    this.#chips.delete(address);
  }

  /** The chip stops acknowledging, or answers again. */
  setDeaf(address: number, deaf: boolean): void {
    if (deaf) this.#deaf.add(address);
    else this.#deaf.delete(address);
  }

  /** Something holds a wire of the bus down, or lets go: no transfer to any chip ends. */
  setStuck(stuck: boolean): void {
    this.#stuck = stuck;
  }

  /** What becomes of words on their way from this chip; undefined: they arrive as they are. */
  setNoise(address: number, garble: ((word: number) => number) | undefined): void {
    if (garble === undefined) this.#noise.delete(address);
    else this.#noise.set(address, garble);
  }

  async write(address: number, bytes: Uint8Array): Promise<void> {
    const copy = bytes.slice(); // now: the caller may write over its own at once
    const chip = await this.#reach(address);
    if (chip.write === undefined) throw notUnderstood(address);
    chip.write(copy);
  }

  async readWord(address: number, register: number): Promise<number> {
    const chip = await this.#reach(address, register);
    if (chip.readWord === undefined) throw notUnderstood(address);
    const word = chip.readWord(register);
    return (this.#noise.get(address)?.(word) ?? word) & 0xffff;
  }

  async writeWord(address: number, register: number, value: number): Promise<void> {
    const chip = await this.#reach(address, register, value);
    if (chip.writeWord === undefined) throw notUnderstood(address);
    chip.writeWord(register, value);
  }

  async probe(address: number): Promise<boolean> {
    await this.#begin(address);
    return this.#chips.has(address) && !this.#deaf.has(address);
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #begin(address: number, register?: number, value?: number): Promise<void> {
    checkTransfer(address, register, value);
    if (this.#closed) throw i2cClosed();
    // A transfer takes time on a real bus too: nobody may count on having the answer at once.
    await Promise.resolve();
    if (this.#stuck) throw i2cStuck(address);
  }

  /** The chip that acknowledges this transfer. */
  async #reach(address: number, register?: number, value?: number): Promise<VirtualChip> {
    await this.#begin(address, register, value);
    const chip = this.#chips.get(address);
    if (chip === undefined || this.#deaf.has(address)) throw i2cNoAnswer(address);
    return chip;
  }
}

function notUnderstood(address: number): HardwareError {
  return i2cFault(address, 'the part does not understand that transfer', 'Check which part is plugged in.');
}
