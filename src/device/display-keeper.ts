import { RingformError } from '../base/errors.js';
import type { ShownSending } from '../workflow/screen.js';
import { screenOf } from '../workflow/screen-of.js';
import type { State } from '../workflow/state.js';
import { isTrusted, minuteOfDay } from '../clock/day.js';
import type { DeviceParts } from './parts.js';

/** Keeps the display at what the workflow's state says. Counting goes on without a display; the log says why there is none. */
export class DisplayKeeper {
  /** The screen shown last, as text. */
  #shown = '';
  #trouble: string | undefined;

  constructor(
    private readonly parts: Pick<DeviceParts, 'clock' | 'panel' | 'log' | 'workflow'>,
    /** Told what only a bug can throw. */
    private readonly broken: (error: unknown) => void,
    /** How sending stands; nothing while no synchronisation is set up. */
    private readonly sending: () => ShownSending = () => ({}),
  ) {}

  /** Shows the state where it looks different from what is shown. */
  show(state: State): void {
    const { clock, panel, workflow } = this.parts;
    const moment = clock.moment();
    const now = { uptimeMs: clock.uptimeMs(), minuteOfDay: minuteOfDay(moment) };
    const status = { clockTrusted: isTrusted(moment), ...this.sending() };
    const screen = screenOf(state, status, now, workflow);
    const text = JSON.stringify(screen);
    if (text === this.#shown) return;
    this.#shown = text;
    panel.show(screen).then(
      () => (this.#trouble = undefined),
      (error: unknown) => this.#failed(error),
    );
  }

  /** Shows it again in any case: a display that was disturbed comes right. */
  renew(state: State): void {
    this.#shown = '';
    this.show(state);
  }

  #failed(error: unknown): void {
    if (!(error instanceof RingformError)) {
      this.broken(error);
      return;
    }
    // Tried anew with the next change, and said once.
    this.#shown = '';
    if (error.code !== this.#trouble) this.parts.log.error(error.message, { error });
    this.#trouble = error.code;
  }
}
