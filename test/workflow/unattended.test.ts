import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, minutesToOpen } from '../../src/workflow/windows.js';
import type { WorkflowSettings } from '../../src/workflow/workflow-settings.js';
import { Driver, power, resultOf, settings, unattended } from './driver.js';

const HOUR = 3_600_000;

/** A motorised microscope in good health around the device, for `ms` of time. Gives the uptimes at which slides began. */
function live(device: Driver, ms: number): number[] {
  const end = device.uptimeMs + ms;
  const began: number[] = [];
  while (device.uptimeMs < end) {
    const started = device.done('start-slide').length;
    const advanced = device.done('advance').length;
    device.answerAll();
    if (device.state.doing.at === 'counting') device.freshView();
    else device.wait(Math.max(1, Math.min(end, device.state.wakeAt ?? end) - device.uptimeMs));
    expect(device.done('advance').length - advanced).toBeLessThanOrEqual(10);
    if (device.done('start-slide').length > started) began.push(device.uptimeMs);
  }
  return began;
}

function device(limits: WorkflowSettings = unattended()): Driver {
  const driver = new Driver(limits);
  driver.send({ type: 'power', picture: power('normal') });
  return driver;
}

describe('unattended counting', () => {
  it('advances, waits, takes, advances again without waiting for the count, and ends at the fields asked for', () => {
    const driver = device().boot();
    driver.answerAll();
    expect(driver.state.doing.at).toBe('counting');
    expect(driver.done('advance')).toHaveLength(1);
    for (let i = 0; i < 3; i++) expect(driver.glance()).toEqual([]); // settling, then one steady glance
    expect(driver.glance().map((effect) => effect.do)).toEqual(['take-field', 'advance']);
    for (let i = 0; i < 8; i++) driver.freshView();
    expect(driver.state.doing).toMatchObject({ waiting: 3 });
    expect(driver.done('advance')).toHaveLength(3); // the queue is full
    for (let i = 0; i < 12; i++) {
      driver.freshView();
      driver.answerAll();
    }
    expect(driver.done('take-field')).toHaveLength(5);
    expect(driver.done('finish-slide')).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
    expect(driver.view).toMatchObject({ screen: 'resting', slidesDone: 1, minutesToNext: 15 });
    expect(driver.log).toContainEqual({ do: 'camera', framesPerSecond: 'off' });
    expect(driver.done('accept-result')).toEqual([]);
    expect(driver.done('beep')).toEqual([]);
  });

  it('keeps the pace inside the windows, over 24 hours', () => {
    const driver = device();
    driver.midnightOffset = 0;
    const began = live(driver.boot(), 24 * HOUR);
    expect(began).toHaveLength(40);
    const minutes = began.map((ms) => ms / 60_000);
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(8 * 60);
    expect(Math.max(...minutes)).toBeLessThan(18 * 60);
  });

  it('ends a slide when advances bring nothing countable', () => {
    const driver = device().boot();
    driver.answerAll();
    for (let i = 0; i < 200 && driver.state.doing.at === 'counting'; i++) {
      driver.glance({ blur: 0.5 });
    }
    expect(driver.done('advance')).toHaveLength(3);
    expect(driver.done('finish-slide')).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
  });

  it('ends a slide whose fields are all refused, or all seen before because the stage is stuck', () => {
    for (const outcome of [
      { accepted: false, failed: 'stain', seenBefore: 0 },
      { accepted: true, seenBefore: 1 },
    ] as const) {
      const driver = device().boot();
      driver.answerAll();
      for (let i = 0; i < 40 && driver.state.doing.at === 'counting'; i++) {
        driver.freshView();
        if (driver.pending.some((effect) => effect.do === 'take-field')) driver.counted(outcome);
      }
      expect(driver.done('take-field')).toHaveLength(3);
      expect(driver.state.doing.at).toBe('finishing');
    }
  });

  it('ends a slide at the time limit though no frame ever comes', () => {
    const driver = device().boot();
    driver.answerAll();
    driver.wait(15 * 60_000);
    expect(driver.done('finish-slide')).toHaveLength(1);
  });

  it('goes on with an open slide after a restart in the window, and finishes it outside', () => {
    const open = { id: 'a', label: 'A', tally: { fields: 2, redCells: 400, infected: 0 } };
    const inside = device().boot({ open });
    expect(inside.state.doing).toMatchObject({ at: 'counting', resumed: true, tally: { fields: 2 } });
    expect(inside.done('advance')).toHaveLength(1);
    live(inside, 60_000);
    expect(inside.done('take-field')).toHaveLength(3);

    const outside = device();
    outside.midnightOffset = 22 * 60;
    outside.boot({ open });
    expect(outside.log).toContainEqual({ do: 'finish-slide', why: 'ended-early' });
    expect(outside.done('advance')).toEqual([]);
    expect(outside.view).toMatchObject({ screen: 'resting', slidesDone: 1, minutesToNext: 600 });
  });

  it('shows no result from before: nobody is there to accept it', () => {
    const driver = device();
    driver.midnightOffset = 0;
    driver.boot({
      unseen: { id: 'a', label: 'A', result: resultOf({ fields: 1, redCells: 9, infected: 0 }) },
    });
    expect(driver.view.screen).toBe('resting');
  });

  it('skips slots while the battery allows no slide, and begins none in a burst afterwards', () => {
    const driver = device().boot();
    live(driver, 10 * 60_000);
    expect(driver.done('start-slide')).toHaveLength(1);
    driver.send({ type: 'power', picture: power('critical') });
    live(driver, HOUR);
    expect(driver.done('start-slide')).toHaveLength(1);
    driver.send({ type: 'power', picture: power('normal') });
    live(driver, HOUR);
    expect(driver.done('start-slide')).toHaveLength(5);
  });

  it('neither bursts nor hangs when the wall clock jumps by hours', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            minutes: fc.integer({ min: -1440, max: 1440 }),
            after: fc.integer({ min: 1, max: 240 }),
          }),
          {
            maxLength: 6,
          },
        ),
        (jumps) => {
          const driver = device();
          driver.boot();
          const began: number[] = [];
          for (const { minutes, after } of jumps) {
            began.push(...live(driver, after * 60_000));
            driver.midnightOffset += minutes;
          }
          for (let i = 1; i < began.length; i++) {
            expect(began[i] - began[i - 1]).toBeGreaterThanOrEqual(15 * 60_000 - 1000);
          }
          // Into the window at last: a slide begins within a slot.
          driver.midnightOffset = 12 * 60 - Math.floor(driver.uptimeMs / 60_000);
          const before = driver.done('start-slide').length;
          live(driver, 16 * 60_000);
          expect(driver.done('start-slide').length).toBeGreaterThan(before);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('lowers the light when nobody has pressed for long, and lets a person end a slide and power off', () => {
    const driver = device().boot();
    driver.answerAll();
    driver.wait(settings.idleMs);
    expect(driver.screen.brightness).toBeLessThan(0.2);
    expect(driver.hint).toBe('end-slide');
    driver.press(2500);
    expect(driver.screen.brightness).toBe(1);
    driver.answerAll();
    expect(driver.view.screen).toBe('resting');
    expect(driver.press(6000)).toContainEqual({ do: 'power-off', why: 'button' });
  });
});

describe('windows', () => {
  const night = [{ fromMinute: 22 * 60, toMinute: 4 * 60 }];

  it('reach over midnight', () => {
    expect([21 * 60 + 59, 22 * 60, 0, 239, 240].map((minute) => isOpen(night, minute))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(minutesToOpen(night, 240)).toBe(18 * 60);
  });

  it('are the whole day when both ends are the same, and never without any', () => {
    expect(isOpen([{ fromMinute: 60, toMinute: 60 }], 59)).toBe(true);
    expect(isOpen([], 59)).toBe(false);
    expect(minutesToOpen([], 59)).toBe(1440);
  });

  it('open after as many minutes as they say', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const windows = fc.array(fc.record({ fromMinute: minute, toMinute: minute }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(windows, minute, (some, now) => {
        const wait = minutesToOpen(some, now);
        expect(isOpen(some, now + wait)).toBe(true);
        if (wait > 0) expect(isOpen(some, now + wait - 1)).toBe(false);
      }),
    );
  });
});
