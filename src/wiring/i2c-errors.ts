import { HardwareError } from '../base/errors.js';
import { errnoOf } from './errno.js';

const hex = (address: number): string => `0x${address.toString(16).padStart(2, '0')}`;

export function i2cNoBus(bus: number | string, cause?: unknown): HardwareError {
  return new HardwareError(
    'i2c-no-bus',
    `There is no I²C bus ${bus} on this machine.`,
    'Switch I²C on (raspi-config, Interface Options, I2C; or dtparam=i2c_arm=on in config.txt) and restart.',
    { cause },
  );
}

export function i2cNoPermission(bus: number | string, cause?: unknown): HardwareError {
  return new HardwareError(
    'i2c-no-permission',
    `This user may not use I²C bus ${bus}.`,
    'Add the user to the group i2c (usermod -aG i2c NAME) and start again; the service does so by itself.',
    { cause },
  );
}

export function i2cNoAnswer(address: number, cause?: unknown): HardwareError {
  return new HardwareError(
    'i2c-no-answer',
    `Nothing answers at I²C address ${hex(address)}.`,
    'Check power, SDA and SCL of the part with this address (hardware/wiring.md), and that no other address is soldered.',
    { cause },
  );
}

export function i2cFault(address: number, what: string, remedy: string, cause?: unknown): HardwareError {
  return new HardwareError('i2c-fault', `I²C address ${hex(address)}: ${what}.`, remedy, { cause });
}

export function i2cStuck(address: number, cause?: unknown): HardwareError {
  return i2cFault(
    address,
    'the bus does not come free',
    'Switch the device off and on; if it comes again, look for a short circuit of SDA or SCL.',
    cause,
  );
}

export function i2cClosed(): HardwareError {
  return new HardwareError('i2c-closed', 'The I²C bus was given back already.', 'Restart the program.');
}

/**
 * What the system's refusal of a transfer means. Drivers answer a missing acknowledge with EREMOTEIO (Pi 0–4, Pi 5), ENXIO
 * (kernel documentation, i2c/fault-codes) or, the kernel's stub, ENODEV.
 */
export function i2cFailed(bus: number, address: number, cause: unknown): HardwareError {
  const errno = errnoOf(cause);
  const opening = cause instanceof Error && 'syscall' in cause && cause.syscall === 'open';
  switch (errno) {
    case 'ENOENT':
      return i2cNoBus(bus, cause);
    case 'EACCES':
    case 'EPERM':
      return i2cNoPermission(bus, cause);
    case 'ENXIO':
    case 'ENODEV':
    case 'EREMOTEIO':
      return opening ? i2cNoBus(bus, cause) : i2cNoAnswer(address, cause);
    case 'ETIMEDOUT':
    case 'EAGAIN':
      return i2cStuck(address, cause);
    case 'EBUSY':
      return i2cFault(
        address,
        'a driver of the kernel has this part',
        'Take its overlay out of /boot/firmware/config.txt and restart.',
        cause,
      );
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
      return i2cFault(
        address,
        'this bus cannot carry that transfer',
        'Use the bus on pins 3 and 5 of the header (bus 1).',
        cause,
      );
    case undefined:
    default:
      return i2cFault(
        address,
        `transfer failed (${errno ?? (cause instanceof Error ? cause.message : String(cause))})`,
        'Shorten the wires to the part; if it comes again, replace it.',
        cause,
      );
  }
}
