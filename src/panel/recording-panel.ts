import type { HardwareError } from '../base/errors.js';
import type { Screen } from '../workflow/screen.js';
import type { Ending } from './latest.js';
import { PagedPanel, type PanelOptions } from './paged-panel.js';
import type { Page } from './page.js';
import type { Beep } from './panel.js';
import type { TextDisplay } from './text-display.js';

/** A page as it was shown. */
export interface RecordedPage extends Page {
  readonly uptimeMs: number;
  /** The screen asked for when the page was drawn. */
  readonly screen: Screen | undefined;
}

export interface RecordingPanelOptions extends PanelOptions {
  /** 20 × 4 unless given. */
  readonly columns?: number;
  readonly rows?: number;
  /** Pages kept, the oldest forgotten first; 10,000 unless given. */
  readonly keep?: number;
}

/** A panel for tests: keeps what was shown and when; fails when told to. */
export class RecordingPanel extends PagedPanel {
  readonly #recorder: Recorder;
  readonly #clock: PanelOptions['clock'];
  /** Every beep with its uptime. */
  readonly beeps: { readonly beep: Beep; readonly uptimeMs: number }[] = [];
  #waiting: {
    readonly matches: (page: RecordedPage) => boolean;
    readonly found: (page: RecordedPage) => void;
  }[] = [];

  constructor(options: RecordingPanelOptions) {
    const recorder = new Recorder(options);
    super(options, () => ({
      display: recorder,
      lamps: { show: () => undefined, flash: () => undefined, off: () => undefined },
      beeper: {
        sound: (beep) => this.beeps.push({ beep, uptimeMs: options.clock.uptimeMs() }),
        quiet: () => undefined,
      },
    }));
    this.#recorder = recorder;
    this.#clock = options.clock;
    recorder.onPage = (page) => this.#look(page);
  }

  override show(screen: Screen): Promise<void> {
    if (!this.#recorder.closed) this.#recorder.screen = screen;
    return super.show(screen);
  }

  /** Pages shown, oldest first; two alike in a row are one. */
  get pages(): readonly RecordedPage[] {
    return this.#recorder.pages;
  }

  /** The page that is to be seen now; undefined before the first and after close. */
  get current(): RecordedPage | undefined {
    return this.#recorder.closed ? undefined : this.#recorder.pages.at(-1);
  }

  /** While set, the display fails with this. */
  set failure(failure: HardwareError | undefined) {
    this.#recorder.failure = failure;
  }

  /** The current page when it matches, or the first one that will. Rejects when that takes more than `withinMs` of the clock's time. */
  waitFor(matches: (page: RecordedPage) => boolean, withinMs = 600_000): Promise<RecordedPage> {
    const { current } = this;
    if (current && matches(current)) return Promise.resolve(current);
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(withinMs, () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        const last = this.current?.lines.join(' | ') ?? 'nothing';
        reject(new Error(`no such page within ${withinMs} ms; the display shows: ${last}`));
      });
      const waiter = {
        matches,
        found: (page: RecordedPage) => {
          cancel();
          resolve(page);
        },
      };
      this.#waiting.push(waiter);
    });
  }

  #look(page: RecordedPage): void {
    const found = this.#waiting.filter((waiter) => waiter.matches(page));
    this.#waiting = this.#waiting.filter((waiter) => !found.includes(waiter));
    for (const waiter of found) waiter.found(page);
  }
}

class Recorder implements TextDisplay {
  readonly columns: number;
  readonly rows: number;
  readonly pages: RecordedPage[] = [];
  screen: Screen | undefined;
  failure: HardwareError | undefined;
  closed = false;
  onPage: (page: RecordedPage) => void = () => undefined;
  readonly #options: RecordingPanelOptions;

  constructor(options: RecordingPanelOptions) {
    this.#options = options;
    this.columns = options.columns ?? 20;
    this.rows = options.rows ?? 4;
  }

  async draw(page: Page): Promise<Ending> {
    // A display takes its time: pages that come meanwhile replace one another, as on a real one.
    await Promise.resolve();
    if (this.failure) throw this.failure;
    const last = this.pages.at(-1);
    const alike =
      last?.lines.join('\n') === page.lines.join('\n') &&
      last.brightness === page.brightness &&
      JSON.stringify(last.lamps) === JSON.stringify(page.lamps);
    if (alike) return 'done';
    const recorded = { ...page, uptimeMs: this.#options.clock.uptimeMs(), screen: this.screen };
    this.pages.push(recorded);
    if (this.pages.length > (this.#options.keep ?? 10_000)) this.pages.shift();
    this.onPage(recorded);
    return 'done';
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
