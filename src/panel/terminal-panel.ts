import type { Cancel, Clock } from '../clock/clock.js';
import { LAMPS, type Lamp, type LampModes, dark } from './lamps-of.js';
import type { Ending } from './latest.js';
import { PagedPanel, type PanelOptions } from './paged-panel.js';
import type { Page } from './page.js';
import type { Beep } from './panel.js';
import type { TextDisplay } from './text-display.js';

/** Where a terminal panel writes: standard output, or anything that takes text. */
export interface TextStream {
  readonly isTTY?: boolean | undefined;
  write(text: string, done: (error?: Error | null) => void): unknown;
}

export interface TerminalPanelOptions extends PanelOptions {
  readonly stream: TextStream;
  /** 20 × 4 unless given. */
  readonly columns?: number;
  readonly rows?: number;
}

const beepWords: Readonly<Record<Beep, string>> = {
  'field-taken': '♪ beep',
  refused: '♪ beep beep',
  done: '♪ beeeep',
  alarm: '♪ ALARM',
};
/** How long a beep's word stays, ms. */
const beepShownMs = 1000;

const colours: Readonly<Record<Lamp, number>> = { green: 32, amber: 33, red: 31 };
const escape = '\u001b[';

/**
 * The panel drawn in a terminal: the display in a box, lamps as dots (● lit, ◐ blinking, ○ dark), beeps as words. Redrawn in
 * place on a terminal; elsewhere a block of plain lines whenever something changed.
 */
export class TerminalPanel extends PagedPanel {
  constructor(options: TerminalPanelOptions) {
    super(options, (failed) => {
      const drawing = new TerminalDrawing(options, options.clock, failed);
      return { display: drawing, lamps: drawing, beeper: drawing };
    });
  }
}

class TerminalDrawing implements TextDisplay {
  readonly columns: number;
  readonly rows: number;
  readonly #stream: TextStream;
  readonly #clock: Clock;
  readonly #failed: (cause: unknown) => void;
  #lines: readonly string[];
  #lamps: LampModes = dark;
  #beep = '';
  #silence: Cancel | undefined;
  #drawn: readonly string[] = [];

  constructor(options: TerminalPanelOptions, clock: Clock, failed: (cause: unknown) => void) {
    this.columns = options.columns ?? 20;
    this.rows = options.rows ?? 4;
    this.#stream = options.stream;
    this.#clock = clock;
    this.#failed = failed;
    this.#lines = this.#blank();
  }

  async draw(page: Page): Promise<Ending> {
    this.#lines = page.brightness > 0 ? page.lines : this.#blank();
    await this.#redraw();
    return 'done';
  }

  async close(): Promise<void> {
    this.#lines = this.#blank();
    await this.#redraw();
  }

  show(modes: LampModes): void {
    this.#lamps = modes; // drawn with the page that comes with them
  }

  flash(): void {
    // The beep's word tells it.
  }

  off(): void {
    this.#lamps = dark;
  }

  sound(beep: Beep): void {
    this.#silence?.();
    this.#beep = beepWords[beep];
    this.#redrawUnasked();
    this.#silence = this.#clock.after(beepShownMs, () => {
      this.#beep = '';
      if (this.#stream.isTTY) this.#redrawUnasked();
    });
  }

  quiet(): void {
    this.#silence?.();
    this.#beep = '';
  }

  #blank(): string[] {
    return Array.from({ length: this.rows }, () => ' '.repeat(this.columns));
  }

  #picture(): string[] {
    const edge = '─'.repeat(this.columns + 2);
    const lamps = LAMPS.map((lamp) => this.#dot(lamp)).join(' ');
    return [
      `┌${edge}┐`,
      ...this.#lines.map((line) => `│ ${line} │`),
      `└${edge}┘`,
      `  ${lamps}   ${this.#beep}`.trimEnd(),
    ];
  }

  #dot(lamp: Lamp): string {
    const mode = this.#lamps[lamp];
    const dot = mode === 'on' ? '●' : mode === 'blink' ? '◐' : '○';
    if (!this.#stream.isTTY) return mode === 'off' ? dot : `${dot}${lamp}`;
    return mode === 'off' ? dot : `${escape}${colours[lamp]}m${dot}${escape}0m`;
  }

  #redrawUnasked(): void {
    this.#redraw().catch(this.#failed);
  }

  #redraw(): Promise<void> {
    const picture = this.#picture();
    if (picture.join('\n') === this.#drawn.join('\n')) return Promise.resolve();
    // Up over the last picture, each line cleared to its end.
    const back = this.#stream.isTTY && this.#drawn.length > 0 ? `${escape}${this.#drawn.length}A` : '';
    const clear = this.#stream.isTTY ? `${escape}K` : '';
    const before = this.#drawn;
    this.#drawn = picture;
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => {
        if (!error) {
          resolve();
          return;
        }
        this.#drawn = before;
        reject(error);
      };
      this.#stream.write(back + picture.map((line) => `${line}${clear}\n`).join(''), done);
    });
  }
}
