import { HardwareError } from '../base/errors.js';
import { errnoOf } from './errno.js';
import { noPermission, noSysfs } from './soc-chip.js';

/** A line that somebody else has: another program, the kernel, or this one already. */
export function gpioBusy(bcm: number, cause?: unknown): HardwareError {
  return new HardwareError(
    'gpio-busy',
    `GPIO ${bcm} is in use already.`,
    'Stop the other program, or take the overlay that uses this line out of /boot/firmware/config.txt and restart.',
    { cause },
  );
}

export function gpioWriteFailed(bcm: number, cause?: unknown): HardwareError {
  return new HardwareError(
    'gpio-write',
    `GPIO ${bcm} could not be set.`,
    'Restart the device; when it comes again, another program may have taken the line.',
    { cause },
  );
}

export function gpioReadFailed(bcm: number, cause?: unknown): HardwareError {
  return new HardwareError(
    'gpio-read',
    `GPIO ${bcm} could not be read.`,
    'Restart the device; when it comes again, another program may have taken the line.',
    { cause },
  );
}

/** Reading, writing or asking for lines after close. */
export function gpioClosed(bcm: number): HardwareError {
  return new HardwareError('gpio-closed', `GPIO ${bcm} was given back already.`, 'Restart the program.');
}

/** What the system's refusal to hand out a line means. */
export function gpioOpenFailed(bcm: number, cause: unknown): HardwareError {
  switch (errnoOf(cause)) {
    case 'EBUSY':
      return gpioBusy(bcm, cause);
    case 'EACCES':
    case 'EPERM':
      return noPermission(cause);
    case 'ENOENT':
      return noSysfs(cause);
    case undefined:
    default:
      return new HardwareError(
        'gpio-no-line',
        `GPIO ${bcm} could not be had: ${cause instanceof Error ? cause.message : String(cause)}.`,
        'Check that hardware/pins.json fits this board, and restart the device.',
        { cause },
      );
  }
}
