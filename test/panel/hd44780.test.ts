import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { displayable } from '../../src/panel/font.js';
import { GlyphSlots, inEveryRom } from '../../src/panel/hd44780-glyphs.js';
import { Hd44780Simulator } from '../../src/panel/hd44780-simulator.js';
import { Hd44780, resynchroniseMs } from '../../src/panel/hd44780.js';
import { dark } from '../../src/panel/lamps-of.js';
import type { Pacer } from '../../src/panel/pacer.js';
import { pageOf } from '../../src/panel/page.js';
import { LANGUAGES } from '../../src/panel/vocabulary.js';
import { drawn, strictTime } from './benches.js';
import { counting, everyScreen, screenOf } from './screens.js';

function pageWith(lines: readonly string[], columns = 20, rows = 4, brightness = 1) {
  const padded = Array.from({ length: rows }, (_, row) => (lines[row] ?? '').padEnd(columns));
  return { lines: padded, brightness, lamps: dark, turns: 1 };
}

function bench(columns = 20, rows = 4) {
  const clock = new VirtualClock();
  const { now, pacer } = strictTime();
  const chip = new Hd44780Simulator(now);
  const display = new Hd44780({ lines: chip.lines, columns, rows, clock, pacer });
  const read = (): string[] => chip.text(columns, rows, drawn);
  return { clock, now, pacer, chip, display, read };
}

