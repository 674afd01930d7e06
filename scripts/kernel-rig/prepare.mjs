// Makes, once: a Debian root file system, a kernel with the simulated devices' modules, and an initrd that finds the root.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { sh } from './shell.mjs';

const tools = [
  'qemu-system-x86',
  'seabios',
  'mmdebstrap',
  'linux-headers-amd64',
  'linux-source',
  'busybox-static',
  'cpio',
  'e2fsprogs',
  'kmod',
  'xz-utils',
  'make',
  'gcc',
];
/** What the guest needs beside a minimal Debian. */
const guestPackages = ['systemd', 'systemd-sysv', 'udev', 'dbus', 'kmod', 'libstdc++6', 'ffmpeg', 'procps'];
const sources = [
  'drivers/gpio/gpio-sim.c',
  'drivers/gpio/gpiolib.h',
  'drivers/power/supply/test_power.c',
  'kernel/irq/irq_sim.c',
];
/** What the initrd loads to reach the root disk. */
const bootModules = ['virtio_pci', 'virtio_blk', 'ext4'];

export async function prepare(cache) {
  installTools();
  const release = kernelRelease();
  const stamp = JSON.stringify({ release, guestPackages, modules: readFileSync(moduleSource, 'utf8') });
  const stampFile = join(cache, 'stamp.json');
  const finished = ['root.img', 'vmlinuz', 'initrd'].every((name) => existsSync(join(cache, name)));
  if (finished && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });

  const tree = join(cache, 'root');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  step('root file system', () => {
    const tar = join(cache, `root-${debianRelease()}-${guestPackages.join('-')}.tar`);
    if (!existsSync(tar)) debootstrap(tar);
    sh('tar', ['-xf', tar, '-C', tree, '--exclude=./dev/*']);
  });
  step('kernel', () => fetchKernel(cache, tree, release));
  step('modules', () => buildModules(cache, tree, release));
  step('guest set-up', () => furnish(tree));
  step('initrd', () => makeInitrd(cache, tree, release));
  step('disk image', () => {
    const image = join(cache, 'root.img');
    rmSync(image, { force: true });
    sh('mke2fs', ['-q', '-t', 'ext4', '-d', tree, image, '1500M']);
    rmSync(tree, { recursive: true });
  });
  writeFileSync(stampFile, stamp);
}

const moduleSource = join(root, 'test/kernel/modules/rig_i2c.c');

function step(name, work) {
  const began = performance.now();
  work();
  process.stdout.write(`  ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

function installTools() {
  const missing = tools.filter(
    (name) =>
      !spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' }).stdout.startsWith(
        'install ok',
      ),
  );
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`missing Debian packages: apt-get install ${missing.join(' ')}`);
  step(`installing ${missing.join(', ')}`, () => {
    sh('apt-get', ['update', '-q']);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    sh('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env });
  });
}

function debootstrap(tar) {
  const leaveOut = ['doc', 'man', 'locale', 'info'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  const packages = [`--include=${guestPackages.join(',')}`, '--aptopt=APT::Install-Recommends "false"'];
  const half = `${tar}.half`;
  sh('mmdebstrap', [
    '--quiet',
    '--variant=minbase',
    '--format=tar',
    ...packages,
    ...leaveOut,
    debianRelease(),
    half,
  ]);
  renameSync(half, tar);
}

/** The release that the installed headers are of: kernel and modules must match them. */
function kernelRelease() {
  const depends = sh('dpkg-query', ['-W', '-f', '${Depends}', 'linux-headers-amd64']);
  const release = /linux-headers-(\S+)/.exec(depends)?.[1];
  if (release === undefined) throw new Error(`no kernel release in "${depends}"`);
  return release;
}

function debianRelease() {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (codename === undefined) throw new Error('the kernel rig needs Debian');
  return codename;
}

function fetchKernel(cache, tree, release) {
  const folder = join(cache, 'kernel');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  chmodSync(folder, 0o777); // apt downloads as a user of its own
  sh('apt-get', ['download', '-q', `linux-image-${release}`], { cwd: folder });
  sh('dpkg-deb', ['-x', join(folder, readdirSync(folder)[0]), join(folder, 'x')]);
  renameSync(join(folder, 'x/boot', `vmlinuz-${release}`), join(cache, 'vmlinuz'));
  cpSync(join(folder, 'x/lib/modules'), join(tree, 'usr/lib/modules'), { recursive: true });
  rmSync(folder, { recursive: true });
}

function buildModules(cache, tree, release) {
  const folder = join(cache, 'modules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const archive = readdirSync('/usr/src').find((name) => /^linux-source-[\d.]+\.tar\.xz$/.test(name));
  if (archive === undefined) throw new Error('no /usr/src/linux-source-*.tar.xz');
  const top = archive.replace('.tar.xz', '');
  sh('tar', [
    '-xf',
    `/usr/src/${archive}`,
    '-C',
    folder,
    '--transform=s,.*/,,',
    ...sources.map((file) => `${top}/${file}`),
  ]);
  // irq_sim is no module in Debian's configuration: it needs a licence, and a call that is exported to modules.
  const simulator = join(folder, 'irq_sim.c');
  writeFileSync(
    simulator,
    `#include <linux/module.h>\n${readFileSync(simulator, 'utf8').replace('handle_simple_irq(irq_to_desc(irqnum));', 'generic_handle_irq_safe(irqnum);')}\nMODULE_LICENSE("GPL");\n`,
  );
  copyFileSync(moduleSource, join(folder, 'rig_i2c.c'));
  writeFileSync(join(folder, 'Makefile'), 'obj-m := irq_sim.o gpio-sim.o test_power.o rig_i2c.o\n');
  sh('make', [
    '-C',
    `/lib/modules/${release}/build`,
    `M=${folder}`,
    'CONFIG_DEBUG_INFO_BTF_MODULES=',
    'modules',
  ]);
  const extra = join(tree, 'usr/lib/modules', release, 'extra');
  mkdirSync(extra);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.ko')))
    copyFileSync(join(folder, name), join(extra, name));
  sh('depmod', ['-b', tree, release]);
}

