import { expect } from 'vitest';
import type { Glance } from '../../src/imaging/glance.js';
import type { Effect } from '../../src/workflow/effects.js';
import type { DeviceEvent } from '../../src/workflow/events.js';
import { screenOf } from '../../src/workflow/screen-of.js';
import { isPaused, type Now, type State } from '../../src/workflow/state.js';
import type { WorkflowSettings } from '../../src/workflow/workflow-settings.js';

const NEW_WORK: ReadonlySet<Effect['do']> = new Set(['start-slide', 'take-field', 'advance', 'self-test']);

/** What no sequence of events may break, checked at every step. Keeps its own books instead of trusting the state's. */
export class Rules {
  #glances: Glance[] = [];
  #slideOpen = false;
  #finishing = false;
  #shutDown = false;
  #closingSince: { readonly uptimeMs: number; readonly limitMs: number } | undefined;
  #over = false;
  #mayBegin = true;
  #lastStart: number | undefined;

  constructor(private readonly settings: WorkflowSettings) {}

  check(before: State, event: DeviceEvent, now: Now, after: State, effects: readonly Effect[]): void {
    expect(isPlain(after)).toBe(true);
    const screen = screenOf(after, { clockTrusted: false }, now, this.settings);
    expect(screen.brightness).toBeGreaterThanOrEqual(0);
    if (this.#over) {
      expect(effects).toEqual([]);
      expect(after).toBe(before);
      return;
    }
    this.#note(before, event);
    if (after.closing && !this.#closingSince) {
      const limitMs = after.closing.why === 'asked' ? 3000 : 20_000;
      this.#closingSince = { uptimeMs: now.uptimeMs, limitMs };
    }
    for (const effect of effects) this.#one(effect, before, event, now, after);
    if (this.#shutDown || this.#closingSince) {
      expect(effects.filter((effect) => NEW_WORK.has(effect.do))).toEqual([]);
    }
  }

  #note(before: State, event: DeviceEvent): void {
    if (event.type === 'glanced') this.#glances.push(event.glance);
    if (isPaused(before)) this.#glances = [];
    if (event.type === 'power') {
      this.#mayBegin = event.picture.mayBeginSlide;
      if (event.picture.state === 'shutdown') this.#shutDown = true;
    }
    if (event.type === 'booted' && before.doing.at === 'starting' && event.open) this.#slideOpen = true;
    if (event.type === 'slide-finished' && this.#finishing) {
      this.#slideOpen = false;
      this.#finishing = false;
    }
  }

  #one(effect: Effect, before: State, event: DeviceEvent, now: Now, after: State): void {
    switch (effect.do) {
      case 'wake-at': {
        expect(effect.uptimeMs).toBeGreaterThan(now.uptimeMs);
        return;
      }
      case 'take-field': {
        this.#taken(effect, before, event, after);
        return;
      }
      case 'start-slide': {
        expect(this.#slideOpen).toBe(false);
        expect(this.#mayBegin).toBe(true);
        expect(isPaused(after)).toBe(false);
        this.#slideOpen = true;
        const { unattended } = this.settings;
        if (unattended && this.#lastStart !== undefined) {
          expect(now.uptimeMs - this.#lastStart).toBeGreaterThanOrEqual(3_600_000 / unattended.slidesPerHour);
        }
        this.#lastStart = now.uptimeMs;
        return;
      }
      case 'finish-slide':
        expect(after.doing).toMatchObject({ at: 'finishing', waiting: 0 });
        expect(this.#slideOpen).toBe(true);
        expect(this.#finishing).toBe(false);
        this.#finishing = true;
        return;
      case 'advance': {
        expect(this.settings.unattended).toBeDefined();
        return;
      }
      case 'power-off':
      case 'exit': {
        this.#over = true;
        const { doing } = before;
        const waiting = 'waiting' in doing ? doing.waiting : 0;
        const justCounted = event.type === 'field-counted' ? 1 : 0;
        const { uptimeMs, limitMs } = this.#closingSince ?? { uptimeMs: Infinity, limitMs: 0 };
        if (now.uptimeMs < uptimeMs + limitMs) expect(waiting - justCounted).toBeLessThanOrEqual(0);
        return;
      }
      case 'self-test':
      case 'camera':
      case 'accept-result':
      case 'retry-storage':
      case 'beep':
        return;
    }
  }

  #taken(effect: { readonly frame: number }, before: State, event: DeviceEvent, after: State): void {
    const { settings } = this;
    expect(event).toMatchObject({ type: 'glanced', frame: effect.frame });
    expect(isPaused(before)).toBe(false);
    expect(before.camera.up).toBe(true);
    expect(before.doing.at).toBe('counting');
    expect(after.doing.at).toBe('counting');
    const [had, has] = [before.doing, after.doing].map((doing) => ('waiting' in doing ? doing.waiting : NaN));
    expect(had).toBeLessThan(settings.mostWaiting);
    expect(has).toBe(had + 1);
    const steady = this.#glances.slice(-settings.steadyGlances);
    expect(steady).toHaveLength(settings.steadyGlances);
    for (const glance of steady) {
      expect(glance.blur).toBeLessThanOrEqual(settings.mostBlur);
      expect(glance.level).toBeGreaterThanOrEqual(settings.leastLevel);
      expect(glance.clipped).toBeLessThanOrEqual(settings.mostClipped);
      expect(glance.coverage).toBeGreaterThanOrEqual(settings.leastCoverage);
      expect(glance.coverage).toBeLessThanOrEqual(settings.mostCoverage);
      expect(glance.usableShare).toBeGreaterThanOrEqual(settings.leastUsableShare);
      expect(glance.overlapWithTaken).toBeLessThanOrEqual(settings.mostOverlap);
      expect(glance.moved).not.toBeNull();
      expect(glance.moved).toBeLessThan(settings.stillWithin);
    }
    this.#glances = [];
  }
}

/** Whether JSON and back gives the same: no undefined, no NaN, nothing with a prototype of its own. Far faster than trying it. */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPlain);
}
