/** One I²C bus. Addresses are 7-bit, 0x03–0x77. Every method rejects with HardwareError i2c-no-bus, i2c-no-answer or i2c-fault. */
export interface I2cBus {
  /** Plain write of bytes (display data). */
  write(address: number, bytes: Uint8Array): Promise<void>;
  /** SMBus word as the bus carries it, least significant byte first; 0–65535. Many gauges want it byte-swapped by the caller. */
  readWord(address: number, register: number): Promise<number>;
  writeWord(address: number, register: number, value: number): Promise<void>;
  /** Whether anything answers at this address. */
  probe(address: number): Promise<boolean>;
  close(): Promise<void>;
}
