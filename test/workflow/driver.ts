import { expect } from 'vitest';
import type { SlideResult, Tally } from '../../src/counting/result.js';
import { emptyTally } from '../../src/counting/tally.js';
import type { Glance } from '../../src/imaging/glance.js';
import type { PowerPicture, PowerState } from '../../src/power/power-state.js';
import type { Effect } from '../../src/workflow/effects.js';
import type { DeviceEvent, FieldOutcome, SlideAtHand } from '../../src/workflow/events.js';
import { screenOf } from '../../src/workflow/screen-of.js';
import type { ButtonHint, Screen, View } from '../../src/workflow/screen.js';
import { initialState, type Doing, type Now, type State } from '../../src/workflow/state.js';
import { step } from '../../src/workflow/step.js';
import type { UnattendedPlan, WorkflowSettings } from '../../src/workflow/workflow-settings.js';
import { Rules } from './rules.js';

export const settings: WorkflowSettings = {
  longPressMs: 2000,
  powerOffPressMs: 6000,
  mostBlur: 0.065,
  leastLevel: 60,
  mostClipped: 0.5,
  leastCoverage: 0.03,
  mostCoverage: 0.8,
  leastUsableShare: 0.12,
  stillWithin: 0.01,
  steadyGlances: 2,
  mostOverlap: 0.3,
  mostWaiting: 3,
  idleMs: 120_000,
};

export function unattended(plan: Partial<UnattendedPlan> = {}): WorkflowSettings {
  return {
    ...settings,
    unattended: {
      windows: [{ fromMinute: 8 * 60, toMinute: 18 * 60 }],
      slidesPerHour: 4,
      fieldsPerSlide: 5,
      settleMs: 500,
      emptyAdvances: 3,
      ...plan,
    },
  };
}

/** A view one may take: sharp, well lit, well filled, standing still, away from the last field. */
export const GOOD: Glance = {
  blur: 0.04,
  level: 200,
  clipped: 0.01,
  coverage: 0.4,
  usableShare: 0.9,
  moved: 0.001,
  overlapWithTaken: 0,
};

export const OK_FIELD: FieldOutcome = { accepted: true, seenBefore: 0 };

export function power(state: PowerState, more: Partial<PowerPicture> = {}): PowerPicture {
  return {
    state,
    framesPerSecond: state === 'normal' ? 6 : 3,
    brightness: state === 'normal' ? 1 : 0.5,
    sync: true,
    mayBeginSlide: state === 'normal' || state === 'saving',
    ...more,
  };
}

export function resultOf(tally: Tally, more: Partial<SlideResult> = {}): SlideResult {
  return {
    ...tally,
    verdict: tally.fields > 0 ? 'not-seen' : 'no-result',
    parasitaemia: { value: 0, low: 0, high: 0.01 },
    perMicrolitre: { value: 0, low: 0, high: 50_000 },
    redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' },
    severity: 'none',
    stopped: 'no-more-fields',
    wording: ['A microscopist confirms.'],
    ...more,
  };
}

/**
 * A device around the workflow: keeps time, remembers effects and answers them when told to. Every step of every test runs
 * through `Rules`, which holds what must never be broken.
 */
export class Driver {
  state: State = initialState();
  uptimeMs = 0;
  /** Minute of the day at uptime 0; changing it is a jump of the wall clock. */
  midnightOffset = 9 * 60;
  /** All effects so far, oldest first. */
  readonly log: Effect[] = [];
  /** Effects that wait for their answer, oldest first. */
  readonly pending: Effect[] = [];
  tally: Tally = emptyTally;
  /** A driver put into the middle of a life knows nothing of its past: the rules cannot be held against it. */
  trusting = false;
  /** Told the state before and after every step. */
  onStep: ((from: Doing['at'], to: Doing['at']) => void) | undefined;
  #frame = 0;
  #slides = 0;
  readonly #rules: Rules;

  constructor(readonly limits: WorkflowSettings = settings) {
    this.#rules = new Rules(limits);
  }

  get now(): Now {
    return { uptimeMs: this.uptimeMs, minuteOfDay: this.minuteAt(this.uptimeMs) };
  }

  minuteAt(uptimeMs: number): number {
    return Math.floor(this.midnightOffset + uptimeMs / 60_000) % 1440;
  }

  get screen(): Screen {
    return screenOf(this.state, { clockTrusted: true }, this.now, this.limits);
  }

  get view(): View {
    return this.screen.view;
  }

  get hint(): ButtonHint {
    return this.screen.hint;
  }

