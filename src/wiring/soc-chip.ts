import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HardwareError } from '../base/errors.js';
import { errnoOf } from './errno.js';

/** Where the kernel shows its GPIO chips and lets lines be used by number. */
export const GPIO_SYSFS = '/sys/class/gpio';

/**
 * What the kernel's drivers call the chip behind the 40-pin header: Pi Zero 2 W and 3, Pi 4, Pi 5
 * (drivers/pinctrl/bcm/pinctrl-bcm2835.c and drivers/pinctrl/pinctrl-rp1.c).
 */
export const SOC_LABELS = ['pinctrl-bcm2835', 'pinctrl-bcm2711', 'pinctrl-rp1'] as const;

/** The header carries BCM 0 to 27. */
const HEADER_LINES = 28;

/** The chip behind the header: BCM line n is `base + n` for whoever uses sysfs. */
export interface SocChip {
  readonly label: string;
  /** 0 on kernels before 6.6, 512, 569 or another number later: never known beforehand. */
  readonly base: number;
  readonly lines: number;
}

/**
 * Finds the SoC's chip by its label.
 *
 * @param root the directory to look in, for tests
 * @param labels what to accept, other than a Pi's for tests with a simulated chip
 * @throws HardwareError gpio-no-sysfs, gpio-no-permission, gpio-no-chip (naming the labels that are there).
 */
export function findSocChip(root: string = GPIO_SYSFS, labels: readonly string[] = SOC_LABELS): SocChip {
  const chips = readChips(root);
  const chip = chips.find(({ label, lines }) => labels.includes(label) && lines >= HEADER_LINES);
  if (chip !== undefined) return chip;
  const found = chips.map(({ label, lines }) => `${label} (${lines} lines)`).join(', ');
  throw new HardwareError(
    'gpio-no-chip',
    `None of the GPIO chips is a Raspberry Pi's: found ${found || 'none at all'}, looked for ${labels.join(', ')}.`,
    'Run the device on a Raspberry Pi Zero 2 W, 3, 4 or 5; elsewhere use the virtual device.',
  );
}

/** Whether this process may ask for lines at all. Throws HardwareError gpio-no-permission. */
export function requireExportPermission(root: string = GPIO_SYSFS): void {
  try {
    accessSync(join(root, 'export'), constants.W_OK);
  } catch (error) {
    throw noPermission(error);
  }
}

export function noPermission(cause: unknown): HardwareError {
  return new HardwareError(
    'gpio-no-permission',
    'This user may not use the GPIO lines.',
    'Add the user to the group gpio (usermod -aG gpio NAME) and start again; the service does so by itself.',
    { cause },
  );
}

export function noSysfs(cause: unknown): HardwareError {
  return new HardwareError(
    'gpio-no-sysfs',
    'This machine shows no GPIO lines under /sys/class/gpio.',
    'Use a Raspberry Pi with Raspberry Pi OS (a kernel built with GPIO_SYSFS), or the virtual device.',
    { cause },
  );
}

function readChips(root: string): SocChip[] {
  try {
    return readdirSync(root)
      .filter((name) => name.startsWith('gpiochip'))
      .sort()
      .flatMap((name) => readChip(join(root, name)) ?? []);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EACCES' || errno === 'EPERM') throw noPermission(error);
    throw noSysfs(error);
  }
}

/** A chip that went while it was being read, or tells no numbers, is not the SoC's. */
function readChip(folder: string): SocChip | undefined {
  try {
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
    const [base, lines] = [Number(read('base')), Number(read('ngpio'))];
    if (!Number.isSafeInteger(base) || base < 0 || !Number.isSafeInteger(lines)) return undefined;
    return { label: read('label'), base, lines };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
