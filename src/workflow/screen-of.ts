import { emptyTally } from '../counting/tally.js';
import { focusGoal } from './focus-goal.js';
import { buttonHint } from './hint.js';
import { DIM, UNGAUGED } from './limits.js';
import type { Screen, ShownBattery, ShownFault, ShownStatus, View } from './screen.js';
import { mayBegin } from './slide.js';
import { isPaused, type At, type Counting, type Now, type State } from './state.js';
import { minutesToOpen } from './windows.js';
import type { UnattendedPlan, WorkflowSettings } from './workflow-settings.js';

/** What a screen shows that the workflow does not know. */
export type OutsideStatus = Omit<ShownStatus, 'battery'>;

/** The screen for a state. Pure. Ask again after every step: between two steps only the minutes to the next slide change. */
export function screenOf(state: State, status: OutsideStatus, now: Now, settings: WorkflowSettings): Screen {
  const at: At = { now, settings };
  const brightness = state.power?.brightness ?? UNGAUGED.brightness;
  return {
    view: viewOf(state, at),
    hint: buttonHint(state, at),
    status: statusOf(state, status),
    brightness: state.idle ? brightness * DIM : brightness,
  };
}

function viewOf(state: State, at: At): View {
  const { doing, closing, troubles } = state;
  if (doing.at === 'off') return { screen: 'powering-off', why: doing.why };
  if (closing) return { screen: 'powering-off', why: closing.why };
  if (isPaused(state)) {
    const [first] = troubles;
    return { screen: 'paused', why: first.why, code: first.code };
  }
  switch (doing.at) {
    case 'starting':
    case 'self-test':
      return { screen: doing.at };
    case 'error':
      return { screen: 'error', faults: faultsOf(state) };
    case 'ready':
      if (!mayBegin(state)) return batteryLow(state);
      return { screen: 'ready', nextLabel: state.nextLabel, faults: faultsOf(state) };
    case 'beginning':
      return {
        screen: 'counting',
        label: state.nextLabel,
        activity: 'starting-camera',
        tally: emptyTally,
        waiting: 0,
        mostBlur: at.settings.mostBlur,
        resumed: false,
      };
    case 'counting':
      return countingView(doing, state.camera.up, focusGoal(state, doing.view, at));
    case 'finishing':
      return { screen: 'finishing', label: doing.slide.label, waiting: doing.waiting };
    case 'result':
      return {
        screen: 'result',
        label: doing.slide.label,
        result: doing.result,
        ...(doing.refused !== undefined && { refused: doing.refused }),
      };
    case 'resting': {
      const { unattended: plan } = at.settings;
      const minutesToNext = plan ? minutesToSlide(state, at.now, plan) : 0;
      return { screen: 'resting', minutesToNext, slidesDone: state.slidesDone };
    }
  }
}

function countingView(doing: Counting, cameraUp: boolean, mostBlur: number): View {
  const { slide, tally, share, waiting, view, resumed, automatic } = doing;
  // The stage waits for the count to tell whether it has enough.
  const analysing = automatic?.stage.is === 'taken' && waiting > 0 && view.activity !== 'taking';
  const activity = cameraUp ? (analysing ? 'analysing' : view.activity) : 'starting-camera';
  return {
    screen: 'counting',
    label: slide.label,
    activity,
    tally,
    waiting,
    mostBlur,
    resumed,
    ...(share && { share }),
    ...(view.blur !== undefined && cameraUp && { blur: view.blur }),
  };
}

/** Whole minutes until a slide can begin: by the pace, then by the windows as the clock now tells them. */
function minutesToSlide(state: State, now: Now, plan: UnattendedPlan): number {
  const paced = Math.max(0, state.nextSlideAt - now.uptimeMs) / 60_000;
  return Math.ceil(paced + minutesToOpen(plan.windows, now.minuteOfDay + paced));
}

function batteryLow(state: State): View {
  const charge = state.power?.charge;
  return { screen: 'battery-low', ...(charge !== undefined && { charge }) };
}

function faultsOf(state: State): readonly ShownFault[] {
  const known = state.faults.some(({ part }) => part === 'button');
  if (!state.buttonStuck || known) return state.faults;
  return [...state.faults, { part: 'button', code: 'button-stuck', stopsCounting: false }];
}

function statusOf({ power }: State, status: OutsideStatus): ShownStatus {
  if (!power) return status;
  const battery: ShownBattery = {
    state: power.state,
    charging: power.charging ?? false,
    ...(power.charge !== undefined && { charge: power.charge }),
    ...(power.minutesLeft !== undefined && { minutesLeft: power.minutesLeft }),
  };
  return { ...status, battery };
}
