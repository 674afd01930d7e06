import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { Button } from '../../src/wiring/button.js';
import type { Level } from '../../src/wiring/gpio.js';
import { lookAtPress, nextLookMs, PRESS_RULES, restingPress } from '../../src/wiring/press.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';

const PIN = 5;

interface Bench {
  readonly clock: VirtualClock;
  readonly gpio: VirtualGpio;
  readonly button: Button;
  readonly changes: ['down' | 'up', number][];
  readonly faults: (string | undefined)[];
}

function bench(level: Level = 1): Bench {
  const clock = new VirtualClock();
  const gpio = new VirtualGpio(clock);
  gpio.set(PIN, level);
  const button = new Button(gpio.input(PIN, { pull: 'up' }), clock);
  const changes: ['down' | 'up', number][] = [];
  const faults: (string | undefined)[] = [];
  button.onChange((change) => changes.push([change, clock.uptimeMs()]));
  button.onFault((fault) => faults.push(fault?.code));
  return { clock, gpio, button, changes, faults };
}

describe('a button', () => {
  it('tells press and release once each, bounces and all, 25 ms after they came to rest', async () => {
    const { clock, gpio, button, changes, faults } = bench();
    gpio.bounce(PIN, 0, 7, 1); // at rest after 6 ms
    await clock.advance(500);
    expect(button.isDown).toBe(true);
    gpio.bounce(PIN, 1, 5, 2); // at rest after 8 ms
    await clock.advance(500);
    expect(changes).toEqual([
      ['down', 31],
      ['up', 533],
    ]);
    expect(faults).toEqual([]);
  });

  it('takes a spike for nothing', async () => {
    const { clock, gpio, changes } = bench();
    gpio.set(PIN, 0);
    await clock.advance(10);
    gpio.set(PIN, 1);
    await clock.advance(1000);
    expect(changes).toEqual([]);
  });

  it('held down at start-up is no press until it was released', async () => {
    const { clock, gpio, button, changes } = bench(0);
    await clock.advance(5000);
    expect(button.isDown).toBe(false);
    gpio.set(PIN, 1);
    await clock.advance(100);
    gpio.set(PIN, 0);
    await clock.advance(100);
    expect(changes).toEqual([['down', 5125]]);
  });

  it('reports a chattering contact as a fault and not as presses, and works again afterwards', async () => {
    const { clock, gpio, button, changes, faults } = bench();
    gpio.bounce(PIN, 1, 1000, 3); // 333 edges a second for three seconds
    await clock.advance(3000);
    expect(button.fault).toMatchObject({
      code: 'button-chattering',
      remedy: expect.stringContaining('cable'),
    });
    await clock.advance(1000);
    expect(faults).toEqual(['button-chattering', undefined]);
    expect(changes).toEqual([]);
    gpio.set(PIN, 0);
    await clock.advance(100);
    expect(changes.map(([change]) => change)).toEqual(['down']);
  });

  it('goes on being at fault while it chatters more slowly, until it is quiet for a second', async () => {
    const { clock, gpio, changes, faults } = bench();
    gpio.bounce(PIN, 1, 201, 2);
    await clock.advance(400);
    gpio.bounce(PIN, 1, 51, 100); // ten edges a second for five seconds
    await clock.advance(5000);
    expect(faults).toEqual(['button-chattering']);
    await clock.advance(1000);
    expect(faults).toEqual(['button-chattering', undefined]);
    expect(changes).toEqual([]);
  });

  it('takes no press out of chatter that ends closed', async () => {
    const { clock, gpio, changes, faults } = bench();
    gpio.bounce(PIN, 0, 501, 2);
    await clock.advance(5000);
    expect(faults).toEqual(['button-chattering', undefined]);
    expect(changes).toEqual([]);
    gpio.set(PIN, 1);
    await clock.advance(100);
    gpio.set(PIN, 0);
    await clock.advance(100);
    expect(changes.map(([change]) => change)).toEqual(['down']);
  });

  it('reports a release that got lost in chatter once that is over', async () => {
    const { clock, gpio, changes } = bench();
    gpio.set(PIN, 0);
    await clock.advance(100);
    gpio.bounce(PIN, 1, 501, 2);
    await clock.advance(1100);
    expect(changes.map(([change]) => change)).toEqual(['down']);
    await clock.advance(1000);
    expect(changes.map(([change]) => change)).toEqual(['down', 'up']);
  });

  it('is stuck when held longer than any press means something', async () => {
    const { clock, gpio, changes, faults } = bench();
    gpio.set(PIN, 0);
    await clock.advance(19_000);
    expect(faults).toEqual([]);
    await clock.advance(2000);
    expect(faults).toEqual(['button-stuck']);
    gpio.set(PIN, 1);
    await clock.advance(100);
    expect(faults).toEqual(['button-stuck', undefined]);
    expect(changes.map(([change]) => change)).toEqual(['down', 'up']);
  });

  it('is stuck from the start without ever having been pressed', async () => {
    const { clock, changes, faults } = bench(0);
    await clock.advance(30_000);
    expect(faults).toEqual(['button-stuck']);
    expect(changes).toEqual([]);
  });

  it('tells nothing more once closed, and gives its line back', async () => {
    const { clock, gpio, button, changes } = bench();
    gpio.set(PIN, 0);
    button.close();
    await clock.advance(1000);
    expect(changes).toEqual([]);
    expect(gpio.inUse).toEqual([]);
  });

  it('may be wired the other way round', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const button = new Button(gpio.input(PIN, { pull: 'down' }), clock, { active: 1 });
    gpio.set(PIN, 1);
    await clock.advance(100);
    expect(button.isDown).toBe(true);
  });
});

