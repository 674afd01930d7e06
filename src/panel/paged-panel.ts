import type { HardwareError } from '../base/errors.js';
import type { Cancel, Clock } from '../clock/clock.js';
import type { Screen } from '../workflow/screen.js';
import { displayError } from './display-error.js';
import { type Ending, Latest } from './latest.js';
import { pageOf } from './page.js';
import type { Beep, Panel } from './panel.js';
import type { LampRow, Sounder, TextDisplay } from './text-display.js';
import type { Language } from './vocabulary.js';

/** How long a page that takes turns with others stays, ms: long enough to read two short lines. */
export const turnMs = 2500;

/** What every panel is told. */
export interface PanelOptions {
  readonly language: Language;
  readonly clock: Clock;
  /** Told of failures that no `show` waits for: a page turned, a lamp blinked, a beep. */
  readonly onFault?: (error: HardwareError) => void;
}

/** What a panel is put together from. */
export interface PanelParts {
  readonly display: TextDisplay;
  readonly lamps: LampRow;
  readonly beeper: Sounder<Beep>;
}

/**
 * A panel made of a text display, lamps and a beeper: turns pages by the clock, writes one page at a time, and keeps a
 * failure that nobody waited for until the next `show` can tell of it.
 */
export class PagedPanel implements Panel {
  readonly #display: TextDisplay;
  readonly #lamps: LampRow;
  readonly #beeper: Sounder<Beep>;
  readonly #options: PanelOptions;
  readonly #writer = new Latest();
  #screen: Screen | undefined;
  #turn = 0;
  #nextTurn: Cancel | undefined;
  #untold: HardwareError | undefined;
  #told = false;
  #closed: Promise<void> | undefined;

  /** @param build is given where to report failures that nobody waits for, and puts the parts together */
  constructor(options: PanelOptions, build: (failed: (cause: unknown) => void) => PanelParts) {
    this.#options = options;
    const parts = build((cause) => this.#failedUnasked(cause));
    this.#display = parts.display;
    this.#lamps = parts.lamps;
    this.#beeper = parts.beeper;
  }

  async show(screen: Screen): Promise<void> {
    if (this.#closed) return;
    const before = this.#screen;
    this.#screen = screen;
    if (before?.view.screen !== screen.view.screen || before.hint !== screen.hint) this.#firstTurn();
    const untold = this.#untold;
    this.#untold = undefined;
    await this.#write();
    // The display shows this screen; still, somebody must learn what failed since the last.
    if (untold) throw untold;
  }

  beep(beep: Beep): void {
    if (this.#closed) return;
    this.#beeper.sound(beep);
    if (beep === 'field-taken') this.#lamps.flash();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#keepTurning(false);
    this.#beeper.quiet();
    await this.#writer.run(async () => {
      try {
        this.#lamps.off();
        await this.#display.close();
        return 'done';
      } catch (cause) {
        throw displayError(cause);
      }
    });
  }

  #write(): Promise<void> {
    return this.#writer.run(async (superseded) => {
      if (!this.#screen || this.#closed) return 'done';
      const page = pageOf(this.#screen, this.#options.language, this.#display, this.#turn);
      this.#keepTurning(page.turns > 1 && page.brightness > 0);
      let lampCause: unknown;
      let ending: Ending;
      try {
        this.#lamps.show(page.lamps);
      } catch (cause) {
        lampCause = cause; // the words matter more: they are written first, then this is told
      }
      try {
        ending = await this.#display.draw(page, superseded);
      } catch (cause) {
        throw displayError(cause);
      }
      if (lampCause !== undefined) throw displayError(lampCause);
      this.#told = false;
      return ending;
    });
  }

  #firstTurn(): void {
    this.#turn = 0;
    this.#keepTurning(false);
  }

  #keepTurning(on: boolean): void {
    if (!on) {
      this.#nextTurn?.();
      this.#nextTurn = undefined;
      return;
    }
    this.#nextTurn ??= this.#options.clock.after(turnMs, () => {
      this.#nextTurn = undefined;
      this.#turn++;
      this.#write().catch((cause: unknown) => this.#failedUnasked(cause));
    });
  }

  #failedUnasked(cause: unknown): void {
    const error = displayError(cause);
    this.#untold = error;
    // A panel that stays broken fails at every turn and blink: once is enough.
    if (!this.#told) this.#options.onFault?.(error);
    this.#told = true;
  }
}
