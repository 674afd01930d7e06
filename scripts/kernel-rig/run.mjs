// Boots the guest with this checkout on a second disk, reads its findings from a serial line and prints them.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from '../setup.mjs';
import { sh } from './shell.mjs';

/** The guest works in software emulation: slow, and slower still beside other work. */
const mostSeconds = Number(process.env.RINGFORM_KERNEL_RIG_SECONDS ?? 3600);
const processors = process.env.RINGFORM_KERNEL_RIG_CPUS ?? '2';
/** Large, and nothing that runs in the guest loads it. */
const leftOut =
  /^(typescript|prettier|eslint|dependency-cruiser|@types|@typescript-eslint|typescript-eslint|@eslint)$/;

/** Resolves to how many checks passed, failed and were skipped in the suites of these names (none: all). */
export async function run(cache, suites) {
  for (const name of ['root.img', 'vmlinuz', 'initrd']) {
    if (!existsSync(join(cache, name)))
      throw new Error('nothing prepared yet: node scripts/kernel-rig.mjs prepare');
  }
  setup(); // the guest runs dist as it is
  const disk = makeDisk(cache);
  const [log, findings] = [join(cache, 'console.log'), join(cache, 'findings.jsonl')];
  for (const file of [log, findings]) rmSync(file, { force: true });
  const emulator = spawn(
    'qemu-system-x86_64',
    [
      ...['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', processors, '-m', '1536'],
      ...['-kernel', join(cache, 'vmlinuz'), '-initrd', join(cache, 'initrd')],
      ...['-append', `console=ttyS0 quiet mitigations=off rig.suites=${suites.join(',')}`],
      ...['-drive', `file=${join(cache, 'root.img')},format=raw,if=virtio,snapshot=on`],
      ...['-drive', `file=${disk},format=raw,if=virtio,snapshot=on`],
      ...['-display', 'none', '-nic', 'none', '-no-reboot', '-monitor', 'none'],
      ...['-serial', `file:${log}`, '-serial', `file:${findings}`],
    ],
    { stdio: 'inherit' },
  );
  const ended = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => emulator.kill('SIGKILL'), mostSeconds * 1000);
    emulator.on('error', reject);
    emulator.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(signal === null && code === 0);
    });
  });
  return report(findings, log, ended);
}

/** What is under test: the checkout as it is, with its installed packages. */
function makeDisk(cache) {
  const [tree, disk] = [join(cache, 'checkout'), join(cache, 'checkout.img')];
  for (const path of [tree, disk]) rmSync(path, { recursive: true, force: true });
  mkdirSync(join(tree, 'node_modules'), { recursive: true });
  for (const name of [
    'package.json',
    'tsconfig.json',
    'dist',
    'src',
    'test',
    'systemd',
    'models',
    'hardware',
  ]) {
    cpSync(join(root, name), join(tree, name), { recursive: true });
  }
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (leftOut.test(name)) continue;
    cpSync(join(root, 'node_modules', name), join(tree, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/onnxruntime-node\/bin\/napi-v\d+\/(darwin|win32|linux\/arm64)/.test(path),
    });
  }
  sh('mke2fs', ['-q', '-t', 'ext4', '-d', tree, disk, '700M']);
  rmSync(tree, { recursive: true });
  return disk;
}

function report(findings, log, ended) {
  const lines = existsSync(findings) ? readFileSync(findings, 'utf8').split(/\r?\n/) : [];
  const found = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const count = { passed: 0, failed: 0, skipped: 0 };
  let suite = '';
  for (const finding of found) {
    if (finding.check === undefined) continue;
    if (finding.suite !== suite) process.stdout.write(`${(suite = finding.suite)}\n`);
    count[finding.result]++;
    if (finding.result === 'passed' && process.env.RINGFORM_KERNEL_RIG_QUIET === '1') continue;
    process.stdout.write(
      `  ${finding.result}: ${finding.check}${finding.note ? ` (${finding.note})` : ''}\n`,
    );
  }
  for (const { took, suite: name } of found.filter((finding) => finding.took !== undefined)) {
    process.stdout.write(`  ${name}: ${took} s in the guest\n`);
  }
  // The guest ends by powering off as the daemon asked, or after saying that it did not.
  if (found.some((finding) => finding.awaiting === 'power-off')) {
    count[ended ? 'passed' : 'failed']++;
    process.stdout.write(`  ${ended ? 'passed' : 'failed'}: the button held 6 s powers the machine off\n`);
  } else if (!ended || !found.some((finding) => finding.end)) {
    count.failed++;
    process.stdout.write(`the guest did not come to its end; its console is in ${log}:\n`);
    process.stdout.write(`${existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : ''}\n`);
  }
  return count;
}
