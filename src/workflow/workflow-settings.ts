/** Unattended counting: when to count slides by itself, without a button. */
export interface UnattendedPlan {
  /** Minutes since local midnight by the trusted clock, or, while no clock is trusted, since boot; `from` < `to` or over midnight. */
  readonly windows: readonly { readonly fromMinute: number; readonly toMinute: number }[];
  /** Slides begun per hour inside a window, > 0. */
  readonly slidesPerHour: number;
  /** A slide ends at this many accepted fields at the latest, ≥ 1. */
  readonly fieldsPerSlide: number;
  /** ms to wait after `advance` before frames are looked at. */
  readonly settleMs: number;
  /** Advances in a row that brought no countable field before the slide is ended. */
  readonly emptyAdvances: number;
}

/** Limits the workflow decides by. Times in ms. */
export interface WorkflowSettings {
  readonly longPressMs: number; // 2000
  readonly powerOffPressMs: number; // 6000
  /** Most outline blur a live view may have to be taken, σ in cell diameters. */
  readonly mostBlur: number;
  readonly leastLevel: number;
  readonly mostClipped: number;
  readonly leastCoverage: number;
  readonly mostCoverage: number;
  readonly leastUsableShare: number;
  /** A view that moved less than this since the last glance stands still, share of the frame's width. */
  readonly stillWithin: number;
  /** Glances in a row that must be good and still before a field is taken. */
  readonly steadyGlances: number;
  /** A view overlapping the field last taken by more than this is not a new field, 0–1. */
  readonly mostOverlap: number;
  /** Taken fields that may wait for analysis. */
  readonly mostWaiting: number;
  /** Without a press for so long, nothing on the stage: the camera and display light rest. */
  readonly idleMs: number;
  readonly unattended?: UnattendedPlan;
}
