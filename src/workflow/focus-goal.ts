import { FOCUS_PATIENCE_MS, SHARP_ENOUGH, SOFTER_THAN_BEST } from './limits.js';
import type { At, LiveView, State } from './state.js';

/**
 * The most outline blur a live view may have now, σ in cell diameters. What a field must not exceed in any case is
 * `settings.mostBlur`; but a microscope that was sharper a moment ago can be that sharp again, and small parasites fade long
 * before cell outlines do. So the best seen since the start is asked for, within some play, until the person has tried for a
 * while in vain. Unattended nobody can turn the knob.
 */
export function focusGoal(
  { sharpest }: Pick<State, 'sharpest'>,
  view: LiveView,
  { now, settings }: At,
): number {
  const { mostBlur } = settings;
  if (sharpest === undefined || settings.unattended || isTriedInVain(view, now.uptimeMs)) return mostBlur;
  return Math.min(mostBlur, Math.max(SHARP_ENOUGH, SOFTER_THAN_BEST * sharpest));
}

/** Whether the view has been nearly sharp for so long that this seems to be what can be had. */
export function isTriedInVain({ softSince }: LiveView, uptimeMs: number): boolean {
  return softSince !== undefined && uptimeMs >= softSince + FOCUS_PATIENCE_MS;
}
