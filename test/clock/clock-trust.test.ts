import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readClockTrust, systemClockTrust } from '../../src/clock/clock-trust.js';
import { SystemClock } from '../../src/clock/system-clock.js';

const NOW = Date.UTC(2026, 4, 1, 12);

/** A machine's file system with these files in it. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'ringform-clock-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  add(root, files);
  return root;
}

function add(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const rtc = (ms: number): Record<string, string> => ({
  'sys/class/rtc/rtc0/since_epoch': `${Math.round(ms / 1000)}\n`,
});
const synchronized = { 'run/systemd/timesync/synchronized': '' };

it.each([
  ['nothing there', {}, 'none'],
  ['a clock chip that agrees', rtc(NOW + 20_000), 'rtc'],
  ['a chip whose battery ran out', rtc(86_400_000), 'none'],
  ['a chip the system did not follow', rtc(NOW - 3_600_000), 'none'],
  ['a chip that tells nonsense', { 'sys/class/rtc/rtc0/since_epoch': 'never\n' }, 'none'],
  ['a chip that does not answer', { 'sys/class/rtc/rtc0/name': 'rtc-ds1307' }, 'none'],
  ['a second chip that is right', { ...rtc(0), 'sys/class/rtc/rtc1/since_epoch': `${NOW / 1000}` }, 'rtc'],
  ['a time server', synchronized, 'network'],
  ['a time server and a chip', { ...synchronized, ...rtc(NOW) }, 'network'],
] as const)('%s', (_, files, trust) => {
  expect(readClockTrust(NOW, machine(files))).toBe(trust);
});

it('does not believe a chip that agrees on a date before this program', () => {
  expect(readClockTrust(Date.UTC(2000, 0), machine(rtc(Date.UTC(2000, 0))))).toBe('none');
});

it('goes into the moments of the machine’s clock, and is looked up again only after a while', () => {
  const root = machine({});
  const patient = new SystemClock({ trust: systemClockTrust({ root, everyMs: 1e9 }) });
  const curious = new SystemClock({ trust: systemClockTrust({ root, everyMs: 0 }) });
  expect([patient, curious].map((clock) => clock.moment().trust)).toEqual(['none', 'none']);
  add(root, synchronized);
  expect([patient, curious].map((clock) => clock.moment().trust)).toEqual(['none', 'network']);
  expect(new SystemClock().moment()).not.toHaveProperty('trust');
});
