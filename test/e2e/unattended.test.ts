import { describe, expect, it } from 'vitest';
import { Box, expectClean, UNATTENDED, viewsOf, type ScenarioFile } from './harness.js';

const MINUTE = 60_000;
const DAY = 1440;
const BEGIN = Date.parse('2026-03-02T06:00:00Z');

/** From so many minutes after the beginning to the end of the day; a plug for two hours at noon is all the power there is. */
function from(minute: number): ScenarioFile {
  const plug = { fromMinute: Math.max(0, 360 - minute), toMinute: Math.max(0, 480 - minute) };
  return {
    wallClock: new Date(BEGIN + minute * MINUTE).toISOString(),
    charge: 0.9,
    pluggedIn: [plug],
    unattendedSlide: { seed: 5, parasitaemia: 0.05 },
    untilMinute: DAY - minute,
  };
}

describe('a device left alone for 24 hours', () => {
  it(
    'counts in its window at its pace, goes on after a power cut, and rests at night',
    { timeout: 240_000 },
    async () => {
      const box = new Box();
      const before = box.start(from(0), { set: UNATTENDED });
      // The power is cut in the middle of the fourth slide.
      await before.until(
        ({ view }) => view.screen === 'counting' && view.label === '0004' && view.tally.fields > 0,
      );
      const cut = await before.kill('SIGKILL');
      const left = await box.stored();
      const minute = Math.ceil((cut.screens.at(-1)?.uptimeMs ?? 0) / MINUTE) + 1;
      const rest = await box.run(from(minute), { set: UNATTENDED });
      const { slides } = await box.stored();
      expectClean(rest);

      // Nothing of the slide that the power cut met is lost.
      const open = left.slides.find(({ state }) => state === 'open');
      if (open) {
        const after = slides.find(({ id }) => id === open.id);
        expect(after?.fields.slice(0, open.fields.length)).toEqual(open.fields);
      }

      // One slide an hour from half past six to six, whatever the power did; each finished, with its power beside every field.
      expect(slides.length).toBeGreaterThanOrEqual(11);
      expect(slides.length).toBeLessThanOrEqual(12);
      expect(slides.map(({ label }) => label)).toEqual(
        slides.map((_, index) => String(index + 1).padStart(4, '0')),
      );
      for (const { at, state, fields, tally, result } of slides) {
        const ofDay = (at.wallClockMs - BEGIN) / MINUTE + 6 * 60;
        expect(ofDay).toBeGreaterThanOrEqual(6.5 * 60);
        expect(ofDay).toBeLessThan(18 * 60);
        expect(state).toBe('finished');
        expect(result).toBeDefined();
        expect(tally.fields).toBe(2);
        for (const { power } of fields) {
          expect(power?.state).toBe('normal');
          expect(power?.millivolts).toBeGreaterThan(3000);
          expect(power?.charge).toBeGreaterThan(0.3);
        }
      }
      for (const [index, { at }] of slides.entries()) {
        if (index === 0) continue;
        const last = slides[index - 1].at;
        const apart = (at.wallClockMs - last.wallClockMs) / MINUTE;
        if (at.bootId === last.bootId) expect(apart).toBeCloseTo(60, 1);
        else expect(apart).toBeGreaterThan(55);
      }

      // It rests between slides, all night, and says for how long.
      const resting = viewsOf(rest.screens, 'resting');
      const longest = Math.max(...resting.map(({ minutesToNext }) => minutesToNext));
      expect(longest).toBeGreaterThan(12 * 60);
      expect(longest).toBeLessThanOrEqual(13 * 60);
      const evening = resting.filter(({ shown }) => shown.uptimeMs > (12 * 60 - minute) * MINUTE);
      expect(evening.length).toBeGreaterThan(0);
      const later = rest.screens.filter(({ uptimeMs }) => uptimeMs > (12 * 60 + 5 - minute) * MINUTE);
      expect(new Set(later.map(({ view }) => view.screen))).toEqual(new Set(['resting', 'powering-off']));
      // A night's sleep takes little from the battery.
      const charges = later.flatMap(({ status }) => status.battery?.charge ?? []);
      expect(charges[0] - Math.min(...charges)).toBeLessThan(0.6);
    },
  );
});
