import type { State } from '../workflow/state.js';

/** What the device is doing as the power budget names it. */
export type PowerMode = 'sleep' | 'ready' | 'liveView' | 'analysing';

/** The mode that a state of the workflow draws power in: the camera's stream and the analysis are what costs. */
export function powerModeOf(state: State): PowerMode {
  const { doing, camera } = state;
  if ((doing.at === 'counting' || doing.at === 'finishing') && doing.waiting > 0) return 'analysing';
  if (doing.at === 'starting' || doing.at === 'self-test') return 'analysing';
  if (camera.asked !== 'off') return 'liveView';
  return doing.at === 'resting' || state.idle ? 'sleep' : 'ready';
}
