import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const unitFolder = fileURLToPath(new URL('../../systemd', import.meta.url));

/** All values of one setting in one of the shipped units, in order. */
export function unitSetting(unit: string, setting: string): string[] {
  return readFileSync(`${unitFolder}/${unit}`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${setting}=`))
    .map((line) => line.slice(setting.length + 1));
}
