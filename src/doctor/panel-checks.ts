import type { HardwareError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { Lamp } from '../panel/lamps-of.js';
import type { Panel } from '../panel/panel.js';
import type { Screen } from '../workflow/screen.js';
import type { Check } from './check.js';
import type { TestedLine } from './tested-line.js';

/** Lamps that are wired; none of them where lamps are not fitted or drawn on a terminal. */
export type TestedLamps = Readonly<Partial<Record<Lamp, TestedLine>>>;

/** Long enough for an eye to see that one lamp of three stays dark. */
const LIT_MS = 250;

/** What is shown during the self-test. */
export const testScreen: Screen = {
  view: { screen: 'self-test' },
  hint: 'none',
  status: { clockTrusted: false },
  brightness: 1,
};

/**
 * The display takes what it is sent. Displays that cannot answer are only seen to by a person: `ringform doctor --ask`.
 * @param trouble why the display was left out when the panel was opened
 */
export function displayCheck(panel: Panel, kind: string, trouble?: HardwareError): Check {
  return {
    part: 'display',
    stopsCounting: false,
    async run() {
      if (trouble) throw trouble;
      await panel.show(testScreen);
      return kind === 'none'
        ? { state: 'absent', said: 'none configured: lamps and beeper must do' }
        : { state: 'ok', said: `${kind} takes characters` };
    },
  };
}

/** The lamps' lines can be written. Lights them all for a moment, so that a person at the device sees a dead one. */
export function lampsCheck(lamps: TestedLamps, clock: Clock): Check {
  return {
    part: 'lamps',
    stopsCounting: false,
    async run() {
      const lines = Object.entries(lamps);
      if (lines.length === 0) return { state: 'absent', said: 'none wired' };
      for (const [, line] of lines) line.try(1);
      await clock.sleep(LIT_MS);
      for (const [, line] of lines) line.restore();
      return { state: 'ok', said: `${lines.map(([name]) => name).join(', ')}: lit for a moment` };
    },
  };
}

/** The beeper's line can be written; silently, for the self-test runs at every start. */
export function beeperCheck(line: TestedLine | undefined): Check {
  return {
    part: 'lamps',
    label: 'beeper',
    stopsCounting: false,
    run() {
      if (!line) return Promise.resolve({ state: 'absent', said: 'none wired' });
      line.restore();
      return Promise.resolve({ state: 'ok', said: 'its line can be set' });
    },
  };
}

/** The button rests: not held down, not stuck, no bad contact. */
export function buttonCheck(button: {
  readonly isClosed: boolean;
  readonly fault: HardwareError | undefined;
}): Check {
  return {
    part: 'button',
    stopsCounting: false,
    run() {
      if (button.fault) return Promise.reject(button.fault);
      return Promise.resolve(
        button.isClosed
          ? {
              state: 'failed',
              code: 'button-down',
              said: 'The button reads as pressed.',
              remedy: 'Let go of it; if nobody holds it, look for a short circuit at its line.',
            }
          : { state: 'ok', said: 'reads as released' },
      );
    },
  };
}
