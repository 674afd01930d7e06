// Runs one of the project's development tools from node_modules, its output on this terminal.
import { spawnSync } from 'node:child_process';
import { root } from './setup.mjs';

/** Exit status of `node node_modules/<entry> ...args`, run in the project's root. */
export function tool(entry, args) {
  const done = spawnSync(process.execPath, [`${root}/node_modules/${entry}`, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.error) throw done.error;
  return done.status ?? 1;
}
