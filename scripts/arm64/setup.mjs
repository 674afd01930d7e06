// `node scripts/arm64/setup.mjs`: brings what arm64 code under emulation needs and is not here yet. Debian packages need root;
// without it their names are told and nothing is done by halves.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { cache, guestPackages, missingGuestPackages, missingPackages, plugin, pluginSource } from './rig.mjs';

/** Throws an Error that says what a person can do when something cannot be had. */
export function setupArm64() {
  const compiler = !builtPlugin() && spawnSync('gcc', ['--version']).status !== 0;
  installPackages([...missingPackages(), ...(compiler ? ['gcc', 'libc6-dev'] : [])]);
  mkdirSync(cache, { recursive: true });
  if (missingGuestPackages().length > 0) installGuestPackages();
  if (!builtPlugin()) {
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

function installGuestPackages() {
  const wanted = guestPackages().map(({ name, version }) => `${name}@${version}`);
  process.stderr.write(`fetching ${wanted.join(', ')} into ${cache} …\n`);
  const fixed = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // --force with these three: npm would refuse packages for another processor than its own.
  const foreign = ['--force', '--cpu=arm64', '--os=linux', '--libc=glibc'];
  // All at once: npm removes what an install does not name.
  run('npm', ['install', '--prefix', cache, ...fixed, ...foreign, ...wanted], { cwd: cache });
  const wrong = missingGuestPackages().map(({ name }) => name);
  if (wrong.length > 0)
    throw new Error(`The registry gave other files than those pinned for ${wrong.join(', ')}.`);
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
    setupArm64();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
