import { HardwareError } from '../base/errors.js';
import type { Cancel, Clock } from '../clock/clock.js';
import { pictureOf } from '../power/picture.js';
import { type PolicyState, enterMode, slideLasted, startPolicy, stepPower } from '../power/policy.js';
import type { PowerPicture } from '../power/power-state.js';
import type { PowerSettings } from '../power/settings.js';
import type { PowerGauge } from './gauge.js';
import { SteadyGauge } from './steady-gauge.js';

export interface PowerWatchOptions {
  /** As the chip gives it: the watch steadies it itself. */
  readonly gauge: PowerGauge;
  readonly clock: Clock;
  readonly settings: PowerSettings;
  /** What the device does at first; a name in the settings' budget. */
  readonly mode: string;
  /** Between two looks, ms; well below the policy's dwell times. */
  readonly everyMs?: number;
  /** Told of every mode: a simulated battery is emptied by it. */
  readonly load?: (mode: string) => void;
  /** Told once when the gauge is given up (its error) and once when it is back (undefined). */
  readonly onTrouble?: (error: HardwareError | undefined) => void;
}

/** Looks at the battery every few seconds, steps the policy, and tells who listens when the picture changes. */
export class PowerWatch {
  readonly #options: PowerWatchOptions;
  readonly #gauge: SteadyGauge;
  readonly #listeners = new Set<(picture: PowerPicture) => void>();
  #state: PolicyState;
  #picture: PowerPicture;
  /** What listeners were told last: small steps add up against it. */
  #told: PowerPicture;
  #trouble: HardwareError | undefined;

  constructor(options: PowerWatchOptions) {
    this.#options = options;
    this.#gauge = new SteadyGauge(options.gauge);
    this.#state = startPolicy(options.clock.uptimeMs(), options.mode);
    this.#picture = pictureOf(this.#state, options.settings);
    this.#told = this.#picture;
  }

  /** As of the last look. */
  picture(): PowerPicture {
    return this.#picture;
  }

  /** Called with every picture that differs visibly from the one before. The returned function unsubscribes. */
  onChange(listener: (picture: PowerPicture) => void): Cancel {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The device does something else from now on; `mode` is a name in the settings' budget. */
  mode(mode: string): void {
    this.#options.load?.(mode);
    this.#state = enterMode(this.#state, mode, this.#options.clock.uptimeMs(), this.#options.settings);
  }

  /** A slide was counted to its end in `ms`; call it at the start for the last slides of the store, too. */
  slideLasted(ms: number): void {
    this.#state = slideLasted(this.#state, ms);
  }

  /** Looks until the signal aborts, then closes the gauge. Rejects for bugs alone; a dead gauge is part of the picture. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.look();
        await this.#options.clock.sleep(this.#options.everyMs ?? 10_000, signal);
      }
    } finally {
      await this.#gauge.close();
    }
  }

  /** One look now: what `run` does every few seconds. */
  async look(): Promise<PowerPicture> {
    const { clock, settings } = this.#options;
    let trouble: HardwareError | undefined;
    const reading = await clock
      .during(() => this.#gauge.read())
      .catch((error: unknown) => {
        if (!(error instanceof HardwareError)) throw error;
        trouble = error;
        return undefined;
      });
    if (trouble?.code !== this.#trouble?.code) this.#options.onTrouble?.(trouble);
    this.#trouble = trouble;
    this.#state = stepPower(this.#state, reading, clock.uptimeMs(), settings);
    this.#picture = pictureOf(this.#state, settings);
    if (isVisible(this.#told, this.#picture)) {
      this.#told = this.#picture;
      for (const listener of this.#listeners) listener(this.#picture);
    }
    return this.#picture;
  }
}

const ACTED_ON = [
  'state',
  'framesPerSecond',
  'brightness',
  'preview',
  'sync',
  'mayBeginSlide',
  'charging',
] as const satisfies readonly (keyof PowerPicture)[];

/** Whether two pictures differ in what anyone does or reads; noise in the millivolts is nobody's business. */
function isVisible(before: PowerPicture, now: PowerPicture): boolean {
  const { charge, millivolts, minutesLeft } = now;
  return (
    ACTED_ON.some((key) => before[key] !== now[key]) ||
    differs(before.charge, charge, 0.01) ||
    differs(before.millivolts, millivolts, 50) ||
    differs(before.minutesLeft, minutesLeft, Math.max(5, 0.05 * (minutesLeft ?? 0)))
  );
}

function differs(a: number | undefined, b: number | undefined, by: number): boolean {
  return a === undefined || b === undefined ? a !== b : Math.abs(a - b) >= by;
}
