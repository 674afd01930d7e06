import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type PowerOff, RecordedPowerOff, SystemdPowerOff } from '../../src/gauge/power-off.js';
import { hardwareCode } from './fixtures.js';

const scratch = mkdtempSync(join(tmpdir(), 'ringform-off-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** A stand-in for systemctl: a shell script with this body. */
function systemctl(name: string, body: string): string {
  const path = join(scratch, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const asked = join(scratch, 'asked');
const adapters: [string, PowerOff, () => number][] = [];
const recorded = new RecordedPowerOff();
adapters.push(['the recording poweroff', recorded, () => recorded.times]);
const real = new SystemdPowerOff({ command: systemctl('systemctl', `echo "$@" >> '${asked}'`) });
adapters.push(['systemd', real, () => readFileSync(asked, 'utf8').trim().split('\n').length]);

describe.each(adapters)('%s keeps the contract of a poweroff', (_name, powerOff, times) => {
  it('asks once for every call, and resolves when that is accepted', async () => {
    await powerOff.powerOff();
    expect(times()).toBe(1);
    await powerOff.powerOff();
    expect(times()).toBe(2);
  });
});

describe('the poweroff through systemd', () => {
  it('asks systemctl for a poweroff without a wall message or a password prompt', async () => {
    await real.powerOff();
    expect(readFileSync(asked, 'utf8').trim().split('\n').at(-1)).toBe(
      'poweroff --no-wall --no-ask-password',
    );
  });

  it('passes on why it was refused', async () => {
    const command = systemctl('refuses', 'echo "Interactive authentication required." >&2; exit 1');
    const work = new SystemdPowerOff({ command }).powerOff();
    await expect(work).rejects.toThrow('Interactive authentication required.');
    expect(await hardwareCode(work)).toBe('power-off-refused');
  });

  it('gives up on one that hangs', async () => {
    const command = systemctl('hangs', 'exec sleep 60');
    expect(await hardwareCode(new SystemdPowerOff({ command, timeoutMs: 100 }).powerOff())).toBe(
      'power-off-timeout',
    );
  });

  it('says when there is no systemctl', async () => {
    const command = join(scratch, 'not-there');
    expect(await hardwareCode(new SystemdPowerOff({ command }).powerOff())).toBe('power-off-missing');
  });
});
