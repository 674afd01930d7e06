// Brings a clone to where it can run: dependencies as the lock file says, then the build. Does nothing twice, and prints
// only on standard error, because the command it prepares may be asked for JSON on standard output.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function fail(message) {
  process.stderr.write(`ringform: ${message}\n`);
  process.exit(70);
}

function run(command, args, what) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // The skip is said here too: an .npmrc is not read when npm runs inside another package's tree.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_loglevel: 'error' },
  });
  if (done.error) fail(`${what} could not start: ${done.error.message}`);
  if (done.status !== 0)
    fail(`${what} failed; what it printed stands above. Mend that and run the same command again.`);
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function filesBelow(folder, wanted) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path, wanted) : wanted(path) ? [path] : [];
    })
    .sort();
}

/** True when the stamp file already holds this value: the step was finished for exactly these inputs. */
function stamped(stamp, value) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === value;
}

/** True when npm itself finished an install after the lock file last changed: a developer's own `npm ci`. */
function installedByHand() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

export function install() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < 20) fail(`Node ${process.versions.node} is too old; Ringform needs Node 20 or later.`);
  const stamp = join(root, 'node_modules', '.ringform-installed');
  // A native add-on built for another Node cannot be loaded, so the version is part of the stamp.
  const value = `${digest([join(root, 'package-lock.json')])} ${process.versions.modules} ${process.arch}`;
  if (stamped(stamp, value)) return;
  if (!existsSync(stamp) && installedByHand()) {
    writeFileSync(stamp, value);
    return;
  }
  process.stderr.write(
    'ringform: installing dependencies (a minute or two: one of them is compiled here) …\n',
  );
  run(npm, ['ci', '--no-audit', '--no-fund'], 'npm ci');
  writeFileSync(stamp, value);
}

export function build() {
  const sources = [
    ...filesBelow(join(root, 'src'), (path) => path.endsWith('.ts')),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
    join(root, 'package-lock.json'),
  ];
  const stamp = join(root, 'dist', '.built');
  const value = digest(sources);
  if (stamped(stamp, value)) return;
  process.stderr.write('ringform: building …\n');
  // Built beside and swapped in, so that a command running from dist meanwhile never sees half of it.
  const fresh = join(root, `dist.${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', fresh],
    'the build',
  );
  writeFileSync(join(fresh, '.built'), value);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(fresh, join(root, 'dist'));
}

export function setup() {
  install();
  build();
}
