import { describe, expect, it } from 'vitest';
import { Box, expectClean, viewsOf, type ScenarioFile } from './harness.js';

const SCENARIO: ScenarioFile = {
  person: { reactionMs: 100, slides: [{ slide: { seed: 11, parasitaemia: 0.05 } }], powerOffAtEnd: true },
};

describe('the daemon asked to stop', () => {
  it(
    'ends within 5 s with every taken field on disk, and the next start goes on with the slide',
    { timeout: 180_000 },
    async () => {
      const box = new Box();
      // The machine's own clock: what the service manager measures.
      const daemon = box.start(SCENARIO, { virtualTime: false });
      await daemon.until(
        ({ view }) => view.screen === 'counting' && view.tally.fields >= 1 && view.waiting > 0,
      );
      const asked = performance.now();
      const stopped = await daemon.kill('SIGTERM');
      // Not a measure of speed: five seconds is what the unit allows before it kills.
      expect(performance.now() - asked).toBeLessThan(5_000);
      expectClean(stopped);
      expect(viewsOf(stopped.screens, 'powering-off')[0].why).toBe('asked');
      const taken = viewsOf(stopped.screens, 'counting').at(-1);
      const { slides: left } = await box.stored();
      expect(left).toHaveLength(1);
      expect(left[0].state).toBe('open');
      expect(left[0].fields.length).toBeGreaterThanOrEqual(
        (taken?.tally.fields ?? 0) + (taken?.waiting ?? 0),
      );

      const again = await box.run({
        person: { firstStop: 10, slides: [{ slide: { seed: 11, parasitaemia: 0.05 } }], powerOffAtEnd: true },
      });
      expectClean(again);
      const [resumed] = viewsOf(again.screens, 'counting');
      expect(resumed).toMatchObject({ label: '0001', resumed: true, tally: left[0].tally });
      const { slides } = await box.stored();
      expect(slides.map(({ state }) => state)).toEqual(['finished']);
      expect(slides[0].fields.slice(0, left[0].fields.length)).toEqual(left[0].fields);
    },
  );

  it('ends at once where nothing is counted, and before it is up', { timeout: 120_000 }, async () => {
    for (const screen of ['starting', 'self-test', 'ready'] as const) {
      const daemon = new Box().start({ person: { slides: [] }, untilMinute: 60 }, { virtualTime: false });
      await daemon.until(({ view }) => view.screen === screen);
      const asked = performance.now();
      expectClean(await daemon.kill('SIGTERM'));
      expect(performance.now() - asked).toBeLessThan(5_000);
    }
  });
});
