import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import {
  FIELD_FAULTS,
  RenderedMicroscope,
  type RenderedMicroscopeOptions,
} from '../../src/capture/rendered-microscope.js';
import { frameSourceContract } from '../capture/frame-source.contract.js';

const options: RenderedMicroscopeOptions = {
  slide: { seed: 5, parasitaemia: 0.1 },
  fields: 4,
  optics: { width: 240, height: 180, micrometresPerPixel: 0.2 },
};

frameSourceContract('RenderedMicroscope', () =>
  Promise.resolve(
    // Small frames: the contract compares them pixel by pixel.
    new RenderedMicroscope({ ...options, optics: { width: 64, height: 48, micrometresPerPixel: 0.5 } }),
  ),
);

describe('RenderedMicroscope', () => {
  it('knows the truth of every frame it gave, and of those it did not yet give', async () => {
    const microscope = new RenderedMicroscope(options);
    const ahead = microscope.truthOf('field-004');
    const names: string[] = [];
    for await (const frame of microscope.frames()) names.push(frame.name);
    expect(names).toEqual(microscope.plan.map((field) => field.name));
    expect(microscope.truthOf('field-004')).toEqual(ahead);
    const ids = names.flatMap((name) =>
      microscope
        .truthOf(name)
        .objects.filter((o) => o.kind === 'red' && !o.touchesBorder)
        .map((o) => o.id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(() => microscope.truthOf('field-099')).toThrow(UsageError);
  });

  it('plans faults at the rates asked for, and none unasked', () => {
    const plan = (faults: RenderedMicroscopeOptions['faults']): (string | undefined)[] =>
      new RenderedMicroscope({ ...options, fields: 2000, ...(faults && { faults }) }).plan.map(
        (field) => field.fault,
      );
    expect(plan(undefined).every((fault) => fault === undefined)).toBe(true);
    const shares = { defocused: 0.1, empty: 0.05, crowded: 0.05, overexposed: 0.05, repeated: 0.1 };
    const faults = plan(shares);
    for (const fault of FIELD_FAULTS) {
      const share = faults.filter((f) => f === fault).length / 2000;
      expect(Math.abs(share - shares[fault])).toBeLessThan(3.3 * Math.sqrt(shares[fault] / 2000));
    }
  });

  it('makes each fault what its name says', () => {
    const cells = (
      fault: (typeof FIELD_FAULTS)[number],
    ): { good: number; bad: number; brightness: number } => {
      const microscope = new RenderedMicroscope({ ...options, fields: 40, faults: { [fault]: 0.3 } });
      const bad = microscope.plan.find((field) => field.fault === fault)!;
      const good = microscope.plan.find((field) => field.fault === undefined)!;
      const image = microscope.render(bad).image.data;
      return {
        good: microscope.truthOf(good.name).wholeRedCells,
        bad: microscope.truthOf(bad.name).wholeRedCells,
        brightness: image.reduce((sum, value) => sum + value, 0) / image.length,
      };
    };
    expect(cells('empty').bad).toBeLessThan(cells('empty').good / 4);
    expect(cells('crowded').bad).toBeGreaterThan(cells('crowded').good * 1.5);
    expect(cells('overexposed').brightness).toBeGreaterThan(225);
    const microscope = new RenderedMicroscope({
      ...options,
      fields: 40,
      faults: { repeated: 0.3, defocused: 0.2 },
    });
    const again = microscope.plan.findIndex((field) => field.fault === 'repeated');
    const earlier = microscope.plan
      .slice(0, again)
      .filter((field) => field.fault === undefined)
      .at(-1)!;
    const ids = new Set(microscope.truthOf(earlier.name).objects.map((o) => o.id));
    const common = microscope.truthOf(microscope.plan[again].name).objects.filter((o) => ids.has(o.id));
    expect(common.length).toBeGreaterThan(ids.size / 3);
    for (const { fault, defocus } of microscope.plan) {
      if (fault === 'defocused') expect(Math.abs(defocus)).toBeGreaterThan(3);
      else expect(Math.abs(defocus)).toBeLessThan(1);
    }
  });

  it('refuses no fields and shares above 1', () => {
    expect(() => new RenderedMicroscope({ ...options, fields: 0 })).toThrow(UsageError);
    expect(() => new RenderedMicroscope({ ...options, faults: { empty: 0.7, repeated: 0.7 } })).toThrow(
      UsageError,
    );
    expect(() => new RenderedMicroscope({ ...options, faults: { empty: -0.1 } })).toThrow(UsageError);
  });
});