  /** Lets an event happen now; gives the effects without the asked-for ticks. */
  send(event: DeviceEvent): readonly Effect[] {
    const { state, effects } = step(this.state, event, this.now, this.limits);
    if (!this.trusting) this.#rules.check(this.state, event, this.now, state, effects);
    this.onStep?.(this.state.doing.at, state.doing.at);
    this.state = state;
    this.log.push(...effects);
    this.pending.push(...effects.filter((effect) => ANSWERED.has(effect.do)));
    return effects.filter((effect) => effect.do !== 'wake-at');
  }

  /** Time goes by, with a tick at every moment that was asked for. */
  wait(ms: number): readonly Effect[] {
    const end = this.uptimeMs + ms;
    const effects: Effect[] = [];
    for (;;) {
      const { wakeAt } = this.state;
      if (wakeAt === undefined || wakeAt > end) break;
      this.uptimeMs = wakeAt;
      effects.push(...this.send({ type: 'tick' }));
    }
    this.uptimeMs = end;
    return effects;
  }

  /** A press and its release, with the ticks asked for in between. */
  press(ms = 150): readonly Effect[] {
    const down = this.send({ type: 'button-down' });
    return [...down, ...this.wait(ms), ...this.send({ type: 'button-up' })];
  }

  /** A frame 200 ms after the last. */
  glance(glance: Partial<Glance> = {}): readonly Effect[] {
    const effects = this.wait(200);
    this.#frame += 1;
    return [
      ...effects,
      ...this.send({ type: 'glanced', frame: this.#frame, glance: { ...GOOD, ...glance } }),
    ];
  }

  /** Moves to a fresh view and holds still until it could be taken. */
  freshView(glance: Partial<Glance> = {}): readonly Effect[] {
    const effects = [...this.glance({ ...glance, moved: null })];
    for (let i = 0; i < this.limits.steadyGlances; i++) effects.push(...this.glance(glance));
    return effects;
  }

  counted(outcome: FieldOutcome = OK_FIELD, stop?: 'precision-reached' | 'cell-limit'): readonly Effect[] {
    if (outcome.accepted) {
      const { fields, redCells, infected } = this.tally;
      this.tally = { fields: fields + 1, redCells: redCells + 200, infected: infected + 1 };
    }
    const at = this.pending.findIndex((effect) => effect.do === 'take-field');
    if (at >= 0) this.pending.splice(at, 1);
    return this.send({ type: 'field-counted', outcome, tally: this.tally, ...(stop && { stop }) });
  }

  /** Answers the oldest effect that waits, as a device in good health does. */
  answer(): readonly Effect[] {
    const effect = this.pending.at(0);
    if (effect?.do === 'take-field') return this.counted();
    this.pending.shift();
    if (!effect) return [];
    switch (effect.do) {
      case 'self-test':
        return this.send({ type: 'self-tested', faults: [] });
      case 'camera':
        return effect.framesPerSecond === 'off' ? [] : this.send({ type: 'camera-up' });
      case 'start-slide':
        return this.send({
          type: 'slide-started',
          slide: this.#newSlide(),
          nextLabel: `S${this.#slides + 1}`,
        });
      case 'finish-slide':
        return this.send({ type: 'slide-finished', result: resultOf(this.tally) });
      case 'retry-storage':
        return [
          ...this.send({ type: 'trouble-over', why: 'storage' }),
          ...this.send({ type: 'trouble-over', why: 'storage-full' }),
        ];
      case 'advance':
      case 'accept-result':
      case 'beep':
      case 'wake-at':
      case 'power-off':
      case 'exit':
        return [];
    }
  }

  answerAll(): readonly Effect[] {
    const effects: Effect[] = [];
    while (this.pending.length > 0) effects.push(...this.answer());
    return effects;
  }

  boot(found: Omit<Extract<DeviceEvent, { type: 'booted' }>, 'type' | 'nextLabel'> = {}): this {
    if (found.open) this.tally = found.open.tally;
    this.send({ type: 'booted', nextLabel: 'S1', ...found });
    this.wait(800);
    this.answerAll();
    return this;
  }

  /** From ready to counting with the camera up. */
  startSlide(): this {
    this.press();
    this.wait(100);
    this.answerAll();
    return this;
  }

  /** Effects of one kind so far. */
  done(what: Effect['do']): readonly Effect[] {
    return this.log.filter((effect) => effect.do === what);
  }

  #newSlide(): SlideAtHand {
    this.#slides += 1;
    this.tally = emptyTally;
    return { id: `slide-${this.#slides}`, label: `S${this.#slides}` };
  }
}

const ANSWERED: ReadonlySet<Effect['do']> = new Set([
  'self-test',
  'camera',
  'start-slide',
  'take-field',
  'finish-slide',
  'retry-storage',
]);

/** The counting view, or a failed test. */
export function countingView(driver: Driver): Extract<View, { screen: 'counting' }> {
  const { view } = driver;
  expect(view.screen).toBe('counting');
  return view as Extract<View, { screen: 'counting' }>;
}
