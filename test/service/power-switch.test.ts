import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { openPowerSwitch, powerOffRequest, RecordingPowerSwitch } from '../../src/service/power-switch.js';
import { unitSetting } from './unit-file.js';

describe('the power switch', () => {
  it('passes the wish on as the very file that the path unit waits for', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringform-run-'));
    const power = openPowerSwitch({ RUNTIME_DIRECTORY: folder });
    expect(power.fitted).toBe(true);
    await power.powerOff('battery');
    expect(readFileSync(path.join(folder, powerOffRequest), 'utf8')).toBe('battery\n');
    rmSync(folder, { recursive: true });

    const waitedFor = unitSetting('ringform-power-off.path', 'PathExists');
    const runtime = unitSetting('ringform.service', 'RuntimeDirectory');
    expect(waitedFor).toEqual([path.join('/run', runtime[0], powerOffRequest)]);
    expect(unitSetting('ringform-power-off.service', 'ExecStart')).toContain(
      `/usr/bin/rm -f ${waitedFor[0]}`,
    );
  });

  it.each([
    ['without a run-time folder', {}, false],
    ['when that folder is gone', { RUNTIME_DIRECTORY: '/nowhere/ringform' }, true],
  ])('says what to do %s', async (_when, environment, fitted) => {
    const power = openPowerSwitch(environment);
    expect(power.fitted).toBe(fitted);
    const error: unknown = await power.powerOff('button').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HardwareError);
    expect(error).toMatchObject({ code: 'power-off' });
  });

  it('is recorded for tests', async () => {
    const power = new RecordingPowerSwitch();
    await power.powerOff('button');
    expect(power.wishes).toEqual(['button']);
  });
});
