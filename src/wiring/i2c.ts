/**
 * One I²C bus. Addresses are 7-bit, 0x03–0x77; others, and registers and words out of range, are a RangeError. Every method
 * rejects with HardwareError i2c-no-bus, i2c-no-permission, i2c-no-answer, i2c-fault or (after close) i2c-closed. Calls made
 * while one is under way follow in order.
 */
export interface I2cBus {
  /** Plain write of bytes (display data). */
  write(address: number, bytes: Uint8Array): Promise<void>;
  /** SMBus word as the bus carries it, least significant byte first; 0–65535. Many gauges want it byte-swapped by the caller. */
  readWord(address: number, register: number): Promise<number>;
  writeWord(address: number, register: number, value: number): Promise<void>;
  /** Whether anything answers at this address. Rejects where that cannot be told. */
  probe(address: number): Promise<boolean>;
  /** Ends what is under way first. Safe to call twice. */
  close(): Promise<void>;
}

/** Throws RangeError for what no transfer on the bus can carry. */
export function checkTransfer(address: number, register = 0, value = 0): void {
  const within = (n: number, low: number, high: number): boolean =>
    Number.isInteger(n) && n >= low && n <= high;
  if (!within(address, 0x03, 0x77)) throw new RangeError(`no I²C address: ${address}`);
  if (!within(register, 0, 0xff)) throw new RangeError(`no register: ${register}`);
  if (!within(value, 0, 0xffff)) throw new RangeError(`no 16-bit word: ${value}`);
}
