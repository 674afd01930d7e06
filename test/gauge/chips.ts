import type { VirtualChip } from '../../src/wiring/virtual-i2c-bus.js';

/** What hangs on a simulated chip; milliamps are drawn from the battery. */
export interface OnTheWires {
  millivolts: number;
  milliamps: number;
  charge: number;
}

const swapped = (word: number): number => ((word & 0xff) << 8) | (word >> 8);

/** Registers big-endian inside, as these chips send them; SMBus hands the bytes over the other way round. */
abstract class WordChip implements VirtualChip {
  readonly registers = new Map<number, number>();
  constructor(readonly wires: OnTheWires) {}
  readWord(register: number): number {
    return swapped(this.value(register) & 0xffff);
  }
  writeWord(register: number, word: number): void {
    this.registers.set(register, swapped(word));
  }
  protected abstract value(register: number): number;
}

/** MAX17048 by its datasheet, as far as registers go; its model of the cell is replaced by the truth. */
export class Max17048Chip extends WordChip {
  version = 0x0012;
  constructor(wires: OnTheWires) {
    super(wires);
    this.powerUp();
  }
  /** Everything written is forgotten and the reset flag set. */
  powerUp(): void {
    this.registers.clear();
    this.registers.set(0x0c, 0x971c).set(0x14, 0x00ff).set(0x18, 0x9600).set(0x1a, 0x0100);
  }
  /** The voltage dips for a moment: the chip's alarm catches it where it is set. */
  dip(millivolts: number): void {
    const low = (this.registers.get(0x14)! >> 8) * 20;
    if (millivolts < low) this.registers.set(0x1a, this.registers.get(0x1a)! | 0x0400);
  }
  protected value(register: number): number {
    if (register === 0x02) return Math.round(this.wires.millivolts / 0.078125);
    if (register === 0x04) return Math.round(this.wires.charge * 25600);
    if (register === 0x08) return this.version;
    if (register === 0x16) return Math.round(-this.wires.milliamps / 6000 / 0.00208);
    return this.registers.get(register) ?? 0;
  }
}

/** INA219 by its datasheet over a shunt of 100 mΩ. */
export class Ina219Chip extends WordChip {
  ready = true;
  constructor(wires: OnTheWires) {
    super(wires);
    this.powerUp();
  }
  powerUp(): void {
    this.registers.clear();
    this.registers.set(0x00, 0x399f).set(0x05, 0);
  }
  protected value(register: number): number {
    const range = 4000 << ((this.registers.get(0x00)! >> 11) & 3); // 40 mV in steps of 10 µV, doubled per range bit
    const shunt = Math.max(-range, Math.min(range, Math.round(this.wires.milliamps * 10)));
    const current = Math.trunc((shunt * this.registers.get(0x05)!) / 4096);
    const overflow = current > 32_767 || current < -32_768;
    if (register === 0x01) return shunt;
    if (register === 0x02) {
      return (Math.round(this.wires.millivolts / 4) << 3) | (this.ready ? 2 : 0) | (overflow ? 1 : 0);
    }
    if (register === 0x04) return current;
    return this.registers.get(register) ?? 0;
  }
}
