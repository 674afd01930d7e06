import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { beepPatterns } from '../../src/panel/wired-beeper.js';
import { BEEPS } from '../../src/panel/panel.js';
import { blinkMs } from '../../src/panel/wired-lamps.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { BlindPanel } from '../../src/panel/blind-panel.js';
import { hd44780Bench, litLamps, wiredParts } from './benches.js';
import { counting, screenOf } from './screens.js';

const ready = screenOf({ screen: 'ready', nextLabel: 'A-17', faults: [] }, 'start-slide');

describe('lamps', () => {
  it('are steady green when ready, blink green while counting well, amber when there is something to do', async () => {
    const { panel, clock, wired } = hd44780Bench();
    await panel.show(ready);
    expect(litLamps(wired.lamps)).toEqual(['green']);
    await panel.show(screenOf(counting({ activity: 'analysing' }), 'end-slide'));
    const phases: string[] = [];
    for (let half = 0; half < 4; half++) {
      phases.push(litLamps(wired.lamps).join());
      await clock.advance(blinkMs);
    }
    expect(phases).toEqual(['green', '', 'green', '']);
    await panel.show(screenOf(counting({ activity: 'focus' }), 'end-slide'));
    expect(litLamps(wired.lamps)).toEqual(['amber']);
    const writes = wired.lamps.green.history.length;
    await clock.advance(10 * blinkMs);
    expect(wired.lamps.green.history.length).toBe(writes);
  });

  it('are red for a fault, and all off after close', async () => {
    const { panel, wired } = hd44780Bench();
    await panel.show(screenOf({ screen: 'paused', why: 'camera', code: 'camera-died' }, 'try-again'));
    expect(litLamps(wired.lamps)).toEqual(['red']);
    await panel.close();
    expect(litLamps(wired.lamps)).toEqual([]);
  });

  it('flash when a field is taken, and go on as before', async () => {
    const { panel, clock, wired } = hd44780Bench();
    await panel.show(screenOf(counting({ activity: 'move-on' }), 'end-slide'));
    const before = wired.lamps.green.history.length;
    panel.beep('field-taken');
    await clock.advance(1000);
    const flash = wired.lamps.green.history.slice(before);
    expect(flash.map(({ level }) => level)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(litLamps(wired.lamps)).toEqual(['amber']);
  });

  it('that fail do not keep the words from the display', async () => {
    const { panel, wired, read } = hd44780Bench();
    wired.lamps.green.failure = new HardwareError('gpio-write', 'gone', 'Check.');
    await expect(panel.show(ready)).rejects.toMatchObject({ code: 'display-fault' });
    expect(read()?.[0]).toMatch(/^Ready/);
  });
});

describe('the beeper', () => {
  it.each(BEEPS)('sounds %s by its pattern, and is silent after', async (beep) => {
    const { panel, clock, wired } = hd44780Bench();
    panel.beep(beep);
    await clock.advance(5000);
    const changes = wired.beeper.history;
    expect(changes.map(({ level }) => level)).toEqual(
      [...beepPatterns[beep], 0].map((_, step) => (step % 2 === 0 ? 1 : 0)),
    );
    const gaps = changes.slice(1).map(({ uptimeMs }, index) => uptimeMs - changes[index].uptimeMs);
    expect(gaps).toEqual(beepPatterns[beep]);
  });

  it('lets a new beep cut off the last, and is silenced by close', async () => {
    const { panel, clock, wired } = hd44780Bench();
    panel.beep('alarm');
    await clock.advance(100);
    panel.beep('field-taken');
    await clock.advance(60);
    expect(wired.beeper.level).toBe(0);
    panel.beep('alarm');
    await panel.close();
    expect(wired.beeper.level).toBe(0);
    await clock.advance(5000);
    expect(wired.beeper.level).toBe(0);
  });

  it('that fails is reported', () => {
    const { panel, wired, faults } = hd44780Bench();
    wired.beeper.failure = new HardwareError('gpio-write', 'gone', 'Check.');
    panel.beep('done');
    expect(faults.map(({ code }) => code)).toEqual(['display-fault']);
  });
});

describe('a device without a display', () => {
  it('has lamps and beeps all the same', async () => {
    const clock = new VirtualClock();
    const wired = wiredParts(clock);
    const panel = new BlindPanel({ ...wired, clock, language: 'en' });
    await panel.show(ready);
    expect(litLamps(wired.lamps)).toEqual(['green']);
    panel.beep('done');
    expect(wired.beeper.level).toBe(1);
    await panel.close();
    expect([litLamps(wired.lamps), wired.beeper.level]).toEqual([[], 0]);
  });
});
