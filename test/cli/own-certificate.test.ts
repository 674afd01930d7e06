import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { judgeCertificate, ownCertificate, sendingChecks } from '../../src/cli/device/own-certificate.js';
import { loadConfig } from '../../src/config/load-config.js';
import { runChecks, type CheckResult } from '../../src/doctor/check.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { clientTls, testAuthority } from '../support/mosquitto.js';
import { scratchFolder } from './run.js';

const DAY = 86_400_000;
const NOW = Date.now();

async function examined(
  sets: readonly string[],
  trust: 'network' | 'none',
  wallClockMs: number,
): Promise<CheckResult[]> {
  const clock = new VirtualClock({ bootId: 'b', wallClockMs, trust });
  const results: CheckResult[] = [];
  for await (const one of runChecks(sendingChecks(loadConfig({ sets }).config, clock), clock))
    results.push(one);
  return results;
}

it('a certificate is warned of in time, by a clock that can be believed', async () => {
  const folder = scratchFolder();
  const sets = ['sync.enabled=true', 'sync.brokerUrl=mqtts://hub:8883', `storage.dataFolder=${folder}`];
  expect(await examined(sets, 'network', NOW)).toMatchObject([
    { part: 'sending', state: 'failed', code: 'sync-not-enrolled', stopsCounting: false },
  ]);
  const { cert } = await clientTls(await testAuthority(), 'rf-aaaaaaaaaaaa', { nowMs: NOW, years: 1 });
  mkdirSync(path.join(folder, 'identity'));
  writeFileSync(path.join(folder, 'identity/client.crt'), cert);
  const { notAfterMs: end } = (await ownCertificate(loadConfig({ sets }).config))!;
  const at = async (ms: number, trust: 'network' | 'none' = 'network'): Promise<CheckResult> =>
    (await examined(sets, trust, ms))[0];
  expect(await at(NOW)).toMatchObject({ state: 'ok' });
  expect(await at(end - 60 * DAY)).toMatchObject({ state: 'ok' });
  expect(await at(end - 60 * DAY + 1)).toMatchObject({
    state: 'failed',
    code: 'certificate-ends-soon',
    mild: true,
  });
  expect((await at(end - 1.5 * DAY)).said).toContain('for 1 more day (');
  expect(await at(end)).toMatchObject({ state: 'failed', code: 'certificate-expired', stopsCounting: false });
  // 1970, or whatever the card said: nothing is claimed.
  expect(await at(0, 'none')).toMatchObject({ state: 'ok' });
  expect(await at(end + DAY, 'none')).toMatchObject({ state: 'ok' });
  expect(judgeCertificate(undefined, undefined)).toMatchObject({ code: 'sync-not-enrolled' });
});

it('is not asked for where nothing is sent, or only within this machine', async () => {
  expect(await examined([], 'network', NOW)).toEqual([]);
  expect(
    await examined(
      ['sync.enabled=true', 'sync.brokerUrl=mqtt://localhost:1', 'sync.allowUnencrypted=true'],
      ...(['network', NOW] as const),
    ),
  ).toEqual([]);
});
