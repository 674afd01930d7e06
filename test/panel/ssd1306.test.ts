import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { dark } from '../../src/panel/lamps-of.js';
import { pageOf } from '../../src/panel/page.js';
import { Ssd1306Simulator } from '../../src/panel/ssd1306-simulator.js';
import { refreshMs, Ssd1306 } from '../../src/panel/ssd1306.js';
import { LANGUAGES } from '../../src/panel/vocabulary.js';
import { readBitmap } from './benches.js';
import { everyScreen } from './screens.js';

function bench() {
  const clock = new VirtualClock();
  const bus = new Ssd1306Simulator(0x3c);
  const display = new Ssd1306({ bus, address: 0x3c, clock });
  const read = (): string[] => readBitmap(bus.bitmap());
  return { clock, bus, display, read };
}

function pageWith(lines: readonly string[], brightness = 1) {
  const padded = Array.from({ length: 4 }, (_, row) => (lines[row] ?? '').padEnd(16));
  return { lines: padded, brightness, lamps: dark, turns: 1 };
}

describe('the SSD1306 display', () => {
  it('reads back every page of every language', async () => {
    const { bus, display, read } = bench();
    for (const language of LANGUAGES) {
      for (const [name, screen] of everyScreen) {
        const { turns } = pageOf(screen, language, display, 0);
        for (let turn = 0; turn < turns; turn++) {
          const page = pageOf(screen, language, display, turn);
          await display.draw(page);
          expect(read(), `${name} in ${language}`).toEqual(page.lines);
        }
      }
    }
    expect(bus.violations).toEqual([]);
  });

  it('stops between bands for a newer page, and knows what stands on the glass', async () => {
    const { bus, display, read } = bench();
    await display.draw(pageWith(['One', 'One', 'One', 'One']));
    const asked = [false, false, false, false];
    expect(await display.draw(pageWith(['Two', 'Two', 'Two', 'Two']), () => asked.shift() ?? true)).toBe(
      'given-up',
    );
    expect(read().map((line) => line.trim())).toEqual(['Two', 'Two', 'One', 'One']);
    expect(await display.draw(pageWith(['Three', 'Two', 'One', 'Three']))).toBe('done');
    expect(read().map((line) => line.trim())).toEqual(['Three', 'Two', 'One', 'Three']);
    expect(bus.violations).toEqual([]);
  });

  it('never lights the noise that its memory holds at power-up', async () => {
    const { bus, display } = bench();
    const lit: number[] = [];
    const write = bus.write.bind(bus);
    bus.write = async (address, bytes) => {
      await write(address, bytes);
      if (bus.isLit) lit.push(bus.bitmap().reduce((sum, dot) => sum + dot, 0));
    };
    await display.draw(pageWith(['']));
    expect(lit).toEqual([0]);
  });

  it('sends only what changed: one line of four takes less than 30 ms of a 100 kHz bus', async () => {
    const { bus, display } = bench();
    await display.draw(pageWith(['Ready', '', '', 'Press: start']));
    const first = bus.bytes;
    await display.draw(pageWith(['Ready', '', '', 'Press: start']));
    expect(bus.bytes).toBe(first);
    await display.draw(pageWith(['Ready', '', '', 'Let go: cancel']));
    expect(((bus.bytes - first) * 9) / 100).toBeLessThan(30);
  });

  it('turns brightness into contrast, and 0 into off', async () => {
    const { bus, display } = bench();
    await display.draw(pageWith(['Ready'], 1));
    expect(bus.contrast).toBe(255);
    await display.draw(pageWith(['Ready'], 0.2));
    expect(bus.contrast).toBe(51);
    await display.draw(pageWith(['Ready'], 0));
    expect(bus.isLit).toBe(false);
  });

  it('says that nothing answers, and comes back after a dip of the supply', async () => {
    const { clock, bus, display, read } = bench();
    await display.draw(pageWith(['Ready']));
    bus.failure = new HardwareError('i2c-no-answer', 'nothing answers', 'Check.');
    await expect(display.draw(pageWith(['Resting']))).rejects.toBe(bus.failure);
    bus.failure = undefined;
    bus.powerUp();
    await display.draw(pageWith(['Resting']));
    expect(read()[0]?.trim()).toBe('Resting');
    // A dip that no transfer met: the module answers, and is dark until the set-up is repeated.
    bus.powerUp();
    await display.draw(pageWith(['Resting']));
    expect(bus.isLit).toBe(false);
    await clock.advance(refreshMs);
    await display.draw(pageWith(['Resting']));
    expect(read()[0]?.trim()).toBe('Resting');
    expect(bus.violations).toEqual([]);
  });

  it('does not go dark when the set-up is repeated', async () => {
    const { clock, bus, display } = bench();
    await display.draw(pageWith(['Ready']));
    const lit: boolean[] = [];
    const write = bus.write.bind(bus);
    bus.write = async (address, bytes) => {
      await write(address, bytes);
      lit.push(bus.isLit);
    };
    await clock.advance(refreshMs);
    await display.draw(pageWith(['Ready']));
    expect(lit.length).toBeGreaterThan(5);
    expect(lit).not.toContain(false);
  });
});
