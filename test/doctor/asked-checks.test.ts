import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { askedChecks, type AskedParts } from '../../src/doctor/asked-checks.js';
import { TestedLine } from '../../src/doctor/tested-line.js';
import { RecordingPanel } from '../../src/panel/recording-panel.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';
import { examine, found } from './fixtures.js';

const GREEN = 5;
const RED = 13;

/** A device with a display, two lamps, a beeper and a button, and somebody who answers. */
function device(
  answer: (question: string, lit: readonly number[]) => boolean,
  more: Partial<AskedParts> = {},
  gone: Promise<never> = new Promise(() => undefined),
) {
  const clock = new VirtualClock();
  const gpio = new VirtualGpio(clock);
  const panel = new RecordingPanel({ clock, language: 'en' });
  const lamps = { green: new TestedLine(gpio.output(GREEN, 0)), red: new TestedLine(gpio.output(RED, 0)) };
  let press: (change: 'down' | 'up') => void = () => undefined;
  const asked: string[] = [];
  const checks = askedChecks(
    {
      ...{ clock, panel, lamps, display: true, beeper: true },
      onPress: (listener) => {
        press = listener;
        return () => (press = () => undefined);
      },
      ...more,
    },
    {
      yes: (question) => {
        asked.push(question);
        return Promise.resolve(
          answer(
            question,
            [GREEN, RED].filter((bcm) => gpio.level(bcm) === 1),
          ),
        );
      },
      tell: (request) => void asked.push(request),
      gone,
    },
  );
  return { clock, gpio, panel, checks, asked, press: () => press('down') };
}

describe('what only a person can tell', () => {
  it('all well: every lamp alone, digits on the display, a press', async () => {
    const litAlone: (readonly number[])[] = [];
    const { clock, gpio, panel, checks, press } = device((question, lit) => {
      if (question.includes('lamp')) litAlone.push(lit);
      return true;
    });
    clock.after(9_000, press);
    const results = await examine(clock, ...checks);
    expect(results.map(({ label, state }) => [label, state])).toEqual([
      ['display seen', 'ok'],
      ['green lamp seen', 'ok'],
      ['amber lamp seen', 'absent'],
      ['red lamp seen', 'ok'],
      ['beeper heard', 'ok'],
      ['button pressed', 'ok'],
    ]);
    expect(litAlone).toEqual([[GREEN], [RED]]);
    expect([gpio.level(GREEN), gpio.level(RED)]).toEqual([0, 0]);
    expect(panel.pages.some(({ lines }) => lines.join().includes('1023456789'))).toBe(true);
    expect(panel.beeps).toHaveLength(1);
  });

  it('nothing is well', async () => {
    const { clock, checks } = device(() => false);
    const results = await examine(clock, ...checks);
    expect(results.map(found)).toEqual([
      ...['display-unseen', 'lamp-dark', 'absent', 'lamp-dark', 'beeper-silent', 'button-dead'],
    ]);
    expect(results.at(-1)).toMatchObject({ tookMs: 15_000, stopsCounting: true });
  });

  it('a person who leaves ends the wait for a press', async () => {
    class Gone extends Error {}
    let leave: (error: Gone) => void = () => undefined;
    const gone = new Promise<never>((_, reject) => (leave = reject));
    const { clock, checks } = device(() => true, { display: false, lamps: {}, beeper: false }, gone);
    clock.after(2_000, () => leave(new Gone()));
    await expect(examine(clock, ...checks)).rejects.toThrow(Gone);
    expect(clock.uptimeMs()).toBe(2_000);
  });

  it('asks nothing about what is not there', async () => {
    const { clock, checks, asked, press } = device(() => true, { display: false, lamps: {}, beeper: false });
    clock.after(1_000, press);
    const results = await examine(clock, ...checks);
    expect(results.slice(0, -1).every(({ state }) => state === 'absent')).toBe(true);
    expect(asked).toEqual(['Press the button now, once; 15 s.']);
  });
});
