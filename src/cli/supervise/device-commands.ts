import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import type { Registry } from '../../registry/registry.js';
import { printable } from '../printable.js';
import { textTable } from '../text-table.js';
import { actor, shownTime } from './acting.js';
import { withRegistry, withRegistryOptions } from './registry-place.js';

/** `ringform supervise devices …`: which devices' records are taken. */
export function devicesCommand(): Command {
  const devices = new Command('devices').summary('devices whose records are taken; shut one out');
  withRegistryOptions(devices.command('list'))
    .summary('all that were let in')
    .action((_: unknown, command: Command) => withRegistry(command.optsWithGlobals(), list));
  withRegistryOptions(devices.command('revoke <id>'))
    .summary('take no more records of a device; what came stays')
    .action((id: string, _: unknown, command: Command) =>
      withRegistry(command.optsWithGlobals(), (registry) => revoke(registry, id)),
    );
  withRegistryOptions(devices.command('link <id> <former>'))
    .summary('say that device <id> is <former> with a new key: its earlier slides are its own again')
    .action((id: string, former: string, _: unknown, command: Command) =>
      withRegistry(command.optsWithGlobals(), (registry) => link(registry, id, former)),
    );
  return devices;
}

async function link(registry: Registry, id: string, former: string): Promise<void> {
  await registry.link(id, former, actor(), Date.now());
  process.stdout.write(
    `${printable(id)} is the device that ${printable(former)} was. Nothing signed by the key of ${printable(former)} is taken any more.\n` +
      'What was put aside of it meanwhile: ringform supervise quarantine retake all\n',
  );
}

async function list(registry: Registry): Promise<void> {
  const devices = await registry.devices();
  if (devices.length === 0) process.stdout.write('No device was let in yet.\n');
  else
    process.stdout.write(
      `${textTable(
        ['device', 'site', 'name', 'slides', 'last heard (UTC)', 'quarantined', ''],
        devices.map(({ device, slides, lastHeardMs, quarantined }) => [
          device.id,
          device.site,
          printable(device.name),
          String(slides),
          lastHeardMs === undefined ? 'never' : shownTime(lastHeardMs),
          String(quarantined),
          [
            ...(device.revokedAtMs === undefined ? [] : ['revoked']),
            ...(device.former === undefined ? [] : [`was ${device.former}`]),
          ].join(', '),
        ]),
        '<<<><><',
      )}\n`,
    );
}

async function revoke(registry: Registry, id: string): Promise<void> {
  const device = await registry.enrolled(id);
  if (!device)
    throw new UsageError(
      'no-such-device',
      `No device ${printable(id)} was let in.`,
      'See `ringform supervise devices list`.',
    );
  if (device.revokedAtMs !== undefined) {
    process.stdout.write(`${device.id} was revoked before.\n`);
    return;
  }
  await registry.revoke(device.id, actor(), Date.now());
  process.stdout.write(
    `${device.id} (${printable(device.name)}) is revoked: collectors take no more of its records within seconds.\nIts certificate still opens the broker until that is revoked too.\n`,
  );
}
