import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PowerSupplyGauge, type PowerSupplyOptions } from '../../src/gauge/power-supply-gauge.js';
import { hardwareCode, onTheWires } from './fixtures.js';
import { gaugeContract } from './gauge.contract.js';

const scratch: string[] = [];
afterAll(() => Promise.all(scratch.map((path) => rm(path, { recursive: true, force: true }))));

type Supplies = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** The class's folder as the kernel shows it: a folder per supply, a file per property, each with a line end. */
async function classFolder(supplies: Supplies): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'ringform-supply-'));
  scratch.push(root);
  for (const [name, properties] of Object.entries(supplies)) {
    await mkdir(join(root, name));
    for (const [file, value] of Object.entries(properties))
      await writeFile(join(root, name, file), `${value}\n`);
  }
  return root;
}

const read = async (supplies: Supplies, options: PowerSupplyOptions = {}) =>
  new PowerSupplyGauge({ root: await classFolder(supplies), ...options }).read();

const cell = { type: 'Battery', present: 1, status: 'Discharging', capacity: 57, voltage_now: 3_742_500 };

gaugeContract('power_supply on a folder like the kernel’s', async (truth) => {
  const wires = onTheWires(truth);
  const root = await classFolder({
    AC: { type: 'Mains', online: truth.charging ? 1 : 0 },
    BAT0: {
      type: 'Battery',
      present: 1,
      status: truth.charging ? 'Charging' : 'Discharging',
      capacity: Math.round(truth.charge * 100),
      voltage_now: Math.round(wires.millivolts * 1000),
      current_now: Math.round(-wires.milliamps * 1000),
    },
  });
  const present = (value: 0 | 1) => () => writeFile(join(root, 'BAT0', 'present'), `${value}\n`);
  return { gauge: new PowerSupplyGauge({ root }), breakIt: present(0), mendIt: present(1) };
});

/**
 * On the kernel's own class: `modprobe test_power`, then as root
 * RINGFORM_POWER_SUPPLY_ROOT=/sys/class/power_supply RINGFORM_TEST_POWER=/sys/module/test_power/parameters vitest run test/gauge
 */
const root = process.env['RINGFORM_POWER_SUPPLY_ROOT'];
const parameters = process.env['RINGFORM_TEST_POWER'];
if (root !== undefined && parameters !== undefined) {
  gaugeContract('power_supply on the kernel’s test_power', async (truth) => {
    const set = (name: string, value: string | number) => writeFile(join(parameters, name), `${value}\n`);
    const wires = onTheWires(truth);
    await set('battery_present', 'true');
    await set('ac_online', truth.charging ? 'on' : 'off');
    await set('battery_status', truth.charging ? 'charging' : 'discharging');
    await set('battery_capacity', Math.round(truth.charge * 100));
    await set('battery_voltage', Math.round(wires.millivolts * 1000));
    return {
      gauge: new PowerSupplyGauge({ root, battery: 'test_battery' }),
      breakIt: () => set('battery_present', 'false'),
      mendIt: () => set('battery_present', 'true'),
    };
  });
}

describe('the power_supply gauge', () => {
  it('converts µV, µA, % and tenths of °C', async () => {
    expect(await read({ b: { ...cell, current_now: -612_000, temp: 231 } })).toEqual({
      millivolts: 3742.5,
      milliamps: 612,
      charge: 0.57,
      charging: false,
      celsius: 23.1,
    });
  });

  it.each([
    ['Discharging', 612_000, 612],
    ['Discharging', -612_000, 612],
    ['Charging', 612_000, -612],
    ['Charging', -612_000, -612],
    ['Unknown', -612_000, 612],
    ['Full', 0, 0],
  ])('believes the status about the way a current flows: %s, %d µA', async (status, current, drawn) => {
    expect((await read({ b: { ...cell, status, current_now: current } })).milliamps).toBe(drawn);
  });

  it('takes the charge from charge or energy counters where there is no percentage', async () => {
    const bare = { type: 'Battery', status: 'Discharging', voltage_now: 3_742_500 };
    expect((await read({ b: { ...bare, charge_now: 1_500_000, charge_full: 6_000_000 } })).charge).toBe(0.25);
    expect((await read({ b: { ...bare, energy_now: 9_000_000, energy_full: 12_000_000 } })).charge).toBe(
      0.75,
    );
    expect((await read({ b: bare })).charge).toBeUndefined();
  });

  it('asks mains and USB whether anything feeds the device when the status does not say', async () => {
    const status = 'Unknown';
    const [off, on] = [
      { type: 'Mains', online: 0 },
      { type: 'USB_PD', online: 1 },
    ];
    expect((await read({ a: off, b: { ...cell, status } })).charging).toBe(false);
    expect((await read({ a: off, b: { ...cell, status }, c: on })).charging).toBe(true);
    expect((await read({ b: { ...cell, status } })).charging).toBeUndefined();
    expect((await read({ b: { ...cell, status: 'Full' }, c: on })).charging).toBe(true);
  });

  it('passes over a mouse’s battery and an empty bay, and takes the one named', async () => {
    const mouse = { ...cell, scope: 'Device', capacity: 10 };
    const empty = { ...cell, present: 0, capacity: 20 };
    const second = { ...cell, capacity: 30 };
    expect((await read({ a: mouse, b: empty, c: cell, d: second })).charge).toBe(0.57);
    expect((await read({ a: mouse, c: cell, d: second }, { battery: 'd' })).charge).toBe(0.3);
  });

  it('divides by the cells in series', async () => {
    expect((await read({ b: { ...cell, voltage_now: 7_400_000 } }, { cellsInSeries: 2 })).millivolts).toBe(
      3700,
    );
  });

  it('says what is wrong', async () => {
    expect(await hardwareCode(read({}))).toBe('gauge-no-battery');
    expect(await hardwareCode(read({ b: cell }, { battery: 'c' }))).toBe('gauge-no-battery');
    expect(await hardwareCode(read({ b: { type: 'Battery', capacity: 'what' } }))).toBe('gauge-no-answer');
    expect(await hardwareCode(new PowerSupplyGauge({ root: '/no/such/folder' }).read())).toBe(
      'gauge-no-battery',
    );
  });
});
