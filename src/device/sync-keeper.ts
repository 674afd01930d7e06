import { StorageError } from '../base/errors.js';
import type { Cancel } from '../clock/clock.js';
import type { PowerPicture } from '../power/power-state.js';
import type { HealthBody } from '../record/health-body.js';
import { healthBody, slideOptics } from '../send/compose/health-body.js';
import type { ShownSending } from '../workflow/screen.js';
import { stateName, type State } from '../workflow/state.js';
import type { DeviceSync } from './device-sync.js';
import type { DeviceParts } from './parts.js';

/** Slides read at once when they are counted for the first time. */
const PAGE = 100;

/** Keeps sending going beside the workflow, and puts in how the device is. Nothing of the workflow ever waits for it. */
export class SyncKeeper {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #began = false;
  /** Health is put in one after another: numbers in it go up. */
  #line: Promise<void> = Promise.resolve();
  #next: Cancel = () => undefined;
  #shown: ShownSending = {};
  #finished: number | undefined;
  #optics: HealthBody['optics'];

  constructor(
    private readonly sync: DeviceSync,
    private readonly parts: Pick<DeviceParts, 'clock' | 'store' | 'counter' | 'log'>,
    private readonly told: {
      readonly state: () => State;
      /** Another number of results waits, or something else keeps them. */
      readonly waiting: () => void;
      /** What only a bug can throw. */
      readonly broken: (error: unknown) => void;
    },
  ) {}

  /** Results that wait to be sent, absent before they were counted, those put aside, and what keeps them from it. */
  get shown(): ShownSending {
    return this.#shown;
  }

  /** Begins to send, and to say how the device is. */
  start(): void {
    if (this.#began || this.#stop.signal.aborted) return;
    this.#began = true;
    const { sender } = this.sync;
    sender.onChange(({ waiting, putAside, trouble }) => {
      const shown: ShownSending = {
        waitingToSend: waiting.results,
        ...(putAside > 0 && { putAside }),
        ...(trouble !== undefined && { sendingTrouble: trouble }),
      };
      if (JSON.stringify(shown) === JSON.stringify(this.#shown)) return;
      this.#shown = shown;
      this.told.waiting();
    });
    this.#running = sender.run(this.#stop.signal);
    this.#running.catch(this.told.broken);
    this.#beat();
  }

  power({ sync }: PowerPicture): void {
    this.sync.sender.power(sync);
  }

  /** A slide's result is in the outbox. */
  slideFinished(): void {
    if (this.#finished !== undefined) this.#finished++;
    this.#optics = undefined;
    this.sync.sender.outboxChanged();
    this.#beat();
  }

  /** Hangs up in good order; safe to call twice. */
  async stop(): Promise<void> {
    this.#next();
    this.#stop.abort();
    // What it ends with was told when it broke.
    await Promise.allSettled([this.#running, this.#line]);
  }

  /** Puts in how the device is now, and again after a while. */
  #beat(): void {
    if (!this.#began || this.#stop.signal.aborted) return;
    const { clock, log } = this.parts;
    this.#next();
    this.#next = clock.after(this.sync.healthEveryMs, () => this.#beat());
    this.#line = this.#line
      .then(() => clock.during(() => this.#putIn()))
      .catch((error: unknown) => {
        if (!(error instanceof StorageError)) {
          this.told.broken(error);
          return;
        }
        // The next one says the same and more.
        log.warn(`how the device is could not be noted: ${error.message}`, { error });
      });
  }

  async #putIn(): Promise<void> {
    const { sync, parts, told } = this;
    const { clock, store, counter } = parts;
    const state = told.state();
    const at = clock.moment();
    const [space, anchors, outbox] = [
      await sync.disk.space(),
      await store.anchors(),
      await store.outboxTotals(),
    ];
    const finished = await this.#countFinished();
    const optics = await this.#lastOptics();
    const body = healthBody({
      ...{ device: sync.device, name: sync.name, doing: stateName(state), anchors, outbox, finished },
      model: { name: counter.model.name, sha256: counter.model.sha256 },
      ...(state.power && { power: state.power }),
      disk: { freeBytes: space.free, totalBytes: space.total },
      trust: at.trust ?? 'none',
      faults: [
        ...state.faults.map(({ part, code }) => ({ part, code })),
        ...state.troubles.map(({ why, code }) => ({ part: why, code })),
        ...(state.buttonStuck ? [{ part: 'button', code: 'button-stuck' }] : []),
      ],
      ...(optics && { optics }),
    });
    await store.enqueueHealth(body, at);
    sync.sender.outboxChanged();
  }

  /** Slides finished since the store began: read through once, counted on from then. */
  async #countFinished(): Promise<number> {
    if (this.#finished !== undefined) return this.#finished;
    const { store } = this.parts;
    let finished = 0;
    let before: number | undefined;
    for (;;) {
      const page = await store.slides({ limit: PAGE, ...(before !== undefined && { before }) });
      finished += page.filter(({ state }) => state === 'finished').length;
      before = page.at(-1)?.sequence;
      if (page.length < PAGE) break;
      // Everything else of this thread has its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#finished = finished;
    return finished;
  }

  async #lastOptics(): Promise<HealthBody['optics']> {
    const { store } = this.parts;
    if (!this.#optics) {
      const last = (await store.slides({ limit: 10 })).find(({ state }) => state === 'finished');
      this.#optics = last && slideOptics(last.id, await store.fields(last.id));
    }
    return this.#optics;
  }
}
