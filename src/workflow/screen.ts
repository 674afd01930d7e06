import type { SlideResult, Tally } from '../counting/result.js';
import type { PowerState } from '../power/power-state.js';

/** What the device waits for or does while it counts: one thing at a time, the one that helps the person most. */
export const ACTIVITIES = [
  'starting-camera',
  'focus',
  'too-bright',
  'too-dark',
  'too-thick',
  'too-few-cells',
  'too-pale',
  'off-centre',
  'hold-still',
  'taking',
  'analysing',
  'move-on',
  'seen-before',
  'wait',
] as const;
/** `taking`: a field was just taken; `analysing`: the last fields are being counted; `wait`: the queue is full; `move-on`: this field is in. */
export type Activity = (typeof ACTIVITIES)[number];

/** What the button would do, and while it is held, what letting go would do. */
export type ButtonHint =
  | 'start-slide'
  | 'end-slide' // hold 2 s
  | 'accept-result'
  | 'try-again'
  | 'release-to-end'
  | 'release-to-cancel' // held past the short press where a long press means nothing
  | 'keep-holding-for-power-off'
  | 'powering-off'
  | 'none';

/** A part that failed its test or died, as the screen names it. */
export const PARTS = [
  'camera',
  'light',
  'focus',
  'display',
  'button',
  'lamps',
  'gauge',
  'clock',
  'disk',
  'model',
  'golden-slide',
  'sending',
] as const;
export type Part = (typeof PARTS)[number];

/** A fault as a person at the device sees it. `code` is what they read out on the telephone. */
export interface ShownFault {
  readonly part: Part;
  readonly code: string;
  /** True when no slide can be counted with it. */
  readonly stopsCounting: boolean;
}

export interface ShownBattery {
  /** 0–1; absent when the gauge cannot tell. */
  readonly charge?: number;
  readonly charging: boolean;
  readonly state: PowerState;
  readonly minutesLeft?: number;
}

/** How sending stands. */
export interface ShownSending {
  /** Results that wait to be sent; absent while no synchronisation is set up. */
  readonly waitingToSend?: number;
  /** Results that were sent and that the other side put aside: somebody there must look. */
  readonly putAside?: number;
  /** Why the last attempt to send failed, until one succeeds: a code. */
  readonly sendingTrouble?: string;
}

/** What every screen shows in its corner. */
export interface ShownStatus extends ShownSending {
  readonly battery?: ShownBattery;
  /** False when nothing has set the clock since boot: dates are not to be trusted. */
  readonly clockTrusted: boolean;
}

/** Why nothing can be counted just now. */
export type PauseReason = 'camera' | 'storage' | 'storage-full' | 'battery';

/** What the display shows, before words and characters. */
export type View =
  | { readonly screen: 'starting' }
  | { readonly screen: 'self-test' }
  | { readonly screen: 'ready'; readonly nextLabel: string; readonly faults: readonly ShownFault[] }
  | {
      readonly screen: 'counting';
      readonly label: string;
      readonly activity: Activity;
      readonly tally: Tally;
      /** Running estimate of the share infected, with its 95 % interval; absent before anything can be said. */
      readonly share?: { readonly value: number; readonly low: number; readonly high: number };
      /** Fields taken and not yet counted. */
      readonly waiting: number;
      /** Outline blur of the live view, σ in cell diameters, and the most that passes: drawn as a focus bar. */
      readonly blur?: number;
      readonly mostBlur: number;
      /** Taken up again after a restart. */
      readonly resumed: boolean;
    }
  | { readonly screen: 'finishing'; readonly label: string; readonly waiting: number }
  | {
      readonly screen: 'result';
      readonly label: string;
      readonly result: SlideResult;
      /** Fields left out of it, for their quality or because they were seen before. */
      readonly refused?: number;
    }
  | { readonly screen: 'paused'; readonly why: PauseReason; readonly code: string }
  | { readonly screen: 'error'; readonly faults: readonly ShownFault[] }
  | { readonly screen: 'resting'; readonly minutesToNext: number; readonly slidesDone: number }
  | { readonly screen: 'battery-low'; readonly charge?: number }
  | { readonly screen: 'powering-off'; readonly why: 'button' | 'battery' | 'asked' };

/** One screen, whole: a pure function of the device's state. */
export interface Screen {
  readonly view: View;
  readonly hint: ButtonHint;
  readonly status: ShownStatus;
  /** 0–1. */
  readonly brightness: number;
}
