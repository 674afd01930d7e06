import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { I2cBusAdapter } from '../../src/wiring/i2c-bus-adapter.js';
import { i2cFailed } from '../../src/wiring/i2c-errors.js';
import { RegisterChip, VirtualI2cBus } from '../../src/wiring/virtual-i2c-bus.js';
import { codeOf } from './fixtures.js';
import { i2cContract } from './i2c.contract.js';

i2cContract('VirtualI2cBus', () => {
  const bus = new VirtualI2cBus();
  bus.attach(0x36, new RegisterChip());
  return Promise.resolve({ bus, address: 0x36, absent: 0x37, plainWrites: true });
});

/*
 * With a kernel's stub (i2c-stub chip_addr=0x36) or a part whose word registers 0x00, 0x05 and 0xf0 can be written:
 *   RINGFORM_I2C_BUS=N           of /dev/i2c-N
 *   RINGFORM_I2C_ADDRESS=0x36    where it answers; nothing may answer at 0x77
 *   RINGFORM_I2C_PLAIN_WRITES=1  when it also takes a register and a word as plain bytes; i2c-stub does not
 */
const busNumber = process.env['RINGFORM_I2C_BUS'];
if (busNumber !== undefined)
  i2cContract('I2cBusAdapter', async () => ({
    bus: await I2cBusAdapter.open(Number(busNumber)),
    address: Number(process.env['RINGFORM_I2C_ADDRESS'] ?? 0x36),
    absent: 0x77,
    plainWrites: process.env['RINGFORM_I2C_PLAIN_WRITES'] === '1',
  }));

describe('a bus of the kernel', () => {
  it.skipIf(existsSync('/dev/i2c-99'))('that is not there is told at once, and how to have it', async () => {
    expect(await codeOf(() => I2cBusAdapter.open(99))).toBe('i2c-no-bus');
    await expect(I2cBusAdapter.open(99)).rejects.toMatchObject({
      remedy: expect.stringContaining('raspi-config'),
    });
  });

  it.each([
    ['ENOENT', 'open', 'i2c-no-bus'],
    ['ENXIO', 'open', 'i2c-no-bus'],
    ['ENXIO', 'readWord', 'i2c-no-answer'],
    ['ENODEV', 'readWord', 'i2c-no-answer'],
    ['EREMOTEIO', 'write', 'i2c-no-answer'],
    ['EACCES', 'open', 'i2c-no-permission'],
    ['EPERM', 'open', 'i2c-no-permission'],
    ['ETIMEDOUT', 'readWord', 'i2c-fault'],
    ['EBUSY', 'setAddr', 'i2c-fault'],
    ['ENOTSUP', 'write', 'i2c-fault'],
    ['EIO', 'readWord', 'i2c-fault'],
  ])('%s of %s is %s, with a remedy', (errno, syscall, code) => {
    const error = i2cFailed(1, 0x3c, Object.assign(new Error(errno), { code: errno, syscall }));
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe('');
    expect((error.cause as Error).message).toBe(errno);
  });
});

describe('a virtual I²C bus', () => {
  const withChip = (): VirtualI2cBus => {
    const bus = new VirtualI2cBus();
    bus.attach(0x36, new RegisterChip({ 2: 0xbeef }));
    return bus;
  };

  it('loses a chip and finds it again', async () => {
    const bus = withChip();
    bus.setDeaf(0x36, true);
    expect(await codeOf(() => bus.readWord(0x36, 2))).toBe('i2c-no-answer');
    expect(await bus.probe(0x36)).toBe(false);
    bus.setDeaf(0x36, false);
    expect(await bus.readWord(0x36, 2)).toBe(0xbeef);
    bus.detach(0x36);
    expect(await bus.probe(0x36)).toBe(false);
  });

  it('hangs as a whole', async () => {
    const bus = withChip();
    bus.setStuck(true);
    for (const use of [() => bus.readWord(0x36, 2), () => bus.probe(0x36), () => bus.probe(0x50)])
      expect(await codeOf(use)).toBe('i2c-fault');
    bus.setStuck(false);
    expect(await bus.readWord(0x36, 2)).toBe(0xbeef);
  });

  it('garbles words, still of 16 bits', async () => {
    const bus = withChip();
    bus.setNoise(0x36, (word) => (word ^ 0x10001) + 0x10000);
    expect(await bus.readWord(0x36, 2)).toBe(0xbeee);
    bus.setNoise(0x36, undefined);
    expect(await bus.readWord(0x36, 2)).toBe(0xbeef);
  });

  it('says when a chip does not understand', async () => {
    const bus = new VirtualI2cBus();
    bus.attach(0x3c, {});
    expect(await codeOf(() => bus.write(0x3c, Uint8Array.of(0)))).toBe('i2c-fault');
    expect(await codeOf(() => bus.readWord(0x3c, 0))).toBe('i2c-fault');
    expect(await codeOf(() => bus.writeWord(0x3c, 0, 0))).toBe('i2c-fault');
  });
});
