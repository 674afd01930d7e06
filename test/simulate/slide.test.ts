import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { infection } from '../../src/simulate/blood.js';
import { renderSlide, type SmearObject } from '../../src/simulate/slide.js';

const inside = (o: SmearObject, left: number, top: number, right: number, bottom: number): boolean =>
  o.body.x >= left && o.body.x < right && o.body.y >= top && o.body.y < bottom;

describe('a rendered slide', () => {
  it('shows the same cells at the same place, whatever was looked at before', () => {
    const place = fc.record({
      x: fc.integer({ min: -2000, max: 2000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
      dx: fc.integer({ min: -60, max: 60 }),
      dy: fc.integer({ min: -60, max: 60 }),
    });
    fc.assert(
      fc.property(place, fc.integer(), ({ x, y, dx, dy }, seed) => {
        const fresh = renderSlide({ seed, parasitaemia: 0.3 });
        const used = renderSlide({ seed, parasitaemia: 0.3 });
        used.objects(x + dx, y + dy, x + dx + 100, y + dy + 80);
        const here = fresh.objects(x, y, x + 70, y + 50);
        expect(used.objects(x, y, x + 70, y + 50)).toEqual(here);
        // A shifted view has the same cells in what both views share.
        const shifted = used.objects(x + dx, y + dy, x + dx + 70, y + dy + 50);
        const shared = [
          Math.max(x, x + dx),
          Math.max(y, y + dy),
          Math.min(x, x + dx) + 70,
          Math.min(y, y + dy) + 50,
        ] as const;
        const of = (list: SmearObject[]): SmearObject[] =>
          list.filter((o) => inside(o, ...shared)).sort((a, b) => a.id - b.id);
        expect(of(shifted)).toEqual(of(here));
      }),
      { numRuns: 10 },
    );
  });

  it('draws another smear for another seed', () => {
    const ids = (seed: number): number[] =>
      renderSlide({ seed, parasitaemia: 0 })
        .objects(0, 0, 200, 200)
        .map((o) => o.id);
    const first = new Set(ids(1));
    expect(ids(2).filter((id) => first.has(id))).toEqual([]);
  });

  it.each([0, 0.001, 0.01, 0.05, 0.5, 1])('infects the share %d, within binomial chance', (parasitaemia) => {
    const n = 30_000;
    let infected = 0;
    for (let seed = 0; seed < n; seed++) {
      if (infection(seed * 104_729, parasitaemia, { ring: 1, trophozoite: 0, schizont: 0, gametocyte: 0 }))
        infected++;
    }
    const sd = Math.sqrt(n * parasitaemia * (1 - parasitaemia));
    expect(Math.abs(infected - n * parasitaemia)).toBeLessThanOrEqual(3.3 * sd);
  });

  it('has that share on the glass', () => {
    const reds = renderSlide({ seed: 3, parasitaemia: 0.05 })
      .objects(0, 0, 600, 600)
      .filter((o) => o.kind === 'red');
    const infected = reds.filter((o) => o.stage).length;
    expect(reds.length).toBeGreaterThan(3000);
    expect(Math.abs(infected / reds.length - 0.05)).toBeLessThan(
      3.3 * Math.sqrt((0.05 * 0.95) / reds.length),
    );
  });

  it('keeps infected cells infected when the parasitaemia is raised, with all cells where they were', () => {
    const at = (parasitaemia: number): SmearObject[] =>
      renderSlide({ seed: 8, parasitaemia }).objects(0, 0, 300, 300);
    const [low, high] = [at(0.05), at(0.2)];
    expect(high.map((o) => o.id)).toEqual(low.map((o) => o.id));
    low.forEach((o, i) => {
      if (o.stage) expect(high[i].stage).toBe(o.stage);
    });
    expect(high.filter((o) => o.stage).length).toBeGreaterThan(low.filter((o) => o.stage).length);
  });

  it('mixes the stages as asked', () => {
    const slide = renderSlide({ seed: 4, parasitaemia: 1, stages: { ring: 3, schizont: 1 } });
    const stages = slide.objects(0, 0, 300, 300).flatMap((o) => o.stage ?? []);
    const schizonts = stages.filter((stage) => stage === 'schizont').length;
    expect(new Set(stages)).toEqual(new Set(['ring', 'schizont']));
    expect(Math.abs(schizonts / stages.length - 0.25)).toBeLessThan(
      3.3 * Math.sqrt((0.25 * 0.75) / stages.length),
    );
  });

  it('covers the glass as asked, and pushes most cells clear of each other', () => {
    const reds = renderSlide({ seed: 5, parasitaemia: 0, coverage: 0.4 })
      .objects(0, 0, 800, 800)
      .filter((o) => o.kind === 'red');
    const area = reds.reduce((sum, o) => sum + Math.PI * o.body.a * o.body.b, 0);
    expect(Math.abs(area / 800 ** 2 - 0.4)).toBeLessThan(0.04);
    const crowd = reds.filter((o) => inside(o, 0, 0, 300, 300));
    const deep = crowd.filter((o) =>
      crowd.some((p) => p !== o && Math.hypot(p.body.x - o.body.x, p.body.y - o.body.y) < 0.6 * 7.5),
    );
    expect(deep.length / crowd.length).toBeLessThan(0.08);
  });

  it.each([
    { parasitaemia: -0.1 },
    { parasitaemia: 1.1 },
    { parasitaemia: Number.NaN },
    { parasitaemia: 0, coverage: 9 },
    { parasitaemia: 0, cellDiameter: 75 },
    { parasitaemia: 0.1, stages: {} },
  ])('refuses %o', (spec) => {
    expect(() => renderSlide({ seed: 1, ...spec })).toThrow(UsageError);
  });
});
