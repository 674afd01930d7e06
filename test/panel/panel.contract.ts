import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import type { VirtualClock } from '../../src/clock/virtual-clock.js';
import type { Panel } from '../../src/panel/panel.js';
import { turnMs } from '../../src/panel/paged-panel.js';
import type { Screen } from '../../src/workflow/screen.js';
import { counting, notSeen, screenOf } from './screens.js';

/** A panel over a display that can be read and broken. */
export interface PanelBench {
  readonly panel: Panel;
  readonly clock: VirtualClock;
  /** What a person reads, line by line, without blanks at the ends; undefined when the display is dark. */
  readonly read: () => readonly string[] | undefined;
  /** Makes whatever the display hangs on fail, until told undefined. */
  readonly break: (failure: HardwareError | undefined) => void;
  /** Failures reported while nobody waited. */
  readonly faults: readonly HardwareError[];
}

/** What every Panel keeps. `open` gives a fresh one in English with a display of four rows. */
export function panelContract(name: string, open: () => PanelBench): void {
  const ready = (nextLabel: string): Screen =>
    screenOf({ screen: 'ready', nextLabel, faults: [] }, 'start-slide', {
      status: { clockTrusted: true },
    });
  const still = screenOf({ screen: 'starting' }, 'none', { status: { clockTrusted: true } });
  const broken = new HardwareError('gpio-write', 'the line cannot be written', 'Check the cable.');

  describe(`${name} keeps the contract of a panel`, () => {
    it('shows a screen, and the next in its place', async () => {
      const { panel, read } = open();
      await panel.show(ready('A-17'));
      expect(read()?.slice(0, 2)).toEqual(['Ready', expect.stringMatching(/^Next.*: A-17$/)]);
      await panel.show(screenOf(counting({ activity: 'move-on' }), 'end-slide', { status: still.status }));
      expect(read()?.slice(0, 2)).toEqual(['3,120 red cells', '1.2% (0.80-1.9)']);
      expect(read()?.[3]).toMatch(/^Hold 2 s: end/);
      await panel.show(ready('A-17'));
      expect(read()?.[1]).toMatch(/^Next.*: A-17$/);
    });

    it('ends with the last of many screens, and answers for each', async () => {
      const { panel, read } = open();
      const shown = Array.from({ length: 40 }, (_, index) => panel.show(ready(`A-${index}`)));
      await Promise.all(shown);
      expect(read()?.[1]).toMatch(/: A-39$/);
    });

    it('turns pages by the clock', async () => {
      const { panel, clock, read } = open();
      await panel.show(screenOf({ screen: 'result', label: 'A-17', result: notSeen }, 'accept-result'));
      const third = new Set<string | undefined>();
      for (let turn = 0; turn < 12; turn++) {
        third.add(read()?.[2]);
        expect(read()?.[1]).toBe('below 4,200/µL');
        await clock.advance(turnMs);
        await panelSettled();
      }
      expect([...third]).toEqual(
        expect.arrayContaining([expect.stringMatching(/^Not ruled|^Malaria/), '21 fields']),
      );
    });

    it('fails with a display error, and shows again when the display is back', async () => {
      const bench = open();
      await bench.panel.show(ready('A-1'));
      bench.break(broken);
      const error = await bench.panel.show(ready('A-2')).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      expect(error).toBeInstanceOf(HardwareError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^display-(no-answer|fault)$/) });
      bench.break(undefined);
      await bench.panel.show(ready('A-3'));
      expect(bench.read()?.[1]).toMatch(/: A-3$/);
    });

    it('reports a failure that nobody waited for once, and tells the next show', async () => {
      const bench = open();
      await bench.panel.show(manyPages());
      bench.break(broken);
      for (let turn = 0; turn < 4; turn++) {
        await bench.clock.advance(turnMs);
        await panelSettled();
      }
      expect(bench.faults.map(({ code }) => code)).toEqual(['display-fault']);
      bench.break(undefined);
      await expect(bench.panel.show(still)).rejects.toMatchObject({ code: 'display-fault' });
      await bench.panel.show(still);
      expect(bench.read()?.[0]).toBe('Starting');
    });

    it('is dark at brightness 0 and lit again after', async () => {
      const { panel, read } = open();
      await panel.show({ ...still, brightness: 0 });
      expect(read()).toBeUndefined();
      await panel.show(still);
      expect(read()?.[0]).toBe('Starting');
    });

    it('closes dark, twice too, and stays so', async () => {
      const { panel, read, clock } = open();
      await panel.show(manyPages());
      await panel.close();
      await panel.close();
      expect(read()).toBeUndefined();
      await panel.show(still);
      panel.beep('alarm');
      await clock.advance(10 * turnMs);
      expect(read()).toBeUndefined();
    });

    it('closes what never showed anything', async () => {
      const { panel, read } = open();
      await panel.close();
      expect(read()).toBeUndefined();
    });
  });
}

/** A screen of several pages. */
function manyPages(): Screen {
  return screenOf({ screen: 'result', label: 'A-17', result: notSeen }, 'accept-result');
}

/** Lets everything that is being written reach the display: none of the benches waits on real time. */
export async function panelSettled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
