// The guest's simulated hardware. Each function loads a driver, once, and returns the environment that the suites look for.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const modprobe = (...args) => execFileSync('modprobe', args, { stdio: ['ignore', 'inherit', 'inherit'] });
const read = (file) => readFileSync(file, 'utf8').trim();

/** A chip of 54 lines, as the SoC's. */
export function gpio() {
  modprobe('gpio-sim');
  const [device, label] = ['/sys/kernel/config/gpio-sim/rig', 'ringform-rig'];
  if (!existsSync(device)) {
    mkdirSync(`${device}/bank0`, { recursive: true });
    writeFileSync(`${device}/bank0/num_lines`, '54');
    writeFileSync(`${device}/bank0/label`, label);
    writeFileSync(`${device}/live`, '1');
  }
  const lines = `/sys/devices/platform/${read(`${device}/dev_name`)}/${read(`${device}/bank0/chip_name`)}`;
  return {
    RINGFORM_GPIO_SYSFS_TEST: '1',
    RINGFORM_GPIO_LABEL: label,
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
