import { describe, expect, it, vi } from 'vitest';
import { dateOf } from '../../src/clock/dating.js';
import {
  Box,
  expectClean,
  storyOf,
  viewsOf,
  type Finished,
  type ScenarioFile,
  type Stored,
} from './harness.js';

// A run takes four seconds of a free machine; one that is busy needs a multiple.
vi.setConfig({ testTimeout: 180_000 });

type Happenings = ScenarioFile['happenings'];
const SECOND = 1 / 60;

/** One short slide with a person who does what the display says, and goes home; meanwhile this happens. */
async function visit(
  happenings: Happenings,
  more: Partial<ScenarioFile> = {},
): Promise<{ readonly run: Finished; readonly stored: Stored; readonly story: readonly string[] }> {
  const box = new Box();
  const run = await box.run({
    person: {
      reactionMs: 500,
      slides: [{ slide: { seed: 31, parasitaemia: 0.06 }, endAfterFields: 3 }],
      powerOffAtEnd: true,
    },
    happenings,
    // A device that never gets out of a fault ends here, and the test fails.
    untilMinute: 20,
    ...more,
  });
  expectClean(run);
  return { run, stored: await box.stored(), story: storyOf(run.screens) };
}

/** The slide was counted to its end, and the person went home: the device got over what happened. */
function expectCounted({
  stored,
  story,
}: {
  readonly stored: Stored;
  readonly story: readonly string[];
}): void {
  expect(stored.slides.map(({ label, state }) => [label, state])).toEqual([['0001', 'finished']]);
  expect(stored.slides[0].acceptedAt).toBeDefined();
  expect(stored.slides[0].tally.fields).toBeGreaterThanOrEqual(3);
  expect(story.at(-1)).toBe('powering-off');
  expect(story).toContain('result');
}

describe('a camera', () => {
  for (const [fault, code] of [
    ['missing', 'camera-missing'],
    ['busy', 'camera-busy'],
  ] as const) {
    it(`that is ${fault} at the start is named, and the day goes on when it is well`, async () => {
      const visited = await visit([
        { atMinute: 0, camera: fault },
        { atMinute: 1, camera: 'well' },
      ]);
      const [error] = viewsOf(visited.run.screens, 'error');
      expect(error.faults).toContainEqual({ part: 'camera', code, stopsCounting: true });
      expect(error.shown.hint).toBe('try-again');
      expectCounted(visited);
    });
  }

  for (const [fault, code] of [
    ['dead', 'camera-died'],
    ['frozen', 'camera-frozen'],
  ] as const) {
    it(`that is ${fault} in the middle of a slide pauses it, until it is well`, async () => {
      const visited = await visit([
        { atMinute: 3 * SECOND, camera: fault },
        // The device restarts it by itself for some minutes before it asks for help.
        { atMinute: 8, camera: 'well' },
      ]);
      expect(visited.story).toContain(`paused: camera (${code})`);
      expectCounted(visited);
    });
  }
});

describe('a button', () => {
  it('that bounces presses once', async () => {
    const visited = await visit([{ atMinute: 0, button: 'bouncing' }]);
    expectCounted(visited);
    expect(visited.story.filter((said) => said === 'result')).toHaveLength(1);
  });

  it('that is stuck is said to be so, starts nothing, switches nothing off, and works when it is well', async () => {
    const visited = await visit([
      { atMinute: 0, button: 'stuck' },
      { atMinute: 2, button: 'well' },
    ]);
    const stuck = viewsOf(visited.run.screens, 'ready').flatMap(({ faults }) => faults);
    expect(stuck).toContainEqual({ part: 'button', code: 'button-down', stopsCounting: false });
    expect(viewsOf(visited.run.screens, 'counting')[0].shown.uptimeMs).toBeGreaterThan(110_000);
    expectCounted(visited);
  });
});

