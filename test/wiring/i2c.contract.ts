import { afterEach, describe, expect, it } from 'vitest';
import type { I2cBus } from '../../src/wiring/i2c.js';
import { codeOf } from './fixtures.js';

/** A bus with one part on it whose registers hold what they are given. */
export interface I2cBench {
  readonly bus: I2cBus;
  /** Address of the part. */
  readonly address: number;
  /** An address where nothing is. */
  readonly absent: number;
  /** False where the bus carries words by register only (the kernel's stub). */
  readonly plainWrites: boolean;
}

/** What every I2cBus keeps. */
export function i2cContract(name: string, open: () => Promise<I2cBench>): void {
  describe(`${name} keeps the contract of an I²C bus`, () => {
    let bench: I2cBench;
    const fresh = async (): Promise<I2cBench> => (bench = await open());
    afterEach(() => bench.bus.close());

    it('reads the words it wrote, the ends of their range among them', async () => {
      const { bus, address } = await fresh();
      for (const word of [0, 1, 0x1234, 0x8000, 0xffff]) {
        await bus.writeWord(address, 0x05, word);
        expect(await bus.readWord(address, 0x05)).toBe(word);
      }
    });

    it('keeps registers apart', async () => {
      const { bus, address } = await fresh();
      await bus.writeWord(address, 0x00, 0x1111);
      await bus.writeWord(address, 0xf0, 0x2222);
      expect([await bus.readWord(address, 0x00), await bus.readWord(address, 0xf0)]).toEqual([
        0x1111, 0x2222,
      ]);
    });

    it('carries out what is asked meanwhile, in order', async () => {
      const { bus, address, absent } = await fresh();
      const outcomes = await Promise.allSettled([
        bus.writeWord(address, 0x05, 7),
        bus.readWord(absent, 0x05),
        bus.readWord(address, 0x05),
        bus.probe(absent),
        bus.writeWord(address, 0x05, 8),
        bus.readWord(address, 0x05),
      ]);
      expect(outcomes.map((it) => (it.status === 'fulfilled' ? it.value : 'refused'))).toEqual([
        undefined,
        'refused',
        7,
        false,
        undefined,
        8,
      ]);
    });

    it('tells where something answers', async () => {
      const { bus, address, absent } = await fresh();
      expect(await bus.probe(address)).toBe(true);
      expect(await bus.probe(absent)).toBe(false);
    });

    it('says when nothing answers, and which address that was', async () => {
      const { bus, absent } = await fresh();
      expect(await codeOf(() => bus.readWord(absent, 0))).toBe('i2c-no-answer');
      expect(await codeOf(() => bus.writeWord(absent, 0, 1))).toBe('i2c-no-answer');
      await expect(bus.readWord(absent, 0)).rejects.toThrow(`0x${absent.toString(16).padStart(2, '0')}`);
    });

    it('writes plain bytes, or says that it cannot', async () => {
      const { bus, address, plainWrites } = await fresh();
      const bytes = Uint8Array.of(0x05, 0x34, 0x12);
      if (plainWrites) {
        const writing = bus.write(address, bytes);
        bytes.fill(0); // the bus has its own copy
        await writing;
        expect(await bus.readWord(address, 0x05)).toBe(0x1234);
      } else expect(await codeOf(() => bus.write(address, bytes))).toBe('i2c-fault');
      expect(await bus.probe(address)).toBe(true);
    });

    it.each([0x02, 0x78, -1, 1.5])('has no address %s', async (address) => {
      const { bus } = await fresh();
      for (const use of [
        () => bus.readWord(address, 0),
        () => bus.writeWord(address, 0, 0),
        () => bus.write(address, Uint8Array.of(0)),
        () => bus.probe(address),
      ])
        await expect(use()).rejects.toThrow(RangeError);
    });

    it('has registers of 8 and words of 16 bits', async () => {
      const { bus, address } = await fresh();
      await expect(bus.readWord(address, 256)).rejects.toThrow(RangeError);
      await expect(bus.writeWord(address, 0, 65536)).rejects.toThrow(RangeError);
      await expect(bus.writeWord(address, 0, -1)).rejects.toThrow(RangeError);
    });

    it('refuses everything once closed; what was under way is done', async () => {
      const { bus, address } = await fresh();
      const underWay = bus.writeWord(address, 0x05, 1);
      await bus.close();
      await bus.close();
      await underWay;
      expect(await codeOf(() => bus.readWord(address, 0x05))).toBe('i2c-closed');
      expect(await codeOf(() => bus.write(address, Uint8Array.of(0)))).toBe('i2c-closed');
      expect(await codeOf(() => bus.probe(address))).toBe('i2c-closed');
    });
  });
}
