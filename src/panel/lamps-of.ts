import { unreachable } from '../base/errors.js';
import type { Activity, Screen } from '../workflow/screen.js';

export const LAMPS = ['green', 'amber', 'red'] as const;
export type Lamp = (typeof LAMPS)[number];
export type LampMode = 'off' | 'on' | 'blink';
export type LampModes = Readonly<Record<Lamp, LampMode>>;

export const dark: LampModes = { green: 'off', amber: 'off', red: 'off' };
const ready: LampModes = { ...dark, green: 'on' };
const fine: LampModes = { ...dark, green: 'blink' };
const toDo: LampModes = { ...dark, amber: 'on' };
const fault: LampModes = { ...dark, red: 'on' };

/** Nothing for the person to do but to keep off. */
const goingFine: ReadonlySet<Activity> = new Set(['hold-still', 'taking', 'analysing']);

/**
 * Green steady: ready. Green blinking: counting well. Amber: something to do or to wait for. Red: fault. A result is amber
 * whatever it says: no lamp may be taken for a diagnosis.
 */
export function lampsOf({ view }: Screen): LampModes {
  switch (view.screen) {
    case 'starting':
    case 'self-test':
    case 'powering-off':
    case 'result':
      return toDo;
    case 'ready':
      if (view.faults.some((part) => part.stopsCounting)) return fault;
      return view.faults.length > 0 ? { ...ready, amber: 'on' } : ready;
    case 'counting':
      return goingFine.has(view.activity) ? fine : toDo;
    case 'finishing':
      return fine;
    case 'resting':
      return ready;
    case 'paused':
    case 'error':
    case 'battery-low':
      return fault;
    default:
      return unreachable(view);
  }
}