describe('a battery gauge', () => {
  for (const fault of ['no-answer', 'nonsense'] as const) {
    it(`that gives ${fault} makes the device careful, not blind, and never switches it off`, async () => {
      const visited = await visit(
        [
          { atMinute: 0, battery: fault },
          { atMinute: 4, battery: 'well' },
        ],
        {
          person: {
            reactionMs: 500,
            slides: [{ slide: { seed: 31, parasitaemia: 0.06 }, endAfterFields: 3, atMinute: 2 }],
            powerOffAtEnd: true,
          },
        },
      );
      expect(
        visited.run.log.some(({ code, error }) => JSON.stringify([code, error]).includes('gauge-')),
      ).toBe(true);
      for (const { status } of visited.run.screens)
        expect(status.battery?.charge ?? 0).toBeLessThanOrEqual(1);
      const states = visited.stored.slides[0].fields.map(({ power }) => power?.state);
      expect(new Set(states)).toEqual(new Set(['saving']));
      expectCounted(visited);
      expect(viewsOf(visited.run.screens, 'powering-off')[0].why).toBe('button');
    });
  }
});

describe('a clock', () => {
  it('that nothing has set is marked so; set by the network later, it dates what came before', async () => {
    const truth = Date.parse('2026-03-02T08:00:00Z');
    const visited = await visit(
      [
        {
          atMinute: 6 * SECOND,
          clockTrust: 'network',
          wallClockJumpMinutes: (truth - Date.parse('2020-01-01T00:00:00Z')) / 60_000,
        },
      ],
      { wallClock: '2020-01-01T00:00:00Z', clockTrust: 'none' },
    );
    expectCounted(visited);
    expect(visited.run.screens[0].status.clockTrusted).toBe(false);
    expect(visited.run.screens.at(-1)?.status.clockTrusted).toBe(true);
    const [slide] = visited.stored.slides;
    expect(slide.at.trust).toBe('none');
    const dated = dateOf({ sequence: slide.sequence, at: slide.at }, visited.stored.anchors);
    expect(dated).toEqual({ kind: 'known', wallClockMs: truth + slide.at.uptimeMs, by: 'network' });
  });

  it('that jumps back and forth, or is not to be trusted any more, changes neither order nor count', async () => {
    const visited = await visit([
      { atMinute: 3 * SECOND, wallClockJumpMinutes: -600 },
      { atMinute: 5 * SECOND, wallClockJumpMinutes: 6000 },
      { atMinute: 7 * SECOND, clockTrust: 'none' },
    ]);
    expectCounted(visited);
    expect(visited.run.screens.at(-1)?.status.clockTrusted).toBe(false);
    const uptimes = visited.stored.slides[0].fields.map(({ at }) => at.uptimeMs);
    expect(uptimes).toEqual([...uptimes].sort((a, b) => a - b));
  });
});

describe('a disk', () => {
  for (const [fault, said] of [
    ['full', 'paused: storage-full (disk-full)'],
    ['failing', 'paused: storage (disk-fault)'],
  ] as const) {
    it(`that is ${fault} pauses the slide; what was taken waits and is kept when it is well`, async () => {
      const visited = await visit([
        { atMinute: 3 * SECOND, disk: fault },
        { atMinute: 2, disk: 'well' },
      ]);
      expect(visited.story).toContain(said);
      // The field that the disk refused was taken before the pause and is stored after it.
      const [pause] = viewsOf(visited.run.screens, 'paused');
      const taken = viewsOf(visited.run.screens, 'counting').findLast(
        ({ shown }) => shown.uptimeMs <= pause.shown.uptimeMs,
      );
      const { fields } = visited.stored.slides[0];
      expect(fields.length).toBeGreaterThanOrEqual((taken?.tally.fields ?? 0) + (taken?.waiting ?? 0));
      expectCounted(visited);
    });
  }

  it('that is slow makes the person wait, and loses nothing', async () => {
    const visited = await visit([{ atMinute: 0, disk: 'slow' }]);
    expectCounted(visited);
    expect(visited.story.some((said) => said.startsWith('paused'))).toBe(false);
  });
});
