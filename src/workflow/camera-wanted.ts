import { changed, without } from '../base/change.js';
import type { Change } from './change.js';
import { UNGAUGED } from './limits.js';
import { hasTrouble, type At, type State } from './state.js';
import type { WorkflowSettings } from './workflow-settings.js';

/** Live frames per second that the state needs, or off. The self-test has the camera to itself. */
export function wantedRate(state: State, settings: WorkflowSettings): number | 'off' {
  if (state.closing) return 'off';
  const rate = state.power?.framesPerSecond ?? UNGAUGED.framesPerSecond;
  const maySlide = state.power?.mayBeginSlide ?? true;
  switch (state.doing.at) {
    case 'beginning':
    case 'counting':
      return rate;
    case 'finishing':
    case 'result':
    case 'ready':
      // Kept warm for the next slide, which begins with a press and should not begin with waiting.
      return maySlide && !state.idle && !settings.unattended ? rate : 'off';
    case 'starting':
    case 'self-test':
    case 'error':
    case 'resting':
    case 'off':
      return 'off';
  }
}

/** Rule: tells the camera when what the state needs has changed. A camera in trouble is left to the retries. */
export function tellCamera(state: State, at: At): Change {
  const wanted = wantedRate(state, at.settings);
  if (hasTrouble(state, 'camera')) {
    if (wanted !== 'off') return changed(state);
    // Nobody waits for it any more; if it is still ill, its next start will say so.
    const troubles = state.troubles.filter(({ why }) => why !== 'camera');
    const rest = troubles.length === 0 ? without(state, 'retryAt') : state;
    return tellCamera({ ...rest, troubles }, at);
  }
  if (wanted === state.camera.asked) return changed(state);
  const camera = { asked: wanted, up: wanted !== 'off' && state.camera.up };
  return changed({ ...state, camera }, { do: 'camera', framesPerSecond: wanted });
}