/** Node as it is on this machine, and a service that runs what the second disk brings. */
function furnish(tree) {
  copyFileSync(process.execPath, join(tree, 'usr/bin/node'));
  chmodSync(join(tree, 'usr/bin/node'), 0o755);
  mkdirSync(join(tree, 'opt/ringform'));
  writeFileSync(join(tree, 'etc/fstab'), '/dev/vdb /opt/ringform ext4 defaults 0 0\n');
  writeFileSync(join(tree, 'etc/hostname'), 'rig\n');
  writeFileSync(
    join(tree, 'etc/systemd/system/rig.service'),
    `[Unit]
After=multi-user.target
[Service]
Type=exec
ExecStart=/usr/bin/node /opt/ringform/test/kernel/guest.mjs
StandardOutput=file:/dev/ttyS0
StandardError=file:/dev/ttyS0
[Install]
WantedBy=graphical.target
`,
  );
  sh('systemctl', ['--root', tree, '-q', 'enable', 'rig.service']);
  sh('systemctl', ['--root', tree, '-q', 'set-default', 'graphical.target']);
  sh('systemctl', [
    '--root',
    tree,
    '-q',
    'mask',
    'getty@tty1.service',
    'serial-getty@ttyS0.service',
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
    'systemd-timesyncd.service',
  ]);
}

function makeInitrd(cache, tree, release) {
  const folder = join(cache, 'initrd.d');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['bin', 'm', 'proc', 'sys', 'dev', 'new'])
    mkdirSync(join(folder, name), { recursive: true });
  copyFileSync('/bin/busybox', join(folder, 'bin/busybox'));
  const files = bootModules
    .flatMap((name) => sh('modprobe', ['-d', tree, '-S', release, '--show-depends', name]).split('\n'))
    .filter((line) => line.startsWith('insmod '))
    .map((line) => line.split(/\s+/)[1]);
  const order = [...new Set(files)].map((file, i) => {
    copyFileSync(file, join(folder, 'm', `${i}.ko`));
    return `/bin/busybox insmod /m/${i}.ko`;
  });
  writeFileSync(
    join(folder, 'init'),
    `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
${order.join('\n')}
until [ -b /dev/vda ] && [ -b /dev/vdb ]; do /bin/busybox sleep 0.1; done
/bin/busybox mount -t ext4 /dev/vda /new
exec /bin/busybox switch_root /new /lib/systemd/systemd
`,
    { mode: 0o755 },
  );
  sh('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 > ../initrd'], { cwd: folder });
  rmSync(folder, { recursive: true });
}
