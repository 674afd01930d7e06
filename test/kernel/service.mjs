// The shipped unit under the guest's own systemd: installed as systemd/README.md says, started, asked, listened to.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' });
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds until it holds, or undefined when it never did. */
export async function until(holds, seconds) {
  const began = performance.now();
  while ((performance.now() - began) / 1000 < seconds) {
    if (holds()) return (performance.now() - began) / 1000;
    await wait(300);
  }
  return undefined;
}

const dropIn = '/etc/systemd/system/ringform.service.d/rig.conf';

/** Everything in its place, an empty data folder, and this drop-in (none: the unit exactly as shipped). */
export function install(dropInText) {
  const from = '/opt/ringform/systemd';
  for (const [file, to] of [
    ['ringform.service', '/etc/systemd/system/ringform.service'],
    ['ringform-power-off.path', '/etc/systemd/system/ringform-power-off.path'],
    ['ringform-power-off.service', '/etc/systemd/system/ringform-power-off.service'],
    ['ringform.sysusers', '/etc/sysusers.d/ringform.conf'],
    ['ringform.tmpfiles', '/etc/tmpfiles.d/ringform.conf'],
    ['60-ringform.rules', '/etc/udev/rules.d/60-ringform.rules'],
  ]) {
    mkdirSync(to.slice(0, to.lastIndexOf('/')), { recursive: true });
    copyFileSync(`${from}/${file}`, to);
  }
  spawnSync('systemctl', ['stop', 'ringform', 'ringform-power-off.path']);
  run('systemd-sysusers');
  run('systemd-tmpfiles', '--create');
  run('udevadm', 'control', '--reload');
  run('udevadm', 'trigger', '--action=add', '--settle');
  run('udevadm', 'settle');
  rmSync(dropIn, { force: true });
  if (dropInText !== undefined) {
    mkdirSync(dropIn.slice(0, dropIn.lastIndexOf('/')), { recursive: true });
    writeFileSync(dropIn, dropInText);
  }
  const state = '/var/lib/ringform';
  if (existsSync(state))
    for (const name of readdirSync(state)) rmSync(join(state, name), { recursive: true });
  run('systemctl', 'daemon-reload');
}

export const property = (name) => run('systemctl', 'show', 'ringform', '-P', name).trim();
export const isUp = () => property('ActiveState') === 'active' && property('SubState') === 'running';
export const restarts = () => Number(property('NRestarts'));

/** Starts the unit and waits as systemctl does. The rig starts it more often in ten minutes than the unit allows. */
export function start() {
  spawnSync('systemctl', ['reset-failed', 'ringform']);
  const began = performance.now();
  const { status, stderr } = spawnSync('systemctl', ['start', 'ringform'], { encoding: 'utf8' });
  return { status, said: stderr.trim(), seconds: (performance.now() - began) / 1000 };
}

/** Stops the unit; seconds it took. */
export function stop() {
  const began = performance.now();
  run('systemctl', 'stop', 'ringform');
  return (performance.now() - began) / 1000;
}

export const signal = (name) => run('systemctl', 'kill', '-s', name, '--kill-who=main', 'ringform');

/** What the daemon wrote since its last start, line by line; a line that is no JSON comes as { msg }. */
export function journal() {
  const id = property('InvocationID');
  if (id === '') return [];
  return run('journalctl', '-q', '-o', 'cat', `_SYSTEMD_INVOCATION_ID=${id}`)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      try {
        return JSON.parse(line);
      } catch {
        return { msg: line };
      }
    });
}

/** Names and ids of the processes in the unit. */
export function processes() {
  const folder = '/sys/fs/cgroup/system.slice/ringform.service';
  if (!existsSync(`${folder}/cgroup.procs`)) return [];
  return readFileSync(`${folder}/cgroup.procs`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((pid) => {
      try {
        return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
      } catch {
        return []; // gone meanwhile
      }
    });
}

/** The most memory that the unit had, in MiB, and the kernel's counts of holding it back, refusing or killing for it. */
export function memory() {
  const folder = '/sys/fs/cgroup/system.slice/ringform.service';
  const read = (name) => readFileSync(`${folder}/${name}`, 'utf8').trim();
  return { peakMiB: Math.round(Number(read('memory.peak')) / 2 ** 20), events: read('memory.events') };
}