describe('the HD44780 display', () => {
  it.each([
    [16, 2],
    [20, 4],
  ] as const)(
    'reads back every page of every language on %i × %i, within the timings',
    async (columns, rows) => {
      const { chip, display, read } = bench(columns, rows);
      for (const language of LANGUAGES) {
        for (const [name, screen] of everyScreen) {
          const { turns } = pageOf(screen, language, { columns, rows }, 0);
          for (let turn = 0; turn < turns; turn++) {
            const page = pageOf(screen, language, { columns, rows }, turn);
            await display.draw(page);
            expect(read(), `${name} in ${language}`).toEqual(page.lines);
          }
        }
      }
      expect(chip.violations).toEqual([]);
    },
  );

  it('stops between rows for a newer page, and knows what stands on the glass', async () => {
    const { chip, display, read } = bench();
    await display.draw(pageWith(['One', 'One', 'One', 'One']));
    const asked = [false, true];
    expect(await display.draw(pageWith(['Two', 'Two', 'Two', 'Two']), () => asked.shift() ?? true)).toBe(
      'given-up',
    );
    expect(read().map((line) => line.trim())).toEqual(['Two', 'Two', 'One', 'One']);
    expect(await display.draw(pageWith(['Three', 'Two', 'One', 'Three']))).toBe('done');
    expect(read().map((line) => line.trim())).toEqual(['Three', 'Two', 'One', 'Three']);
    expect(chip.violations).toEqual([]);
  });

  it('writes only what changed', async () => {
    const { chip, display } = bench();
    await display.draw(pageWith(['3,120 red cells', '1.2% (0.80-1.9)', 'Focus', 'Hold 2 s: end']));
    const first = chip.writes;
    await display.draw(pageWith(['3,120 red cells', '1.2% (0.80-1.9)', 'Focus', 'Hold 2 s: end']));
    expect(chip.writes).toBe(first);
    await display.draw(pageWith(['3,121 red cells', '1.2% (0.80-1.9)', 'Focus', 'Hold 2 s: end']));
    // Cursor and one character: two bytes, four nibbles, at most eight writes each, and RS twice.
    expect(chip.writes - first).toBeLessThanOrEqual(4 * 6 + 2);
    expect(first).toBeLessThan(1200);
  });

  it('shows nonsense without set-up, and says why', async () => {
    const { chip, display, read } = bench();
    const careless: Pacer = { now: () => Infinity, hold: () => undefined, rest: () => Promise.resolve() };
    const hasty = new Hd44780({
      lines: chip.lines,
      columns: 20,
      rows: 4,
      clock: new VirtualClock(),
      pacer: careless,
    });
    await hasty.draw(pageWith(['Ready']));
    expect(read()[0]?.trim()).not.toBe('Ready');
    expect(chip.violations).toContain('written to within 40 ms of power-up');
    await display.draw(pageWith(['Ready']));
    expect(read()[0]?.trim()).toBe('Ready');
  });

  it('takes over a display that a killed program left in the middle of a byte', async () => {
    const { clock, now, pacer, chip, display, read } = bench();
    await display.draw(pageWith(['Ready']));
    for (const nibble of [0x0, 0x8, 0x4]) {
      chip.strayNibble(nibble);
      expect(now()).toBeGreaterThan(0);
      const next = new Hd44780({ lines: chip.lines, columns: 20, rows: 4, clock, pacer });
      await next.draw(pageWith(['Again', 'µL']));
      expect(read().map((line) => line.trim())).toEqual(['Again', 'µL', '', '']);
    }
  });

  it('heals within a minute from a nibble that nobody sent', async () => {
    const { pacer, clock, chip, display, read } = bench();
    await display.draw(pageWith(['Ready']));
    pacer.hold(100); // the chip is ready again, and listens
    chip.strayNibble(0xf);
    await display.draw(pageWith(['Ready', 'Next: A-17']));
    expect(read().map((line) => line.trim())).not.toEqual(['Ready', 'Next: A-17', '', '']);
    await clock.advance(resynchroniseMs);
    await display.draw(pageWith(['Ready', 'Next: A-17']));
    expect(read().map((line) => line.trim())).toEqual(['Ready', 'Next: A-17', '', '']);
  });

  it('sets up anew after a failure in the middle of a page', async () => {
    const { chip, display, read } = bench();
    await display.draw(pageWith(['Ready']));
    let left = 37;
    const failure = new HardwareError('gpio-write', 'gone', 'Check.');
    const { enable } = chip.lines;
    const write = enable.write.bind(enable);
    enable.write = (level) => {
      if (--left < 0) throw failure;
      write(level);
    };
    await expect(display.draw(pageWith(['Counting', 'everything', 'anew']))).rejects.toBe(failure);
    enable.write = write;
    await display.draw(pageWith(['Counting', 'everything', 'anew']));
    expect(read().map((line) => line.trim())).toEqual(['Counting', 'everything', 'anew', '']);
  });

  it('keeps real time by the real clock', async () => {
    const clock = new VirtualClock();
    const { machinePacer } = await import('../../src/panel/pacer.js');
    const chip = new Hd44780Simulator(() => Number(process.hrtime.bigint()) / 1000);
    const display = new Hd44780({ lines: chip.lines, columns: 20, rows: 4, clock, pacer: machinePacer });
    await display.draw(pageOf(screenOf(counting(), 'end-slide'), 'fr', { columns: 20, rows: 4 }, 0));
    expect(chip.violations).toEqual([]);
    expect(chip.text(20, 4, drawn)[3]).toBe('Tenir 2 s: terminer ');
  });
});

describe('drawn characters', () => {
  it('keep their slot while they are needed, and give it away when not', () => {
    const slots = new GlyphSlots();
    expect(slots.allot(['é▁']).changed.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(slots.allot(['▁à']).changed.map(({ slot }) => slot)).toEqual([0]);
    expect(slots.allot(['à▁']).codes).toEqual([[0, 1]]);
  });

  it('fall back to the plain letter when a page has too many', () => {
    const slots = new GlyphSlots();
    const { codes } = slots.allot(['éèêàâçôûîã']);
    expect(codes[0]?.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(String.fromCharCode(...(codes[0] ?? []).slice(8))).toBe('ia');
  });

  it('leave alone what every ROM has', () => {
    expect(['A', '}', ' '].every(inEveryRom)).toBe(true);
    expect(['~', '\\', 'µ', 'é'].some(inEveryRom)).toBe(false);
    expect(displayable('~\\')).toBe('??');
  });
});
