import { describe, expect, it } from 'vitest';
import { dateOf } from '../../src/clock/dating.js';
import { Box, expectClean, storyOf, viewsOf, type ScenarioFile, type Shown } from './harness.js';

const SLIDES = [
  { seed: 7, parasitaemia: 0.05 },
  { seed: 8, parasitaemia: 0.1 },
  { seed: 9, parasitaemia: 0.02 },
];

/** Three patients, everything wrong that can be wrong with a view, and a battery that gives out under the third slide. */
const EVENING: ScenarioFile = {
  wallClock: '2026-03-02T15:30:00Z',
  charge: 0.44,
  person: {
    slides: [
      { slide: SLIDES[0], badStops: { '1': 'defocused', '3': 'empty', '4': 'repeated' } },
      { slide: SLIDES[1], badStops: { '9': 'crowded', '11': 'overexposed', '13': 'repeated' } },
      { atMinute: 4.5, slide: SLIDES[2], pause: { afterFields: 2, minutes: 20 } },
    ],
  },
  happenings: [
    { atMinute: 0.5, wallClockJumpMinutes: -90 },
    { atMinute: 0.9, battery: 'collapse' },
  ],
};

const MORNING: ScenarioFile = {
  wallClock: '2026-03-03T07:10:00Z',
  charge: 0.97,
  // The stage was put back a little: what it shows first was counted in the evening.
  person: { firstStop: 14, slides: [{ slide: SLIDES[2] }], powerOffAtEnd: true },
};

/** What was said over a slide, in order. */
function advice(screens: readonly Shown[], label: string): readonly string[] {
  return storyOf(screens).flatMap((said) => (said.startsWith(`counting ${label}`) ? [said.slice(15)] : []));
}

const batteryStates = (screens: readonly Shown[]): readonly unknown[] =>
  screens
    .map(({ status }) => status.battery?.state)
    .filter((state, index, all) => state !== all[index - 1] && state !== undefined);

describe('a health worker’s day', () => {
  it(
    'is counted to its end, through bad views, an empty battery and the night',
    { timeout: 240_000 },
    async () => {
      const box = new Box();
      const set = { 'camera.framesPerSecond': 2, 'workflow.idleMs': 10_000 };
      const evening = await box.run(EVENING, { set });
      const night = await box.stored();
      const morning = await box.run(MORNING, { set });
      const { slides, anchors } = await box.stored();
      expectClean(evening);
      expectClean(morning);

      // What the person saw.
      expect(storyOf(evening.screens).slice(0, 3)).toEqual(['starting', 'self-test', 'ready']);
      const [first, second] = ['0001', '0002'].map((label) => advice(evening.screens, label));
      expect(first).toEqual(expect.arrayContaining(['focus', 'too-few-cells', 'move-on', 'taking']));
      expect(second).toEqual(expect.arrayContaining(['too-bright', 'seen-before']));
      // Where cells lie over cells no outline is sharp, so that the device may speak of the focus first.
      expect(second.some((said) => said === 'too-thick' || said === 'focus')).toBe(true);
      expect(batteryStates(evening.screens)).toEqual(['normal', 'saving', 'critical', 'shutdown']);
      expect(viewsOf(evening.screens, 'powering-off')[0].why).toBe('battery');
      expect(viewsOf(evening.screens, 'result').map(({ label }) => label)).toEqual(
        expect.arrayContaining(['0001', '0002']),
      );
      for (const { hint, view } of evening.screens) {
        if (view.screen === 'result') expect(['accept-result', 'none']).toContain(hint);
      }

      // Night: two slides done and seen, the third as it was left.
      expect(night.slides.map(({ label, state }) => [label, state])).toEqual([
        ['0001', 'finished'],
        ['0002', 'finished'],
        ['0003', 'open'],
      ]);
      expect(night.slides[2].fields.length).toBeGreaterThanOrEqual(2);

      // Morning: taken up again with what was there, the fields of the evening known, then finished and seen.
      const [resumed] = viewsOf(morning.screens, 'counting');
      expect(resumed).toMatchObject({ label: '0003', resumed: true, tally: night.slides[2].tally });
      expect(advice(morning.screens, '0003')).toContain('seen-before');
      expect(slides[2].fields.slice(0, night.slides[2].fields.length)).toEqual(night.slides[2].fields);
      expect(viewsOf(morning.screens, 'powering-off')[0].why).toBe('button');
      for (const [index, slide] of slides.entries()) {
        const { label, state, acceptedAt, result, fields } = slide;
        expect({ label, state, accepted: acceptedAt !== undefined }).toEqual({
          label: `000${index + 1}`,
          state: 'finished',
          accepted: true,
        });
        expect(['cell-limit', 'precision-reached']).toContain(result?.result.stopped);
        const truth = SLIDES[index].parasitaemia;
        expect(result?.result.parasitaemia.low).toBeLessThanOrEqual(truth);
        expect(result?.result.parasitaemia.high).toBeGreaterThanOrEqual(truth);
        for (const { power } of fields) expect(power?.millivolts).toBeGreaterThan(2800);
      }
      // Each field carries the battery's state that the display showed then.
      for (const { fields } of night.slides) {
        for (const { at, power } of fields) {
          const shown = evening.screens.findLast(({ uptimeMs }) => uptimeMs <= at.uptimeMs);
          expect(power?.state).toBe(shown?.status.battery?.state);
        }
      }

      // The wall clock went back in the middle; the order did not.
      const moments = slides.flatMap(({ at, fields }) => [at, ...fields.map((field) => field.at)]);
      const wall = moments.map(({ wallClockMs }) => wallClockMs);
      expect(wall).not.toEqual([...wall].sort((a, b) => a - b));
      const finished = slides[2].finishedAt;
      if (!finished) throw new Error('not finished');
      const dated = dateOf({ sequence: slides[2].result?.sequence ?? 0, at: finished }, anchors);
      expect(dated.kind).toBe('known');
      if (dated.kind === 'known')
        expect(new Date(dated.wallClockMs).toISOString()).toMatch(/^2026-03-03T07:1/);

      // Nothing was shown before it was on the disk: every tally on a screen is one the store went through.
      for (const { fields, label } of slides) {
        const known = new Set(['0/0/0']);
        const sum = { fields: 0, redCells: 0, infected: 0 };
        for (const { accepted, redCells, infected } of fields) {
          if (accepted) sum.fields++;
          sum.redCells += redCells;
          sum.infected += infected;
          known.add(`${sum.fields}/${sum.redCells}/${sum.infected}`);
        }
        for (const run of [evening, morning]) {
          for (const { label: shown, tally } of viewsOf(run.screens, 'counting')) {
            if (shown !== label) continue;
            expect(known).toContain(`${tally.fields}/${tally.redCells}/${tally.infected}`);
          }
        }
      }
    },
  );
});
