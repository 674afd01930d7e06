/** Times (ms) the workflow keeps that nobody needs to set: they follow from people's hands and from how parts fail. */

/** A shorter hold only says that letting go means something else now; from here it speaks of powering off. Share of the way. */
export const POWER_OFF_HINT_FROM = 0.5;
/** A press that began before the device was up and still lasts is no person's: the button is stuck. */
export const STUCK_MS = 30_000;
/** An advice stays at least so long on the display: a reader needs about half a second for two words. */
export const ACTIVITY_MS = 600;
/** A part that gave up is tried again this often while somebody or some schedule waits for it. */
export const RETRY_MS = 60_000;
/** A view covered by more than this, share of the usable area, that looks blurred after a sharp one is crowded: cells hide each other's outlines. */
export const CROWDED = 0.55;
/** Outline blur (σ in cell diameters) below which more sharpness gains nothing that a count would show. */
export const SHARP_ENOUGH = 0.05;
/** A view may be softer than the sharpest by this factor: the measure varies by some 5 % from field to field. */
export const SOFTER_THAN_BEST = 1.15;
/** So long is a view that would just pass held out for a sharper one. */
export const FOCUS_PATIENCE_MS = 12_000;
/** Unattended, nobody presses "try again" after a failed self-test. */
export const RETEST_MS = 300_000;
/** The service manager allows 5 s for a clean stop. */
export const STOP_DRAIN_MS = 3_000;
/** Before power goes: time for every waiting field of a slow Pi; the policy's shutdown level leaves minutes. */
export const POWER_OFF_DRAIN_MS = 20_000;
/** Unattended: how long a fresh view may take to become good before the stage moves on. */
export const LOOK_MS = 10_000;
/** Unattended: a slide may last as long as its slot, but never less than this. */
export const LEAST_SLIDE_MS = 600_000;
/** The schedule is looked at this often, so that a clock that jumps cannot leave the device asleep in an open window. */
export const RECHECK_MS = 60_000;
/** Live frames per second and brightness while no gauge has spoken. */
export const UNGAUGED = { framesPerSecond: 6, brightness: 1 } as const;
/** Brightness of a display that nobody looks at, as a share of what it would be. */
export const DIM = 0.1;
