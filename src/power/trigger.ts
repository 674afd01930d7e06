/** A Schmitt trigger with dwell: what it says changes only after the opposite has been true for some time without a break. */
export interface Trigger {
  readonly on: boolean;
  /** Since when (uptime, ms) the opposite has been true. */
  readonly sinceMs?: number;
}

/**
 * One look. `towardsOn` and `towardsOff` are never both true; neither is the dead band between, which breaks any dwell.
 * Times in ms of uptime.
 */
export function stepTrigger(
  trigger: Trigger,
  look: { readonly towardsOn: boolean; readonly towardsOff: boolean; readonly nowMs: number },
  dwell: { readonly onMs: number; readonly offMs: number },
): Trigger {
  const opposite = trigger.on ? look.towardsOff : look.towardsOn;
  if (!opposite) return { on: trigger.on };
  const sinceMs = trigger.sinceMs ?? look.nowMs;
  const needed = trigger.on ? dwell.offMs : dwell.onMs;
  return look.nowMs - sinceMs >= needed ? { on: !trigger.on } : { on: trigger.on, sinceMs };
}
