import { describe, expect, it } from 'vitest';
import { Max17048Gauge } from '../../src/gauge/max17048-gauge.js';
import { VirtualI2cBus } from '../../src/wiring/virtual-i2c-bus.js';
import { Max17048Chip } from './chips.js';
import { hardwareCode } from './fixtures.js';

function board(): { chip: Max17048Chip; bus: VirtualI2cBus; gauge: Max17048Gauge } {
  const chip = new Max17048Chip({ millivolts: 3700, milliamps: 600, charge: 0.5 });
  const bus = new VirtualI2cBus();
  bus.attach(0x36, chip);
  return { chip, bus, gauge: new Max17048Gauge(bus) };
}

describe('the MAX17048 gauge', () => {
  it('reads the datasheet’s steps: 78.125 µV, 1/256 %', async () => {
    const { chip, gauge } = board();
    chip.wires.millivolts = 4096 * 0.078125 * 10; // VCELL = 40960
    chip.wires.charge = 0.8125;
    const reading = await gauge.read();
    expect(reading.millivolts).toBeCloseTo(3200, 6);
    expect(reading.charge).toBeCloseTo(0.8125, 6);
    expect(reading).not.toHaveProperty('milliamps');
  });

  it('sets alarms, and again after the chip was reset', async () => {
    const { chip, gauge } = board();
    await gauge.read();
    expect(chip.registers.get(0x0c)).toBe(0x971c);
    expect(chip.registers.get(0x14)).toBe(((3100 / 20) << 8) | 0xff);
    expect(chip.registers.get(0x1a)).toBe(0);
    chip.powerUp();
    await gauge.read();
    expect(chip.registers.get(0x14)).toBe(((3100 / 20) << 8) | 0xff);
    expect(chip.registers.get(0x1a)).toBe(0);
  });

  it('tells once of a dip below the alarm between two looks', async () => {
    const { chip, gauge } = board();
    await gauge.read();
    chip.dip(3050);
    expect((await gauge.read()).millivolts).toBe(3100);
    expect((await gauge.read()).millivolts).toBeCloseTo(3700, 0);
  });

  it('never says more than full', async () => {
    const { chip, gauge } = board();
    chip.wires.charge = 1.03;
    expect((await gauge.read()).charge).toBe(1);
  });

  it('refuses another chip, a missing battery and a silent bus, each by its code', async () => {
    const { chip, bus, gauge } = board();
    chip.version = 0x0003;
    expect(await hardwareCode(gauge.read())).toBe('gauge-wrong-part');
    chip.version = 0x0011;
    chip.wires.millivolts = 40;
    expect(await hardwareCode(gauge.read())).toBe('gauge-no-battery');
    bus.detach(0x36);
    expect(await hardwareCode(gauge.read())).toBe('gauge-no-answer');
  });
});