describe('the judgement of a contact', () => {
  const looks = fc.array(fc.tuple(fc.constantFrom<Level[]>(0, 1), fc.integer({ min: 0, max: 400 })), {
    maxLength: 80,
  });

  it('is the same whoever looks more often', () => {
    fc.assert(
      fc.property(looks, (sequence) => {
        // One looks at edges and when due, the other besides every few ms.
        const follow = (extraMs: number): string[] => {
          const rules = { ...PRESS_RULES, mostEdgesPerSecond: 6, stuckMs: 600 };
          let press = restingPress(1, 0, rules);
          let now = 0;
          const told: string[] = [];
          const look = (level: Level): void => {
            const next = lookAtPress(press, level, now, rules);
            if (next.reported !== press.reported) told.push(`${next.reported} ${now}`);
            if (next.fault !== press.fault) told.push(`${next.fault ?? 'well'} ${now}`);
            press = next;
          };
          for (const [level, ms] of [...sequence, [1, 5000] as const]) {
            const until = now + ms;
            for (;;) {
              const due = Math.min(nextLookMs(press, rules) ?? Infinity, now + extraMs);
              if (due > until) break;
              now = Math.max(due, now);
              look(press.contact.seen);
            }
            now = until;
            look(level);
          }
          return told;
        };
        expect(follow(7)).toEqual(follow(Infinity));
      }),
    );
  });

  it('reports down and up in turn, down only of a closed contact, and never begins a press while it chatters', () => {
    fc.assert(
      fc.property(looks, (sequence) => {
        const rules = { ...PRESS_RULES, mostEdgesPerSecond: 6 };
        let press = restingPress(1, 0, rules);
        let now = 0;
        for (const [level, ms] of sequence) {
          now += ms;
          const next = lookAtPress(press, level, now, rules);
          if (next.reported !== press.reported) {
            expect(next.fault).not.toBe('chattering');
            expect(next.reported).toBe(next.contact.stable === 0 ? 'down' : 'up');
          }
          expect(next.edges.length).toBeLessThanOrEqual(7);
          press = next;
        }
      }),
    );
  });
});
