import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { failedToOpen, faultsOf, runChecks, type Check, type CheckOutcome } from '../../src/doctor/check.js';
import {
  findingsOf,
  findingsSchema,
  resultLines,
  verdictLine,
  verdictOf,
} from '../../src/doctor/findings.js';
import { examine } from './fixtures.js';

const check = (
  part: Check['part'],
  stopsCounting: boolean,
  outcome: CheckOutcome,
  label?: string,
): Check => ({
  ...{ part, stopsCounting, ...(label !== undefined && { label }) },
  run: () => Promise.resolve(outcome),
});
const bad = (code: string, mild?: true): CheckOutcome => ({
  ...{ state: 'failed', code, said: 'It is broken.', remedy: 'Mend it.', ...(mild && { mild }) },
});
const ok: CheckOutcome = { state: 'ok', said: 'well' };

describe('checks together', () => {
  it('one that fails does not keep the others from running; a bug does', async () => {
    const gone = new HardwareError('gpio-missing', 'There is no GPIO.', 'Use a Pi.');
    const results = await examine(
      new VirtualClock(),
      failedToOpen({ part: 'button', stopsCounting: true }, gone),
      check('clock', false, ok),
    );
    expect(results.map(({ part, state }) => [part, state])).toEqual([
      ...[
        ['button', 'failed'],
        ['clock', 'ok'],
      ],
    ]);
    expect(results[0]).toMatchObject({ code: 'gpio-missing', remedy: 'Use a Pi.', stopsCounting: true });
    const bug: Check = { part: 'disk', stopsCounting: true, run: () => Promise.reject(new TypeError('x')) };
    await expect(runChecks([bug], new VirtualClock()).next()).rejects.toThrow(TypeError);
  });

  it('the display shows a part once, by its worst finding', async () => {
    const results = await examine(
      new VirtualClock(),
      ...[check('disk', true, bad('disk-slow', true)), check('disk', true, bad('store-damaged'), 'store')],
      ...[check('clock', false, bad('clock-unset')), check('camera', true, ok)],
    );
    expect(faultsOf(results)).toEqual([
      { part: 'disk', code: 'store-damaged', stopsCounting: true },
      { part: 'clock', code: 'clock-unset', stopsCounting: false },
    ]);
  });

  it.each([
    ['can-count', [ok], 'This device can count slides.\n'],
    ['can-count', [ok, { state: 'absent', said: 'none' }], 'This device can count slides.\n'],
    ['can-count-with-faults', [bad('x', true)], 'This device can count slides; to see to: camera.\n'],
    ['cannot-count', [bad('y'), bad('x', true)], 'This device cannot count slides: camera.\n'],
  ] as const)('verdict %s', async (verdict, outcomes, line) => {
    const results = await examine(
      new VirtualClock(),
      ...outcomes.map((outcome) => check('camera', true, outcome)),
    );
    expect(verdictOf(results)).toBe(verdict);
    expect(verdictLine(results)).toBe(line);
  });

  it('in words and as a document', async () => {
    const clock = new VirtualClock();
    const slow: Check = {
      part: 'disk',
      stopsCounting: true,
      label: 'store',
      run: async () => {
        await clock.sleep(1_240);
        return bad('store-damaged');
      },
    };
    const results = await examine(
      clock,
      check('camera', true, ok),
      check('gauge', false, { state: 'absent', said: 'none' }),
      slow,
    );
    expect(results.map(resultLines).join('')).toBe(
      '✓ camera             0 ms  well\n' +
        '– gauge                    none\n' +
        '✗ store             1.2 s  It is broken. [store-damaged]\n' +
        '                           → Mend it.\n',
    );
    const findings = findingsOf(results, { device: 'box 3', program: '1.2.3' });
    expect(findingsSchema.parse(JSON.parse(JSON.stringify(findings)))).toEqual(findings);
    expect(findings).toMatchObject({ verdict: 'cannot-count', tookMs: 1240, device: 'box 3' });
    expect(findings.results[0]).toEqual({
      ...{ part: 'camera', check: 'camera', state: 'ok', said: 'well', stopsCounting: false, tookMs: 0 },
    });
  });
});
