import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.js';
import { unitFolder, unitSetting } from './unit-file.js';

const units = readdirSync(unitFolder).filter((name) => /\.(service|path)$/.test(name));
/** `security --offline` came with systemd 250. */
const version = Number(
  /systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout || '')?.[1] ??
    0,
);
const analyse = (...args: string[]) =>
  spawnSync('systemd-analyze', args, { cwd: unitFolder, encoding: 'utf8' });

describe('the units', () => {
  // `verify` also asks for the program that ExecStart names, so Node must be where Debian's packages put it.
  it.skipIf(version < 250 || !existsSync('/usr/bin/node'))(
    'are understood by systemd (skipped without systemd-analyze ≥ 250 or /usr/bin/node)',
    () => {
      const checked = analyse('verify', '--man=no', ...units.map((unit) => `./${unit}`));
      expect(checked.stderr).toBe('');
      expect(checked.status).toBe(0);
    },
  );

  it.skipIf(version < 250)('leave the daemon an exposure of 2.0 at most (skipped likewise)', () => {
    const checked = analyse('security', '--offline=yes', '--no-pager', './ringform.service');
    const score = /Overall exposure level for ringform.service: ([\d.]+)/.exec(checked.stdout)?.[1];
    expect(Number(score)).toBeGreaterThan(0);
    expect(Number(score)).toBeLessThanOrEqual(2);
  });

  it.skipIf(version < 250)('leave the supervisor one of 2.0 at most (skipped likewise)', () => {
    const checked = analyse('security', '--offline=yes', '--no-pager', './ringform-supervise.service');
    const score = /Overall exposure level for ringform-supervise.service: ([\d.]+)/.exec(checked.stdout)?.[1];
    expect(Number(score)).toBeGreaterThan(0);
    expect(Number(score)).toBeLessThanOrEqual(2);
  });

  it('let the supervisor compile at run time, reach the network, and give up on what a new start does not cure', () => {
    const setting = (name: string) => unitSetting('ringform-supervise.service', name);
    expect(setting('MemoryDenyWriteExecute')).toEqual([]);
    expect(setting('RestrictAddressFamilies')).toEqual(['AF_UNIX AF_INET AF_INET6']);
    expect(setting('PrivateNetwork')).toEqual([]);
    const { usage, refused, link } = exitCodes;
    expect(setting('RestartPreventExitStatus')).toEqual([`${usage} ${refused} ${link}`]);
    expect(setting('Type')).toEqual(['notify']);
  });

  it('let the daemon connect to its broker, and nobody to the daemon', () => {
    const setting = (name: string) => unitSetting('ringform.service', name);
    expect(setting('RestrictAddressFamilies').join(' ').split(' ')).toEqual(
      expect.arrayContaining(['AF_INET', 'AF_INET6', 'AF_NETLINK']),
    );
    expect(setting('PrivateNetwork')).toEqual([]);
    expect(setting('IPAddressDeny')).toEqual([]);
    expect(setting('SocketBindDeny')).toEqual(['any']);
  });

  it('do without the two protections that break the daemon', () => {
    // V8 compiles at run time; camera and GPIO are devices.
    expect(unitSetting('ringform.service', 'MemoryDenyWriteExecute')).toEqual([]);
    expect(unitSetting('ringform.service', 'PrivateDevices')).toEqual([]);
  });

  it('start the daemon again except for what a new start does not cure', () => {
    expect(unitSetting('ringform.service', 'Restart')).toEqual(['on-failure']);
    expect(unitSetting('ringform.service', 'RestartPreventExitStatus')).toEqual([
      `${exitCodes.usage} ${exitCodes.model}`,
    ]);
  });

  it('let only the daemon itself feed its watchdog', () => {
    expect(unitSetting('ringform.service', 'Type')).toEqual(['notify']);
    expect(unitSetting('ringform.service', 'NotifyAccess')).toEqual(['main']);
    expect(unitSetting('ringform.service', 'WatchdogSec')).toEqual(['30s']);
  });
});
