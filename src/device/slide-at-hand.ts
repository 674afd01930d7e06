import type { ModelCard } from '../classify/classifier.js';
import type { SlideResult, Tally } from '../counting/result.js';
import { slideResult, type SlideCircumstances } from '../counting/slide-result.js';
import {
  shouldStop,
  stoppingPolicy,
  type StoppingPolicy,
  type StoppingWishes,
} from '../counting/stopping.js';
import { emptyTally } from '../counting/tally.js';
import type { Clock } from '../clock/clock.js';
import type { FieldCounter, FieldVerdict } from '../slide/field-counter.js';
import { newSlideId } from '../store/slide-id.js';
import type { NewField, SlideStore, StoredSlide } from '../store/slide-store.js';
import type { Share } from '../workflow/events.js';

/** How slides are counted on this device. */
export interface CountingSettings extends StoppingWishes {
  readonly micrometresPerPixel?: number;
  readonly redCellsPerMicrolitre?: number;
}

/** What a slide was begun under; kept with it, so that a restart goes on by the same rules whatever the configuration says then. */
interface SlideRules {
  readonly stopping: StoppingPolicy;
  readonly micrometresPerPixel?: number;
  readonly redCellsPerMicrolitre?: number;
  /** Of the weights it was begun with: should a later release finish it, its counts are still judged by these. */
  readonly rates: Pick<ModelCard, 'sensitivity' | 'falsePositiveRate'>;
}

/** The slide under the microscope, between its row in the store and the counter. Every change is on disk before it is told. */
export class SlideAtHand {
  #tally: Tally;
  #nextOrdinal: number;

  private constructor(
    readonly id: string,
    readonly label: string,
    private readonly rules: SlideRules,
    private readonly store: SlideStore,
    stored?: StoredSlide,
  ) {
    this.#tally = stored?.tally ?? emptyTally;
    this.#nextOrdinal = stored?.nextOrdinal ?? 0;
  }

  /** Begins a slide under the next running label. Rejects with StorageError. */
  static async begin(
    store: SlideStore,
    counter: FieldCounter,
    clock: Clock,
    settings: CountingSettings,
  ): Promise<SlideAtHand> {
    const { model } = counter;
    const { micrometresPerPixel, redCellsPerMicrolitre, ...wishes } = settings;
    const rules: SlideRules = {
      stopping: stoppingPolicy(model.falsePositiveRate, wishes),
      rates: { sensitivity: model.sensitivity, falsePositiveRate: model.falsePositiveRate },
      ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
      ...(redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre }),
    };
    const label = await store.nextLabel();
    const id = newSlideId();
    await store.startSlide({
      id,
      label,
      at: clock.moment(),
      model: { name: model.name, sha256: model.sha256 },
      settings: { threshold: model.threshold, ...rules },
    });
    const slide = new SlideAtHand(id, label, rules, store);
    await clock.during(() => counter.open([], slide.#counterSettings()));
    return slide;
  }

  /**
   * Goes on with a slide that a restart found open. A slide counted with other weights cannot be: it is given as `undefined`, and
   * whoever asked finishes it as it stands.
   */
  static async resume(
    store: SlideStore,
    counter: FieldCounter,
    clock: Clock,
    stored: StoredSlide,
  ): Promise<SlideAtHand | undefined> {
    if (stored.model.sha256 !== counter.model.sha256) return undefined;
    const slide = SlideAtHand.of(store, stored);
    await slide.reopen(counter, clock);
    return slide;
  }

  /** The slide as the store has it, to be finished. */
  static of(store: SlideStore, stored: StoredSlide): SlideAtHand {
    return new SlideAtHand(stored.id, stored.label, stored.settings as unknown as SlideRules, store, stored);
  }

  get tally(): Tally {
    return this.#tally;
  }

  get nextOrdinal(): number {
    return this.#nextOrdinal;
  }

  /** Commits a counted field; safe to repeat after a failure. Rejects with StorageError. */
  async commit(
    { field, fingerprint }: FieldVerdict,
    about: Omit<NewField, keyof FieldVerdict['field']>,
  ): Promise<void> {
    await this.store
      .commitField(this.id, { ...field, ...about, ...(fingerprint && { fingerprint }) })
      .then((tally) => {
        this.#tally = tally;
        this.#nextOrdinal = Math.max(this.#nextOrdinal, field.ordinal + 1);
      });
  }

  /** Notes a frame that could not be counted at all. Rejects with StorageError. */
  async commitLost(
    ordinal: number,
    name: string,
    error: { code: string; message: string; remedy: string },
    clock: Clock,
  ): Promise<void> {
    const { code, message, remedy } = error;
    await this.store.commitUnreadable(this.id, { ordinal, name, code, message, remedy, at: clock.moment() });
    this.#nextOrdinal = Math.max(this.#nextOrdinal, ordinal + 1);
  }

  /** Tells a counter that lost its memory what this slide has counted already. */
  async reopen(counter: FieldCounter, clock: Clock): Promise<void> {
    const counted = await this.store.fingerprints(this.id);
    await clock.during(() => counter.open(counted, this.#counterSettings()));
  }

  /** Why counting has had enough, if it has. */
  stop(): 'precision-reached' | 'cell-limit' | undefined {
    return shouldStop(this.#tally, this.rules.stopping);
  }

  /** The infected share so far, with its interval; nothing before there is enough to say anything. */
  share(): Share | undefined {
    const { verdict, parasitaemia } = this.#result('still-counting');
    return verdict === 'no-result' ? undefined : parasitaemia;
  }

  /** Writes the result and closes the slide. Rejects with StorageError. */
  async finish(why: SlideResult['stopped'], clock: Clock): Promise<SlideResult> {
    const result = this.#result(why);
    await this.store.finishSlide(this.id, result, clock.moment());
    return result;
  }

  #result(stopped: SlideResult['stopped']): SlideResult {
    const { stopping: policy, rates, redCellsPerMicrolitre } = this.rules;
    const circumstances: SlideCircumstances = {
      ...rates,
      policy,
      stopped,
      ...(redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre }),
    };
    return slideResult(this.#tally, circumstances);
  }

  #counterSettings(): { micrometresPerPixel?: number } {
    const { micrometresPerPixel } = this.rules;
    return micrometresPerPixel === undefined ? {} : { micrometresPerPixel };
  }
}
