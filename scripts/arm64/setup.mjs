// `node scripts/arm64/setup.mjs`: brings what arm64 code under emulation needs and is not here yet. Debian packages need root;
// without it their names are told and nothing is done by halves.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { NODE_PACKAGE, cache, hasGuestNode, missingPackages, plugin, pluginSource } from './rig.mjs';

/** Throws an Error that says what a person can do when something cannot be had. `counting` adds the instruction counter. */
export function setupArm64({ counting = false } = {}) {
  const compiler = counting && !builtPlugin() && spawnSync('gcc', ['--version']).status !== 0;
  installPackages([...missingPackages(), ...(compiler ? ['gcc', 'libc6-dev'] : [])]);
  mkdirSync(cache, { recursive: true });
  if (!hasGuestNode()) installGuestNode();
  if (counting && !builtPlugin()) {
    const fresh = `${plugin}.${process.pid}`;
    run('gcc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', fresh, pluginSource]);
    renameSync(fresh, plugin);
  }
}

function builtPlugin() {
  return existsSync(plugin) && statSync(plugin).mtimeMs >= statSync(pluginSource).mtimeMs;
}

function installPackages(missing) {
  if (missing.length === 0) return;
  const byHand = `apt-get install ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(`Debian packages are missing; as root: ${byHand}`);
  }
  process.stderr.write(`installing ${missing.join(', ')} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

function installGuestNode() {
  const { name, version } = NODE_PACKAGE;
  process.stderr.write(`fetching ${name}@${version} into ${cache} …\n`);
  const fixed = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // --force with these three: npm would refuse a package for another processor than its own.
  const foreign = ['--force', '--cpu=arm64', '--os=linux', '--libc=glibc'];
  run('npm', ['install', '--prefix', cache, ...fixed, ...foreign, `${name}@${version}`]);
  if (!hasGuestNode()) {
    throw new Error(
      `The registry gave another ${name}@${version} than the one pinned in scripts/arm64/rig.mjs; it was not used.`,
    );
  }
}

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout: 300_000, ...options });
  if (done.status === 0) return;
  throw new Error(
    `${command} ${args.join(' ')} failed (${done.error?.message ?? `status ${done.status}`}); why stands above.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    setupArm64({ counting: process.argv.includes('--counting') });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
