import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/workflow/effects.js';
import type { ButtonHint } from '../../src/workflow/screen.js';
import { stateName } from '../../src/workflow/state.js';
import type { WorkflowSettings } from '../../src/workflow/workflow-settings.js';
import { Driver, settings, unattended } from './driver.js';
import { ending, life, make, mend, type Move } from './moves.js';

const all: readonly (readonly [string, WorkflowSettings])[] = [
  ['with a person', settings],
  ['unattended', unattended({ windows: [{ fromMinute: 480, toMinute: 1080 }], slidesPerHour: 6 })],
];

function lived(limits: WorkflowSettings, moves: readonly Move[]): Driver {
  const device = new Driver(limits);
  for (const move of moves) make(device, move);
  return device;
}

/** The same device once more: its state is plain data. */
function twin(device: Driver): Driver {
  const other = new Driver(device.limits);
  other.state = JSON.parse(JSON.stringify(device.state)) as Driver['state'];
  other.uptimeMs = device.uptimeMs;
  other.midnightOffset = device.midnightOffset;
  other.trusting = true;
  return other;
}

const matters = (effects: readonly Effect[]): readonly Effect[] =>
  effects.filter((effect) => effect.do !== 'camera' && effect.do !== 'wake-at');

describe.each(all)('%s', (_, limits) => {
  it('breaks none of the rules in any life', () => {
    fc.assert(
      fc.property(life, fc.option(ending, { freq: 2 }), life, (before, end, after) => {
        lived(limits, [...before, ...(end ? [end] : []), ...after]);
      }),
      { numRuns: 300 },
    );
  });

  it('does at every press exactly what the screen promised', () => {
    const promised = new Map<ButtonHint, number>();
    fc.assert(
      fc.property(
        life,
        fc.constantFrom(100, 1900),
        fc.integer({ min: 2000, max: 5900 }),
        (moves, short, long) => {
          const device = lived(limits, moves);
          device.send({ type: 'button-up' });
          const { hint } = device;
          promised.set(hint, (promised.get(hint) ?? 0) + 1);
          const control = twin(device);
          const still = matters(control.wait(short));
          // Time alone may end the very thing in between: then there was nothing to promise.
          fc.pre(stateName(control.state) === stateName(device.state));
          const pressed = twin(device);
          const effects = matters(pressed.press(short));
          switch (hint) {
            case 'start-slide':
              expect(effects).toContainEqual({ do: 'start-slide' });
              break;
            case 'accept-result':
              expect(effects).toContainEqual(expect.objectContaining({ do: 'accept-result' }));
              break;
            case 'try-again':
              expect(pressed.log.filter(({ do: what }) => TRIES.has(what)).length).toBeGreaterThan(0);
              break;
            case 'end-slide': {
              expect(effects).toEqual(still);
              expect(pressed.state.doing.at).toBe('counting');
              const ended = twin(device);
              ended.press(2100);
              expect(ended.state.doing.at).not.toBe('counting');
              break;
            }
            case 'none':
            case 'powering-off':
            case 'release-to-end':
            case 'release-to-cancel':
            case 'keep-holding-for-power-off':
              expect(effects).toEqual(still);
              expect(pressed.state.doing).toEqual(control.state.doing);
          }
          held(device, long);
        },
      ),
      { numRuns: 300 },
    );
    expect(promised.get(limits.unattended ? 'end-slide' : 'start-slide')).toBeGreaterThan(2);
    expect(promised.get('try-again')).toBeGreaterThan(2);
  });

  it('comes through from anywhere, once everything works again', () => {
    fc.assert(
      fc.property(life, fc.option(ending), (moves, end) => {
        const device = lived(limits, end ? [...moves, end] : moves);
        recover(device);
        const { at } = device.state.doing;
        expect(limits.unattended ? ['resting', 'off'] : ['ready', 'off']).toContain(at);
        expect(at === 'off' || !('retryAt' in device.state)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });
});

const TRIES: ReadonlySet<Effect['do']> = new Set(['self-test', 'camera', 'retry-storage']);

/** Lets go after `ms`: what the hint then says is what happens. */
function held(device: Driver, ms: number): void {
  const pressed = twin(device);
  pressed.send({ type: 'button-down' });
  pressed.wait(ms);
  const { hint } = pressed;
  const control = twin(pressed);
  control.send({ type: 'tick' });
  const effects = matters(pressed.send({ type: 'button-up' }));
  if (hint === 'release-to-end') {
    expect(control.state.doing.at).toBe('counting');
    expect(pressed.state.doing.at).toBe('finishing');
    return;
  }
  expect(['release-to-cancel', 'keep-holding-for-power-off', 'powering-off', 'none']).toContain(hint);
  expect(effects).toEqual([]);
  expect(pressed.state.doing).toEqual(control.state.doing);
  if (hint !== 'keep-holding-for-power-off') return;
  control.wait(6000 - ms);
  expect(stateName(control.state)).toMatch(/^(powering-off|off)$/);
}

/** A good environment and a patient person: at most 200 moves. */
function recover(device: Driver): void {
  const goal = device.limits.unattended ? 'resting' : 'ready';
  if (device.state.doing.at === 'starting') device.send({ type: 'booted', nextLabel: 'N' });
  mend(device);
  for (let moves = 0; moves < 200; moves++) {
    const name = stateName(device.state);
    if (name === 'off' || (name === goal && device.pending.length === 0)) return;
    if (device.pending.length > 0) device.answer();
    else if (name === 'paused' || name === 'result' || name === 'error') device.press();
    else if (name === 'counting') device.press(2500);
    else device.wait(Math.max(1, (device.state.wakeAt ?? 0) - device.uptimeMs));
  }
}
