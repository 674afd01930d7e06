import { describe, expect, it } from 'vitest';
import type { StageAdvance } from '../../src/wiring/stage-advance.js';
import { codeOf } from './fixtures.js';

/** A stage that can be watched. */
export interface StageBench {
  readonly stage: StageAdvance;
  /** How often it was told to move so far. */
  readonly moves: () => number;
  /** Drives the clock, where it has to be driven, while the work goes on. */
  readonly let: <T>(work: Promise<T>) => Promise<T>;
}

/** What every StageAdvance keeps. `slow` gives one whose move takes long enough to be interrupted. */
export function stageContract(name: string, open: (speed: 'quick' | 'slow') => StageBench): void {
  describe(`${name} keeps the contract of a stage`, () => {
    it('moves once for every call', async () => {
      const bench = open('quick');
      await bench.let(bench.stage.advance());
      expect(bench.moves()).toBe(1);
      await bench.let(bench.stage.advance());
      expect(bench.moves()).toBe(2);
      await bench.stage.close();
    });

    it('makes the moves asked for meanwhile one after the other', async () => {
      const bench = open('quick');
      const three = [bench.stage.advance(), bench.stage.advance(), bench.stage.advance()];
      await bench.let(Promise.all(three));
      expect(bench.moves()).toBe(3);
      await bench.stage.close();
    });

    it('breaks off when closed, and moves no more', async () => {
      const bench = open('slow');
      const [first, second] = [bench.stage.advance(), bench.stage.advance()];
      const codes = Promise.all([codeOf(() => first), codeOf(() => second)]);
      await bench.stage.close();
      await bench.stage.close();
      expect(await bench.let(codes)).toEqual(['stage-closed', 'stage-closed']);
      expect(await codeOf(() => bench.stage.advance())).toBe('stage-closed');
    });
  });
}
