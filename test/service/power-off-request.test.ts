import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import type { PowerOff } from '../../src/gauge/power-off.js';
import { PowerOffRequest, powerOffRequest } from '../../src/service/power-off-request.js';
import { unitSetting } from './unit-file.js';

describe('a request to power off', () => {
  it('is the very file that the path unit waits for and its service removes', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringform-run-'));
    const power: PowerOff | undefined = PowerOffRequest.from({ RUNTIME_DIRECTORY: folder });
    await power?.powerOff();
    expect(existsSync(path.join(folder, powerOffRequest))).toBe(true);
    rmSync(folder, { recursive: true });

    const [runtime] = unitSetting('ringform.service', 'RuntimeDirectory');
    const file = path.join('/run', runtime, powerOffRequest);
    expect(unitSetting('ringform-power-off.path', 'PathExists')).toEqual([file]);
    expect(unitSetting('ringform-power-off.service', 'ExecStart')).toContain(`/usr/bin/rm -f ${file}`);
  });

  it('says so when it cannot be left', async () => {
    const error: unknown = await new PowerOffRequest('/nowhere/ringform')
      .powerOff()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HardwareError);
    expect(error).toMatchObject({ code: 'power-off-missing' });
  });

  it('is nothing for a daemon that systemd did not start', () => {
    expect(PowerOffRequest.from({})).toBeUndefined();
    expect(PowerOffRequest.from({ RUNTIME_DIRECTORY: '' })).toBeUndefined();
  });
});
