/** How the device paces itself, best first. */
export const POWER_STATES = ['normal', 'saving', 'critical', 'shutdown'] as const;
export type PowerState = (typeof POWER_STATES)[number];

/** What the power policy says for now; the workflow, the camera and the panel obey it. */
export interface PowerPicture {
  readonly state: PowerState;
  /** Live frames per second while counting. */
  readonly framesPerSecond: number;
  /** Display brightness, 0–1. */
  readonly brightness: number;
  /** Whether a preview picture may be made for whoever watches over the network. */
  readonly preview?: boolean;
  /** Whether results may be sent now. */
  readonly sync: boolean;
  /** False when a slide begun now could not be finished and committed. */
  readonly mayBeginSlide: boolean;
  /** State of charge, 0–1, where it is known. */
  readonly charge?: number;
  readonly charging?: boolean;
  readonly millivolts?: number;
  /** Minutes left at the measured draw until the device must shut down, where that can be said. */
  readonly minutesLeft?: number;
  /** The lower end of that prediction's 90 % interval. */
  readonly minutesLeftAtLeast?: number;
}
