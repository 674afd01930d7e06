import { spawnSync } from 'node:child_process';

/** Runs a program to its end, quietly; throws with its output when it fails. */
export function sh(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    const said = `${done.stdout ?? ''}${done.stderr ?? ''}`.slice(-3000);
    throw new Error(`${command} ${args.join(' ')}: exit status ${done.status}\n${said}`);
  }
  return done.stdout;
}
