import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { type ChargeMemory, FileChargeMemory, VolatileChargeMemory } from '../../src/gauge/charge-memory.js';
import { Ina219Gauge } from '../../src/gauge/ina219-gauge.js';
import { openCircuitMillivolts } from '../../src/power/open-circuit-voltage.js';
import { VirtualI2cBus } from '../../src/wiring/virtual-i2c-bus.js';
import { Ina219Chip } from './chips.js';
import { cell, hardwareCode } from './fixtures.js';

const scratch = mkdtempSync(join(tmpdir(), 'ringform-charge-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function board(memory: ChargeMemory = new VolatileChargeMemory(), clock = new VirtualClock()) {
  const chip = new Ina219Chip({ millivolts: 3700, milliamps: 600, charge: 0.5 });
  const bus = new VirtualI2cBus();
  bus.attach(0x40, chip);
  const troubles: HardwareError[] = [];
  const options = {
    ...cell,
    shuntMilliohms: 100,
    mostMilliamps: 3200,
    onMemoryTrouble: (error: HardwareError) => troubles.push(error),
  };
  return { chip, bus, clock, troubles, options, gauge: new Ina219Gauge(bus, clock, memory, options) };
}

describe('the INA219 gauge', () => {
  it('calibrates for its shunt: 3200 mA over 100 mΩ in the 320 mV range, 0.1 mA a step', async () => {
    const { chip, gauge } = board();
    const reading = await gauge.read();
    expect(chip.registers.get(0x05)).toBe(4096); // 0.04096 / (0.0001 A × 0.1 Ω)
    expect(chip.registers.get(0x00)! >> 11).toBe(3);
    expect(reading.millivolts).toBe(3700);
    expect(reading.milliamps).toBeCloseTo(600, 0);
  });

  it('calibrates again after a brown-out of the chip', async () => {
    const { chip, gauge } = board();
    await gauge.read();
    chip.powerUp();
    expect((await gauge.read()).milliamps).toBeCloseTo(600, 0);
  });

  it('knows which way the current flows, with the shunt either way round, and divides by cells in series', async () => {
    const { bus, clock, chip, options } = board();
    chip.wires.milliamps = -900;
    chip.wires.millivolts = 7400;
    const gauge = (chargingIsPositive: boolean) =>
      new Ina219Gauge(bus, clock, new VolatileChargeMemory(), {
        ...options,
        chargingIsPositive,
        cellsInSeries: 2,
      });
    expect(await gauge(false).read()).toMatchObject({ millivolts: 3700, milliamps: -900, charging: true });
    expect(await gauge(true).read()).toMatchObject({ milliamps: 900, charging: false });
  });

  it('says when the current is out of range, the first measurement not over, the battery missing', async () => {
    const { chip, bus, clock, gauge, options } = board();
    chip.wires.milliamps = 3300;
    expect(await hardwareCode(gauge.read())).toBe('gauge-overflow');
    chip.wires.milliamps = 600;
    chip.ready = false;
    expect(await hardwareCode(gauge.read())).toBe('gauge-not-ready');
    chip.ready = true;
    chip.wires.millivolts = 12;
    expect(await hardwareCode(gauge.read())).toBe('gauge-no-battery');
    const tooMuch = { ...options, mostMilliamps: 3201 };
    expect(() => new Ina219Gauge(bus, clock, new VolatileChargeMemory(), tooMuch)).toThrow(RangeError);
  });

  it('counts what flows: 600 mA for an hour is a tenth of 6000 mAh', async () => {
    const { chip, clock, gauge } = board();
    for (let minute = 0; minute <= 60; minute++) {
      const charge = 0.6 - minute / 600;
      chip.wires.millivolts = openCircuitMillivolts(charge) - 36;
      await gauge.read();
      await clock.advance(60_000);
    }
    const { charge } = await gauge.read();
    expect(charge).toBeGreaterThan(0.48);
    expect(charge).toBeLessThan(0.51);
  });

  it('is full when the charging current has faded at the charger’s end voltage', async () => {
    const { chip, clock, gauge } = board(new VolatileChargeMemory());
    await gauge.read();
    chip.wires.millivolts = 4180;
    chip.wires.milliamps = -250;
    await clock.advance(10_000);
    expect((await gauge.read()).charge).toBe(1);
  });

  it('follows the voltage down when the battery ends before the count does', async () => {
    const { chip, clock, gauge } = board();
    chip.wires.millivolts = openCircuitMillivolts(0.5) - 36;
    await gauge.read();
    chip.wires.millivolts = openCircuitMillivolts(0.04) - 36;
    for (let i = 0; i < 60; i++) {
      await clock.advance(10_000);
      await gauge.read();
    }
    expect((await gauge.read()).charge).toBeLessThan(0.15);
  });

  it('does not guess what flowed while nobody looked', async () => {
    const { clock, gauge } = board();
    const before = (await gauge.read()).charge!;
    await clock.advance(10 * 3_600_000); // 600 mA for 10 h would be all of it
    const after = (await gauge.read()).charge!;
    expect(Math.abs(after - before)).toBeLessThan(0.05);
  });

  it('keeps the count over a restart, unless the voltage says that the battery was charged or exchanged', async () => {
    const path = join(scratch, 'deep', 'charge');
    const first = board(new FileChargeMemory(path));
    first.chip.wires.millivolts = openCircuitMillivolts(0.5) - 36;
    await first.gauge.read();
    await first.gauge.close();
    expect(Number(readFileSync(path, 'utf8'))).toBeCloseTo(0.5, 2);

    writeFileSync(path, '0.58\n');
    const second = board(new FileChargeMemory(path));
    second.chip.wires.millivolts = openCircuitMillivolts(0.5) - 36;
    expect((await second.gauge.read()).charge).toBeCloseTo(0.58, 2);

    const third = board(new FileChargeMemory(path));
    third.chip.wires.millivolts = openCircuitMillivolts(0.95) - 36;
    expect((await third.gauge.read()).charge).toBeCloseTo(0.95, 2);
  });

  it.each(['', 'nonsense', '7', '-1'])('takes no kept count from %j', async (text) => {
    const path = join(scratch, 'odd');
    writeFileSync(path, text);
    expect(await new FileChargeMemory(path).load()).toBeUndefined();
  });

  it('goes on without its memory, and says so', async () => {
    const path = join(scratch, 'no-folder');
    writeFileSync(path, '');
    const { gauge, troubles } = board(new FileChargeMemory(join(path, 'charge')));
    expect((await gauge.read()).charge).toBeGreaterThan(0.4);
    expect(troubles.map((it) => it.code)).toContain('gauge-memory');
    expect(await hardwareCode(gauge.close())).toBe('gauge-memory');
  });
});
