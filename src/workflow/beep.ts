import type { Effect } from './effects.js';
import type { WorkflowSettings } from './workflow-settings.js';

type BeepEffect = Extract<Effect, { do: 'beep' }>;

/** A beep for the person at the eyepiece; none where nobody is. */
export function beep(sound: BeepEffect['beep'], settings: WorkflowSettings): readonly BeepEffect[] {
  return settings.unattended ? [] : [{ do: 'beep', beep: sound }];
}
