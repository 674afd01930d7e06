import { duration } from '../report/duration.js';

/** A line of progress on standard error: redrawn in place on a terminal, one line every few seconds elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #started = performance.now();
  readonly #live: boolean;
  #lastDrawn = -Infinity;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY;
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** `done` of `total` units (total unknown: undefined), with a rate in `unit`s per second and the time left. */
  update(done: number, total: number | undefined, unit: string, note: string): void {
    const now = performance.now();
    const pause = this.#live ? 100 : 5000;
    const last = total !== undefined && done >= total;
    if (now - this.#lastDrawn < pause && !(last && this.#live)) return;
    this.#lastDrawn = now;
    const rate = done / Math.max(1e-3, this.seconds);
    const of = total === undefined ? `${done}` : `${done} of ${total}`;
    const left =
      total === undefined || done === 0 || last ? '' : ` · about ${duration((total - done) / rate)} left`;
    this.#write(`${unit} ${of} · ${rate.toFixed(rate < 10 ? 1 : 0)} ${unit}s/s · ${note}${left}`);
  }

  #write(text: string): void {
    if (this.#live) {
      this.#stream.write(`\r\x1b[2K${text}`);
      this.#drawn = true;
    } else {
      this.#stream.write(`${text}\n`);
    }
  }

  /** Clears the live line, so that what follows starts on a clean one. */
  end(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[2K');
    this.#drawn = false;
  }
}
