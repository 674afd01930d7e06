import { unreachable } from '../base/errors.js';
import type { Glance } from '../imaging/glance.js';
import type { FieldOutcome } from './events.js';
import { CROWDED } from './limits.js';
import type { Activity } from './screen.js';
import type { LiveView } from './state.js';
import type { WorkflowSettings } from './workflow-settings.js';

/**
 * What is wrong with a live view, the thing to mend first: eyepiece, light, focus, cells. Undefined when it may be taken.
 * Light comes before focus because blur cannot be judged in a white or black picture.
 */
export function faultOfView(
  glance: Glance,
  view: LiveView,
  settings: WorkflowSettings,
  mostBlur = settings.mostBlur,
): Activity | undefined {
  if (glance.usableShare < settings.leastUsableShare) return 'off-centre';
  if (glance.clipped > settings.mostClipped) return 'too-bright';
  if (glance.level < settings.leastLevel) return 'too-dark';
  const empty = glance.coverage < settings.leastCoverage;
  if (glance.blur > mostBlur) {
    // Empty glass has no outline to focus on: after a sharp view, turning the focus would only lose it.
    if (empty && view.sharpSeen) return 'too-few-cells';
    // Nor have cells that lie on each other: their knots look blurred in the best focus.
    return glance.coverage > CROWDED && view.sharpSeen ? 'too-thick' : 'focus';
  }
  if (glance.coverage > settings.mostCoverage) return 'too-thick';
  return empty ? 'too-few-cells' : undefined;
}

/** Stands still since the last glance; a view that matches nothing has moved. */
export function isStill(glance: Glance, settings: WorkflowSettings): boolean {
  return glance.moved !== null && glance.moved < settings.stillWithin;
}

/**
 * Whether this glance shows that the view left the field last taken. Small overlap alone is no proof: on a view with few
 * cells nothing matches, moved or not, and the same field would be taken again and again.
 */
export function hasMoved(glance: Glance, settings: WorkflowSettings): boolean {
  const { overlapWithTaken } = glance;
  return !isStill(glance, settings) || (overlapWithTaken > 0 && overlapWithTaken <= settings.mostOverlap);
}

/** What a field's count has to say to the person, in the words of the live view; undefined when all is well. */
export function verdictOn(outcome: FieldOutcome, settings: WorkflowSettings): Activity | undefined {
  const seenBefore = outcome.seenBefore > settings.mostOverlap;
  if (outcome.accepted) return seenBefore ? 'seen-before' : undefined;
  switch (outcome.failed) {
    case 'usable-area':
      return 'off-centre';
    case 'focus':
      return 'focus';
    case 'exposure':
      return 'too-dark';
    case 'saturation':
      return 'too-bright';
    case 'density':
      return outcome.crowded ? 'too-thick' : 'too-few-cells';
    case 'stain':
      return 'too-pale';
    case undefined:
      // A field wholly counted before is refused although nothing is wrong with the picture.
      return seenBefore ? 'seen-before' : 'move-on';
    default:
      return unreachable(outcome.failed);
  }
}
