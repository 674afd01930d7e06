import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateName, type StateName } from '../../src/workflow/state.js';
import { step } from '../../src/workflow/step.js';
import { Driver, settings, unattended } from './driver.js';
import { ending, life, make } from './moves.js';

const page = readFileSync(new URL('../../docs/workflow.md', import.meta.url), 'utf8');

/** Where a step went through a state without stopping in it. */
const THROUGH: Readonly<Record<string, readonly string[]>> = {
  'self-test --> beginning': ['self-test --> resting', 'resting --> beginning'],
  'finishing --> beginning': ['finishing --> resting', 'resting --> beginning'],
  'counting --> resting': ['counting --> finishing', 'finishing --> resting'],
};

describe('random lives', () => {
  it('are worth something: they come through every state, take fields and finish slides', () => {
    const seen = new Set<StateName>();
    const done = { taken: 0, finished: 0 };
    for (const limits of [settings, unattended()]) {
      const lives = fc.sample(fc.tuple(life, ending), { numRuns: 150, seed: 6 });
      for (const [moves, end] of lives) {
        const device = new Driver(limits);
        for (const move of [...moves, end]) {
          seen.add(stateName(device.state));
          make(device, move);
        }
        seen.add(stateName(device.state));
        done.taken += device.done('take-field').length;
        done.finished += device.done('finish-slide').length;
      }
    }
    expect([...seen].sort()).toEqual([
      'beginning',
      'counting',
      'error',
      'finishing',
      'off',
      'paused',
      'powering-off',
      'ready',
      'resting',
      'result',
      'self-test',
      'starting',
      'stopping',
    ]);
    expect(done.taken).toBeGreaterThan(100);
    expect(done.finished).toBeGreaterThan(100);
  });
});

describe('the drawing in docs/workflow.md', () => {
  it('shows exactly the ways there are', () => {
    const drawn = new Set([...page.matchAll(/^ {2}([a-z-]+ --> [a-z-]+):/gm)].map(([, way]) => way));
    expect(drawn.size).toBeGreaterThan(10);
    const gone = new Set<string>();
    for (const limits of [settings, unattended()]) {
      const lives = fc.sample(life, { numRuns: 200, seed: 4 });
      for (const moves of lives) {
        const device = new Driver(limits);
        device.onStep = (from, to) => {
          if (from === to || to === 'off') return;
          for (const way of THROUGH[`${from} --> ${to}`] ?? [`${from} --> ${to}`]) gone.add(way);
        };
        for (const move of moves) make(device, move);
      }
    }
    expect([...gone].sort()).toEqual([...drawn].sort());
  });

  it('is right that every state but off can be closed down', () => {
    for (const moves of fc.sample(life, { numRuns: 100, seed: 5 })) {
      const device = new Driver();
      for (const move of moves) make(device, move);
      const { state } = step(device.state, { type: 'stop-asked' }, device.now, settings);
      expect(state.doing.at === 'off' || state.closing !== undefined).toBe(true);
    }
  });
});
