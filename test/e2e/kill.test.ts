import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import {
  Box,
  expectClean,
  UNATTENDED,
  viewsOf,
  type Finished,
  type ScenarioFile,
  type Shown,
} from './harness.js';

const slide = { seed: 21, parasitaemia: 0.06 };
const KILLS = 20;

/** One slide, ended early, and home. The person finds the stage `firstStop` fields on. */
function visit(firstStop: number, more: Partial<ScenarioFile> = {}): ScenarioFile {
  return {
    person: { reactionMs: 300, firstStop, slides: [{ slide, endAfterFields: 2 }], powerOffAtEnd: true },
    ...more,
  };
}

/** What was on the disk when it was killed is on the disk after the next start, the slide is finished and seen. */
async function expectGoesOn(box: Box, killed: Finished): Promise<void> {
  expect(killed.signal).toBe('SIGKILL');
  const left = box.exists() ? (await box.stored()).slides : [];
  const shown = viewsOf(killed.screens, 'counting').at(-1);
  if (shown && shown.tally.fields > 0) {
    // What a screen had said is on the disk.
    const slideShown = left.find(({ label }) => label === shown.label);
    expect(slideShown?.tally.fields).toBeGreaterThanOrEqual(shown.tally.fields);
  }
  const after = await box.run(visit(left.at(-1)?.nextOrdinal ?? 0));
  expectClean(after);
  const open = left.find(({ state }) => state === 'open');
  if (open) {
    const [resumed] = viewsOf(after.screens, 'counting');
    expect(resumed).toMatchObject({ label: open.label, resumed: true, tally: open.tally });
  }
  const { slides } = await box.stored();
  for (const before of left) {
    const now = slides.find(({ id }) => id === before.id);
    expect(now?.fields.slice(0, before.fields.length)).toEqual(before.fields);
  }
  expect(slides.every(({ state }) => state === 'finished')).toBe(true);
  expect(slides.every(({ acceptedAt }) => acceptedAt !== undefined)).toBe(true);
  expect(slides.map(({ label }) => label)).toEqual(slides.map((_, n) => String(n + 1).padStart(4, '0')));
}

interface Moment {
  readonly name: string;
  readonly fits: (shown: Shown) => boolean;
  readonly scenario?: ScenarioFile;
}

/** The states, as their screens tell them. The kill comes some ms later, by when the daemon may have got a little further. */
const MOMENTS: readonly Moment[] = [
  { name: 'self-test', fits: ({ view }) => view.screen === 'self-test' },
  { name: 'ready', fits: ({ view }) => view.screen === 'ready' },
  { name: 'beginning', fits: ({ view, hint }) => view.screen === 'counting' && hint === 'none' },
  {
    name: 'counting with a field waiting',
    fits: ({ view }) => view.screen === 'counting' && view.waiting > 0,
  },
  { name: 'finishing', fits: ({ view }) => view.screen === 'finishing' },
  { name: 'result', fits: ({ view }) => view.screen === 'result' },
  {
    name: 'paused',
    fits: ({ view }) => view.screen === 'paused',
    scenario: visit(0, { happenings: [{ atMinute: 0.05, camera: 'dead' }] }),
  },
];

describe('kill -9 of the daemon', () => {
  for (const { name, fits, scenario = visit(0) } of MOMENTS) {
    it(`in the state “${name}” loses nothing that was committed`, { timeout: 120_000 }, async () => {
      const box = new Box();
      const daemon = box.start(scenario);
      await daemon.until(fits);
      await expectGoesOn(box, await daemon.kill('SIGKILL'));
    });
  }

  it(
    'in the state “powering off” loses nothing: the slide is whole, and the next start has nothing to mend',
    { timeout: 120_000 },
    async () => {
      const box = new Box();
      const daemon = box.start(visit(0));
      await daemon.until(({ view }) => view.screen === 'powering-off');
      const before = await daemon.kill('SIGKILL');
      // It may have been quicker than the kill.
      expect(before.signal === 'SIGKILL' || before.code === 0).toBe(true);
      const left = await box.stored();
      expect(left.slides.map(({ state }) => state)).toEqual(['finished']);
      const after = await box.run(visit(left.slides[0].nextOrdinal));
      expectClean(after);
      expect(viewsOf(after.screens, 'counting').some(({ resumed }) => resumed)).toBe(false);
      expect((await box.stored()).slides[0]).toEqual(left.slides[0]);
    },
  );

  it(
    'while it rests between unattended slides: the next start goes on with the next one',
    { timeout: 120_000 },
    async () => {
      const box = new Box();
      const scenario: ScenarioFile = {
        wallClock: '2026-03-02T06:00:00Z',
        charge: 0.9,
        unattendedSlide: { seed: 5, parasitaemia: 0.05 },
        untilMinute: 300,
      };
      const daemon = box.start(scenario, { set: UNATTENDED });
      await daemon.until(({ view }) => view.screen === 'resting' && view.slidesDone >= 1);
      const killed = await daemon.kill('SIGKILL');
      expect(killed.signal).toBe('SIGKILL');
      const left = await box.stored();
      const again = box.start(scenario, { set: UNATTENDED });
      const next = `000${left.slides.length + 1}`;
      await again.until(
        ({ view }) => view.screen === 'counting' && view.label === next && view.tally.fields > 0,
      );
      await again.kill('SIGTERM');
      const { slides } = await box.stored();
      expect(slides.slice(0, left.slides.length)).toEqual(left.slides);
      expect(slides.at(-1)?.label).toBe(next);
    },
  );

  it(`at ${KILLS} moments that nobody chose loses and doubles nothing`, { timeout: 300_000 }, async () => {
    const random = seededRandom(4);
    const box = new Box();
    let last: Finished | undefined;
    let committed = 0;
    for (let n = 0; n < KILLS; n++) {
      const daemon = box.start({
        person: {
          reactionMs: 300,
          firstStop: committed,
          slides: Array.from({ length: 20 }, () => ({ slide, endAfterFields: 2 })),
        },
      });
      const until = 1 + Math.floor(random.uniform() * 25);
      await daemon.untilScreens(until);
      last = await daemon.kill('SIGKILL');
      const { slides } = await box.stored();
      const now = slides.reduce((sum, { fields }) => sum + fields.length, 0);
      expect(now).toBeGreaterThanOrEqual(committed);
      committed = now;
    }
    if (last) await expectGoesOn(box, last);
    expect(committed).toBeGreaterThan(3);
  });
});
