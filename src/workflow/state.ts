import type { SlideResult, Tally } from '../counting/result.js';
import type { PowerPicture } from '../power/power-state.js';
import type { Share, SlideAtHand } from './events.js';
import type { Activity, PauseReason, ShownFault } from './screen.js';
import type { WorkflowSettings } from './workflow-settings.js';

/** The moment of an event. */
export interface Now {
  /** ms since this boot; never runs backwards. */
  readonly uptimeMs: number;
  /** Local minute of the day (0–1439) by the trusted clock, or minutes since boot while none is trusted. May jump. */
  readonly minuteOfDay: number;
}

/** When, and by which limits: what every rule of the workflow looks at beside the state. */
export interface At {
  readonly now: Now;
  readonly settings: WorkflowSettings;
}

/** What is known of the live view. */
export interface LiveView {
  readonly activity: Activity;
  /** Uptime at which `activity` came up; null when it may be replaced at once. */
  readonly since: number | null;
  /** What it will change to once it has been readable long enough. */
  readonly next?: Activity;
  /** Good, still glances in a row. */
  readonly steady: number;
  /** Whether the view moved since the last field was taken (true before the first). */
  readonly moved: boolean;
  /** Whether this slide was ever seen in focus: then an empty view is empty, and not out of focus. */
  readonly sharpSeen: boolean;
  readonly blur?: number;
  /** Since when (uptime) the view is sharp enough to be counted and softer than it could be. */
  readonly softSince?: number;
  /** What the count said against the field last taken; shown until the view moves. */
  readonly verdict?: Activity;
}

/** Where an unattended slide stands with its motorised stage. */
export type Stage =
  | { readonly is: 'settling'; readonly until: number }
  /** `until` is set by the first frame seen. */
  | { readonly is: 'looking'; readonly until?: number }
  | { readonly is: 'taken' };

/** A slide without anybody at the button. Times are uptimes, ms. */
export interface Automatic {
  readonly stage: Stage;
  /** Advances in a row that brought nothing countable. */
  readonly empty: number;
  /** The slide is ended then at the latest. */
  readonly until: number;
}

export interface Counting {
  readonly at: 'counting';
  readonly slide: SlideAtHand;
  readonly resumed: boolean;
  readonly tally: Tally;
  readonly share?: Share;
  /** Fields taken and not yet counted. */
  readonly waiting: number;
  readonly view: LiveView;
  readonly automatic?: Automatic;
}

export interface Finishing {
  readonly at: 'finishing';
  readonly slide: SlideAtHand;
  readonly waiting: number;
  readonly why: 'precision-reached' | 'cell-limit' | 'ended-early';
  /** The finish-slide effect is out. */
  readonly sent: boolean;
}

/** What the device does, apart from what can lie over everything: troubles that pause it, and closing down. */
export type Doing =
  | { readonly at: 'starting' }
  | { readonly at: 'self-test' }
  | { readonly at: 'error'; readonly since: number }
  | { readonly at: 'ready' }
  /** The slide's row is being written. */
  | { readonly at: 'beginning' }
  | Counting
  | Finishing
  | {
      readonly at: 'result';
      readonly slide: SlideAtHand;
      readonly result: SlideResult;
      readonly refused?: number;
    }
  /** Unattended, between two slides. */
  | { readonly at: 'resting' }
  | { readonly at: 'off'; readonly why: 'button' | 'battery' | 'asked' };

/** Pauses whatever is being done, which goes on where it was once the last trouble is over. */
export interface Trouble {
  readonly why: PauseReason;
  readonly code: string;
}

/** On the way down: nothing new begins, what was taken may still be counted, until `until` (uptime, ms). */
export interface Closing {
  readonly why: 'button' | 'battery' | 'asked';
  readonly until: number;
}

/** Something a press does; a press that began when it would have done something else does nothing. */
export interface Action {
  readonly does: 'start-slide' | 'end-slide' | 'accept-result' | 'try-again';
  /** The slide it is about. */
  readonly slide?: string;
}

/** What letting go does now: after a short press, and after a long one. */
export interface PressMeaning {
  readonly short?: Action;
  readonly long?: Action;
}

/** The button is down. */
export interface Press {
  readonly since: number;
  /** Began before the device was up: it means nothing, however long it lasts. */
  readonly ignored: boolean;
  readonly meaning: PressMeaning;
}

/** All the workflow knows. Plain data: JSON and back is the same state. Times are uptimes in ms. */
export interface State {
  readonly doing: Doing;
  readonly troubles: readonly Trouble[];
  /** When the troubles are tried again by themselves. */
  readonly retryAt?: number;
  readonly closing?: Closing;
  readonly power?: PowerPicture;
  readonly press?: Press;
  readonly faults: readonly ShownFault[];
  readonly buttonStuck: boolean;
  /** A self-test has ended since boot. */
  readonly wasUp: boolean;
  /** What the camera was last told, and whether it said that it is up. */
  readonly camera: { readonly asked: number | 'off'; readonly up: boolean };
  readonly nextLabel: string;
  /** Outline blur of the sharpest field taken since boot, σ in cell diameters. */
  readonly sharpest?: number;
  /** Slides finished since boot. */
  readonly slidesDone: number;
  /** Found open at start-up; taken up after the self-test. */
  readonly open?: SlideAtHand & { readonly tally: Tally; readonly share?: Share };
  /** A result from before that nobody has accepted; shown as soon as no slide is in the way. */
  readonly unseen?: SlideAtHand & { readonly result: SlideResult; readonly refused?: number };
  /** When somebody, or the device itself, last did something worth looking at. */
  readonly activeAt: number;
  /** Nobody has for `idleMs`: the light is down. */
  readonly idle: boolean;
  /** Unattended: no slide begins before. */
  readonly nextSlideAt: number;
  /** The tick asked for. */
  readonly wakeAt?: number;
}

/** The state of a device that was just switched on: nothing known until `booted`. */
export function initialState(): State {
  return {
    doing: { at: 'starting' },
    troubles: [],
    faults: [],
    buttonStuck: false,
    wasUp: false,
    camera: { asked: 'off', up: false },
    nextLabel: '',
    slidesDone: 0,
    activeAt: 0,
    idle: false,
    nextSlideAt: 0,
  };
}

/** Whether the device is stopped by a trouble: it can do nothing then but count what it has. */
export function isPaused(state: State): boolean {
  if (state.troubles.length === 0) return false;
  const { at } = state.doing;
  return at !== 'starting' && at !== 'self-test' && at !== 'error' && at !== 'off';
}

export function hasTrouble(state: State, why: PauseReason): boolean {
  return state.troubles.some((trouble) => trouble.why === why);
}

/** Whether results can reach the disk as far as is known. */
export function diskTroubled(state: State): boolean {
  return hasTrouble(state, 'storage') || hasTrouble(state, 'storage-full');
}

/** The one word for what the device is in, as logs and the drawing use it. */
export type StateName = Doing['at'] | 'paused' | 'powering-off' | 'stopping';

export function stateName(state: State): StateName {
  if (state.doing.at === 'off') return 'off';
  if (state.closing) return state.closing.why === 'asked' ? 'stopping' : 'powering-off';
  return isPaused(state) ? 'paused' : state.doing.at;
}
