import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where a program is, the folders of administrators included, which not every PATH names; undefined where it is absent. */
export function onPath(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false; // looked for elsewhere
      }
    });
}
