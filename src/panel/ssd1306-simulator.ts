import { HardwareError } from '../base/errors.js';
import type { I2cBus } from '../wiring/i2c.js';

/** Commands with operands, by their first byte: how many follow. */
const operands: Readonly<Record<number, number>> = {
  0x20: 1,
  0x81: 1,
  0x8d: 1,
  0xa8: 1,
  0xd3: 1,
  0xd5: 1,
  0xd9: 1,
  0xda: 1,
  0xdb: 1,
};

const width = 128;
const height = 64;

/**
 * An SSD1306 of 128 × 64 dots on a bus of its own, by its data sheet: powers up dark, its memory full of noise, the charge pump
 * off. Knows page addressing; anything else it is told goes to `violations`.
 */
export class Ssd1306Simulator implements I2cBus {
  readonly violations: string[] = [];
  /** Bytes that crossed the bus, addresses included. */
  bytes = 0;
  /** While set, nothing answers with this error. */
  failure: HardwareError | undefined;
  contrast = 0x7f;

  readonly #address: number;
  #memory = new Uint8Array(0);
  #on = false;
  #pump = false;
  #pageMode = false;
  #rows = height;
  #mirrored = false;
  #flipped = false;
  #band = 0;
  #column = 0;

  constructor(address: number) {
    this.#address = address;
    this.powerUp();
  }

  /** As after a dip of the supply. */
  powerUp(): void {
    this.#memory = Uint8Array.from({ length: (width * height) / 8 }, (_, index) => (index * 167 + 41) & 0xff);
    this.#on = this.#pump = this.#mirrored = this.#flipped = false;
    this.#pageMode = true;
    this.#rows = height;
    this.contrast = 0x7f;
    this.#band = this.#column = 0;
  }

  get isLit(): boolean {
    return this.#on && this.#pump;
  }

  /** What the glass shows, row by row, 1 for a lit dot; seen with the connector on top. */
  bitmap(): Uint8Array {
    const dots = new Uint8Array(width * height);
    if (!this.isLit) return dots;
    for (let y = 0; y < this.#rows; y++) {
      for (let x = 0; x < width; x++) {
        const bit = (this.#memory[(y >> 3) * width + x] >> (y & 7)) & 1;
        const column = this.#mirrored ? x : width - 1 - x;
        const row = this.#flipped ? y : height - 1 - y;
        dots[row * width + column] = bit;
      }
    }
    return dots;
  }

  async write(address: number, bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    if (address !== this.#address) throw this.#nobody(address);
    this.bytes += bytes.length + 1;
    const control = bytes[0];
    if (control === 0x40) for (const byte of bytes.subarray(1)) this.#store(byte);
    else if (control === 0x00) this.#perform(bytes.subarray(1));
    else this.violations.push(`control byte ${control}`);
  }

  async probe(address: number): Promise<boolean> {
    await Promise.resolve();
    return !this.failure && address === this.#address;
  }

  readWord(address: number): Promise<number> {
    return Promise.reject(this.#nobody(address));
  }

  writeWord(address: number): Promise<void> {
    return Promise.reject(this.#nobody(address));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #nobody(address: number): HardwareError {
    return new HardwareError(
      'i2c-no-answer',
      `nothing answers at address 0x${address.toString(16)}`,
      'Check the cable.',
    );
  }

  #store(byte: number): void {
    if (!this.#pageMode) this.violations.push('data outside page addressing');
    this.#memory[this.#band * width + this.#column] = byte;
    this.#column = (this.#column + 1) % width;
  }

  #perform(stream: Uint8Array): void {
    for (let index = 0; index < stream.length; index++) {
      const command = stream[index];
      const count = operands[command] ?? 0;
      if (index + count >= stream.length) this.violations.push('command without its operand');
      this.#command(command, stream[index + 1]);
      index += count;
    }
  }

  #command(command: number, operand: number): void {
    if (command <= 0x0f) this.#column = (this.#column & 0xf0) | command;
    else if (command <= 0x1f) this.#column = ((command & 0x07) << 4) | (this.#column & 0x0f);
    else if (command >= 0xb0 && command <= 0xb7) this.#band = command & 7;
    else if (command === 0x20) this.#pageMode = operand === 2;
    else if (command === 0x81) this.contrast = operand;
    else if (command === 0x8d) this.#pump = (operand & 0x04) !== 0;
    else if (command === 0xa0 || command === 0xa1) this.#mirrored = command === 0xa1;
    else if (command === 0xc0 || command === 0xc8) this.#flipped = command === 0xc8;
    else if (command === 0xa8) this.#rows = operand + 1;
    else if (command === 0xae || command === 0xaf) this.#on = command === 0xaf;
    else if (![0x40, 0xa4, 0xa6, 0xd3, 0xd5, 0xd9, 0xda, 0xdb].includes(command)) {
      this.violations.push(`command 0x${command.toString(16)}`);
    }
  }
}
