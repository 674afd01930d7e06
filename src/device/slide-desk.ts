import { RingformError } from '../base/errors.js';
import type { LiveFrame } from '../capture/camera.js';
import type { SlideResult } from '../counting/result.js';
import type { StoredSlide } from '../store/slide-store.js';
import type { DeviceEvent } from '../workflow/events.js';
import { FieldQueue } from './field-queue.js';
import type { DeviceParts } from './parts.js';
import type { Persistence } from './persistence.js';
import { SlideAtHand } from './slide-at-hand.js';

/** Whom the desk tells. */
export interface DeskTold {
  tell(event: DeviceEvent): void;
  /** A field was committed. */
  progress(): void;
  /** What only a bug can throw. */
  broken(error: unknown): void;
}

interface Unseen {
  readonly id: string;
  readonly label: string;
  readonly result: SlideResult;
  readonly refused: number;
}

/** Slides whose duration still says how long the next will take. */
const RECENT_SLIDES = 10;

/** The slide under the microscope from its first row to its accepted result: everything on disk before it is told. */
export class SlideDesk {
  #slide: SlideAtHand | undefined;
  #queue: FieldQueue | undefined;
  /** Uptime at which the slide began, ms; unknown for one that a restart took up. */
  #begunMs: number | undefined;

  constructor(
    private readonly parts: DeviceParts,
    private readonly disk: Persistence,
    private readonly ending: AbortSignal,
    private readonly told: DeskTold,
  ) {}

