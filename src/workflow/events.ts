import type { SlideResult, Tally } from '../counting/result.js';
import type { Glance } from '../imaging/glance.js';
import type { PowerPicture } from '../power/power-state.js';
import type { PauseReason, ShownFault } from './screen.js';

/** The slide under the microscope as the workflow needs it. */
export interface SlideAtHand {
  readonly id: string;
  readonly label: string;
}

/** What a counted field says to the person: `advice` names the check that failed first, when it was not accepted. */
export interface FieldOutcome {
  readonly accepted: boolean;
  readonly failed?: 'usable-area' | 'focus' | 'exposure' | 'saturation' | 'density' | 'stain';
  /** With `failed: density`: whether there were too many cells or too few. */
  readonly crowded?: boolean;
  /** Share (0–1) of its cells that earlier fields had. */
  readonly seenBefore: number;
}

/** All that can happen to the device. Each comes with the uptime (ms) at which it happened. */
export type DeviceEvent =
  /** Start-up is over: the slide that a restart found open, or the result that nobody has accepted yet. */
  | {
      readonly type: 'booted';
      readonly open?: SlideAtHand & { readonly tally: Tally; readonly share?: Share };
      readonly unseen?: SlideAtHand & { readonly result: SlideResult; readonly refused?: number };
      readonly nextLabel: string;
    }
  | { readonly type: 'self-tested'; readonly faults: readonly ShownFault[] }
  | { readonly type: 'button-down' }
  | { readonly type: 'button-up' }
  | { readonly type: 'glanced'; readonly frame: number; readonly glance: Glance }
  | { readonly type: 'slide-started'; readonly slide: SlideAtHand; readonly nextLabel: string }
  /** On disk already. `stop` when the stopping rule has had enough. */
  | {
      readonly type: 'field-counted';
      readonly outcome: FieldOutcome;
      readonly tally: Tally;
      readonly share?: Share;
      readonly stop?: 'precision-reached' | 'cell-limit';
    }
  /** On disk already. `refused`: fields looked at and left out, for their quality or because they were seen before. */
  | { readonly type: 'slide-finished'; readonly result: SlideResult; readonly refused?: number }
  | { readonly type: 'power'; readonly picture: PowerPicture }
  | { readonly type: 'camera-up' }
  /** It sends nothing just now and is being started again: what the display says of the view would be old. */
  | { readonly type: 'camera-silent' }
  /** Gave up for now, its restart budget spent. */
  | { readonly type: 'camera-failed'; readonly code: string }
  | { readonly type: 'trouble'; readonly why: PauseReason; readonly code: string }
  | { readonly type: 'trouble-over'; readonly why: PauseReason }
  /** A wake-up that was asked for by a `wake-at` effect, or any other moment: the state is to look at the time. */
  | { readonly type: 'tick' }
  /** SIGTERM or Ctrl-C: stop cleanly, the slide stays open. */
  | { readonly type: 'stop-asked' };

export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
