// The guest's simulated hardware. Each function loads a driver, once, and returns the environment that the suites look for.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { I2cBusAdapter } from '../../dist/wiring/i2c-bus-adapter.js';

const modprobe = (...args) => execFileSync('modprobe', args, { stdio: ['ignore', 'inherit', 'inherit'] });
const read = (file) => readFileSync(file, 'utf8').trim();

/** A chip of 58 lines that calls itself a Pi 4's, so that the daemon finds it as it would there. */
export function gpio() {
  modprobe('gpio-sim');
  const [device, label] = ['/sys/kernel/config/gpio-sim/rig', 'pinctrl-bcm2711'];
  if (!existsSync(device)) {
    mkdirSync(`${device}/bank0`, { recursive: true });
    writeFileSync(`${device}/bank0/num_lines`, '58');
    writeFileSync(`${device}/bank0/label`, label);
    writeFileSync(`${device}/live`, '1');
  }
  const lines = `/sys/devices/platform/${read(`${device}/dev_name`)}/${read(`${device}/bank0/chip_name`)}`;
  return {
    RINGFORM_GPIO_SYSFS_TEST: '1',
    RINGFORM_GPIO_LABEL: label,
    RINGFORM_GPIO_FOLDER: lines,
    RINGFORM_GPIO_PULL: `if [ {level} = 1 ]; then echo pull-up; else echo pull-down; fi > ${lines}/sim_gpio{line}/pull`,
    RINGFORM_GPIO_READ: `cat ${lines}/sim_gpio{line}/value`,
  };
}

function busNamed(name) {
  const adapters = readdirSync('/sys/class/i2c-dev');
  const found = adapters.find((adapter) => read(`/sys/class/i2c-dev/${adapter}/name`).startsWith(name));
  if (found === undefined) throw new Error(`no I²C bus "${name}"`);
  return found.replace('i2c-', '');
}

/** The kernel's own stub: SMBus words only. */
export function i2cStub() {
  modprobe('i2c-dev');
  modprobe('i2c-stub', 'chip_addr=0x36,0x40');
  return { RINGFORM_I2C_BUS: busNamed('SMBus stub'), RINGFORM_I2C_ADDRESS: '0x36' };
}

/** Makes the stub's registers a MAX17048's at this cell (its datasheet's table 2); words come most significant byte first. */
export async function setMax17048(number, { millivolts, charge }) {
  const bus = await I2cBusAdapter.open(number);
  const set = (register, word) => bus.writeWord(0x36, register, ((word & 0xff) << 8) | (word >> 8));
  await set(0x02, Math.round(millivolts / 0.078125));
  await set(0x04, Math.round(charge * 25600));
  await set(0x08, 0x0012); // version
  await set(0x16, 0); // neither charging nor discharging to speak of
  await set(0x1a, 0); // no alarm
  await bus.close();
}

/** The rig's adapter, which takes plain writes too (modules/rig_i2c.c). */
export function i2cPlain() {
  modprobe('i2c-dev');
  modprobe('rig_i2c', 'parts=0x36,0x40,0x3c');
  return {
    RINGFORM_I2C_BUS: busNamed('ringform rig'),
    RINGFORM_I2C_ADDRESS: '0x36',
    RINGFORM_I2C_PLAIN_WRITES: '1',
  };
}

export function powerSupply() {
  modprobe('test_power');
  return {
    RINGFORM_POWER_SUPPLY_ROOT: '/sys/class/power_supply',
    RINGFORM_TEST_POWER: '/sys/module/test_power/parameters',
  };
}

export function camera() {
  modprobe('vivid', 'n_devs=1');
  const devices = readdirSync('/sys/class/video4linux');
  const found = devices.find((device) => read(`/sys/class/video4linux/${device}/name`).includes('vid-cap'));
  if (found === undefined) throw new Error('vivid shows no camera');
  return { RINGFORM_V4L2_DEVICE: `/dev/${found}` };
}