  /** Whether the pipeline owes work: fields wait, and the disk is not what they wait for. */
  get mustMove(): boolean {
    return (this.#queue?.length ?? 0) > 0 && !this.disk.troubled;
  }

  /** What the last run left behind: an open slide, taken up again, or a result that nobody has accepted. */
  async boot(): Promise<DeviceEvent | undefined> {
    const found = await this.disk.keep(async () => {
      const { store } = this.parts;
      const open = await store.openSlides();
      const latest = open.at(-1);
      // Only one slide can be at hand; older ones that stayed open are finished as they stand.
      for (const old of open.slice(0, -1)) await this.#close(old);
      const slide = latest && (await this.#resume(latest));
      await this.#learnFromSlides();
      return { slide, unseen: await this.#unseen(), nextLabel: await store.nextLabel() };
    });
    if (!found) return undefined;
    const { slide, unseen, nextLabel } = found.value;
    if (slide) {
      this.#begin(slide);
      this.parts.log.info('slide taken up again', { slide: slide.id, label: slide.label });
    }
    const share = slide?.share();
    return {
      type: 'booted',
      nextLabel,
      ...(slide && {
        open: { id: slide.id, label: slide.label, tally: slide.tally, ...(share && { share }) },
      }),
      ...(unseen && { unseen }),
    };
  }

  async start(): Promise<void> {
    const { store, counter, clock, counting, log } = this.parts;
    const begun = await this.disk.keep(async () => {
      const slide = await SlideAtHand.begin(store, counter, clock, counting);
      return { slide, nextLabel: await store.nextLabel() };
    });
    if (!begun) return;
    const { slide, nextLabel } = begun.value;
    this.#begin(slide);
    this.#begunMs = clock.uptimeMs();
    log.info('slide begun', { slide: slide.id, label: slide.label });
    this.told.tell({ type: 'slide-started', slide: { id: slide.id, label: slide.label }, nextLabel });
  }

  /** Takes a frame into the count; it is committed, or the device ends. */
  take(frame: LiveFrame): void {
    if (!this.#queue) throw new Error('a field was taken and there is no slide');
    this.#queue.add(frame);
  }

  async finish(why: SlideResult['stopped']): Promise<void> {
    const slide = this.#slide;
    if (!slide) throw new Error('there is no slide to finish');
    await this.#queue?.idle();
    const finished = await this.disk.keep(async () => ({
      result: await slide.finish(why, this.parts.clock),
      refused: await this.#refused(slide.id),
    }));
    if (!finished) return;
    this.#slide = undefined;
    this.#queue = undefined;
    if (this.#begunMs !== undefined)
      this.parts.power.slideLasted(this.parts.clock.uptimeMs() - this.#begunMs);
    const { result, refused } = finished.value;
    this.parts.log.info('slide finished', { slide: slide.id, label: slide.label });
    this.told.tell({ type: 'slide-finished', result, refused });
  }

  /** Remembers that the person has seen the result. */
  async accept(id: string): Promise<void> {
    await this.disk.keep(() => this.parts.store.acceptResult(id, this.parts.clock.moment()));
  }

  /** Resolves when nothing waits any more, or the device is ending. */
  async idle(): Promise<void> {
    await this.#queue?.idle();
  }

  /** After the counter's thread failed at a look: starts it anew with what the slide has counted. */
  async mendCounter(error: unknown): Promise<void> {
    if (!(error instanceof RingformError)) throw error;
    this.parts.log.error(error.message, { error });
    await this.remindCounter();
  }

  /** Tells the counter anew what the slide at hand has counted: the self-test counts a picture of its own with it. */
  async remindCounter(): Promise<void> {
    const { counter, clock } = this.parts;
    const slide = this.#slide;
    if (slide) await this.disk.keep(() => slide.reopen(counter, clock));
  }

  /** Remembers on disk that the wall clock is good now: it dates what came before. */
  async noteTime(): Promise<void> {
    await this.disk.keep(() => this.parts.store.noteTime(this.parts.clock.moment()));
  }

  /** A question through the store and back. */
  async roundTrip(): Promise<void> {
    await this.parts.store.openSlides();
  }

  #begin(slide: SlideAtHand): void {
    const { clock, counter, pool, log, power, keepPictures } = this.parts;
    this.#slide = slide;
    this.#begunMs = undefined;
    this.#queue = new FieldQueue(
      slide,
      {
        clock,
        counter,
        disk: this.disk,
        power: () => {
          const { state, millivolts, charge } = power.picture();
          return {
            state,
            ...(millivolts !== undefined && { millivolts }),
            ...(charge !== undefined && { charge }),
          };
        },
        keepPictures,
        release: (frame) => pool.release(frame),
        broken: (error) => this.told.broken(error),
        told: {
          counted: (outcome) => {
            this.told.progress();
            const [share, stop] = [slide.share(), slide.stop()];
            this.told.tell({
              type: 'field-counted',
              outcome,
              tally: slide.tally,
              ...(share && { share }),
              ...(stop && { stop }),
            });
          },
          lost: (error) => {
            this.told.progress();
            log.error(error.message, { error });
            this.told.tell({
              type: 'field-counted',
              outcome: { accepted: false, seenBefore: 0 },
              tally: slide.tally,
            });
          },
        },
      },
      this.ending,
    );
  }

  async #resume(stored: StoredSlide): Promise<SlideAtHand | undefined> {
    const { store, counter, clock, log } = this.parts;
    const slide = await SlideAtHand.resume(store, counter, clock, stored);
    const enough = slide?.stop();
    if (slide && enough) {
      // The last run ended between the field that sufficed and the result.
      await slide.finish(enough, clock);
      return undefined;
    }
    if (slide) return slide;
    log.warn('the open slide was counted with other weights: finished as it stands', { slide: stored.id });
    await this.#close(stored);
    return undefined;
  }

  async #close(stored: StoredSlide): Promise<void> {
    await SlideAtHand.of(this.parts.store, stored).finish('ended-early', this.parts.clock);
  }

  async #unseen(): Promise<Unseen | undefined> {
    const { store } = this.parts;
    const slide = await store.unseenResult();
    const latest = slide && (await store.latestResult(slide.id));
    if (!latest) return undefined;
    return {
      id: slide.id,
      label: slide.label,
      result: latest.result,
      refused: await this.#refused(slide.id),
    };
  }

  /** Fields of a slide that are not in its result. */
  async #refused(slideId: string): Promise<number> {
    const { store } = this.parts;
    const [fields, unreadable] = [await store.fields(slideId), await store.unreadable(slideId)];
    return fields.filter((field) => !field.accepted).length + unreadable.length;
  }

  /** How long slides took lately, for the battery's forecast; only within one boot can two uptimes be compared. */
  async #learnFromSlides(): Promise<void> {
    const { store, power } = this.parts;
    for (const { at, finishedAt } of (await store.slides({ limit: RECENT_SLIDES })).toReversed()) {
      if (finishedAt?.bootId === at.bootId) power.slideLasted(finishedAt.uptimeMs - at.uptimeMs);
    }
  }
}
