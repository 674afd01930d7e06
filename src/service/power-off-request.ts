import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HardwareError } from '../base/errors.js';

/** The file in the unit's run-time folder that ringform-power-off.path waits for. */
export const powerOffRequest = 'power-off';

/**
 * Powers the machine off from within the hardened unit, whose sandbox has no right to: leaves a file in the unit's run-time
 * folder (`RUNTIME_DIRECTORY`), for which a path unit of the machine's own waits. Has the shape of the gauge room's PowerOff.
 */
export class PowerOffRequest {
  constructor(private readonly folder: string) {}

  /** For a daemon that systemd gave a run-time folder; undefined for one started otherwise. */
  static from(environment: Readonly<Record<string, string | undefined>>): PowerOffRequest | undefined {
    const folder = environment['RUNTIME_DIRECTORY']?.split(':')[0];
    return folder === undefined || folder === '' ? undefined : new PowerOffRequest(folder);
  }

  /** Resolves once the wish is there to be seen; rejects with HardwareError power-off-missing. */
  async powerOff(): Promise<void> {
    try {
      await writeFile(path.join(this.folder, powerOffRequest), '');
    } catch (cause) {
      throw new HardwareError(
        'power-off-missing',
        `The machine cannot be asked to power off: ${this.folder} takes no file.`,
        'Switch the device off at its switch; everything is saved.',
        { cause },
      );
    }
  }
}
