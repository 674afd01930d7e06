import { RingformError } from '../base/errors.js';
import type { LiveFrame } from '../capture/camera.js';
import type { Clock } from '../clock/clock.js';
import type { FieldCounter, FieldVerdict } from '../slide/field-counter.js';
import type { NewFile } from '../store/file-ledger.js';
import type { NewField } from '../store/slide-store.js';
import type { FieldOutcome } from '../workflow/events.js';
import type { Persistence } from './persistence.js';
import type { SlideAtHand } from './slide-at-hand.js';

/** Tries to count one frame before it is noted as lost: a thread that died once is started anew. */
const TRIES = 2;

export interface FieldQueueParts {
  readonly clock: Clock;
  readonly counter: FieldCounter;
  readonly disk: Persistence;
  /** What the power gauge says now; stored with the field. */
  readonly power: () => NewField['power'];
  /** Writes a field's pictures before its commit names them. */
  readonly keepPictures: (
    slideId: string,
    verdict: FieldVerdict,
    frame: LiveFrame,
  ) => Promise<readonly NewFile[]>;
  /** Gives the frame's memory back. */
  readonly release: (frame: LiveFrame) => void;
  /** What only a bug can throw. */
  readonly broken: (error: unknown) => void;
  readonly told: {
    /** Committed. */
    counted(outcome: FieldOutcome): void;
    /** The counter failed for good on this frame; that is committed too. */
    lost(error: RingformError): void;
  };
}

/** Taken fields on their way to the disk, one after the other. None is dropped: while the disk refuses, they wait. */
export class FieldQueue {
  readonly #waiting: LiveFrame[] = [];
  #working: Promise<void> | undefined;

  constructor(
    private readonly slide: SlideAtHand,
    private readonly parts: FieldQueueParts,
    /** Aborted when the device ends: what is not committed by then is given up. */
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when nothing waits or the signal has aborted. Rejects with what only a bug can throw. */
  async idle(): Promise<void> {
    await this.#working;
  }

  get length(): number {
    return this.#waiting.length;
  }

  add(frame: LiveFrame): void {
    this.#waiting.push(frame);
    this.#working ??= this.#work().finally(() => (this.#working = undefined));
    this.#working.catch((error: unknown) => this.parts.broken(error));
  }

  async #work(): Promise<void> {
    for (;;) {
      const frame = this.#waiting.at(0);
      if (frame === undefined || this.signal.aborted) return;
      try {
        await this.#field(frame);
      } finally {
        this.#waiting.shift();
        this.parts.release(frame);
      }
    }
  }

  async #field(frame: LiveFrame): Promise<void> {
    const { clock, disk, told } = this.parts;
    const ordinal = this.slide.nextOrdinal;
    const name = `field-${String(ordinal + 1).padStart(4, '0')}`;
    const verdict = await this.#count(frame, ordinal, name);
    if (verdict instanceof RingformError) {
      if (await disk.keep(() => this.slide.commitLost(ordinal, name, verdict, clock))) told.lost(verdict);
      return;
    }
    const power = this.parts.power();
    const at = clock.moment();
    const committed = await disk.keep(async () => {
      const files = await this.parts.keepPictures(this.slide.id, verdict, frame);
      await this.slide.commit(verdict, { at, files, ...(power && { power }) });
    });
    if (committed) told.counted(outcomeOf(verdict));
  }

  async #count(frame: LiveFrame, ordinal: number, name: string): Promise<FieldVerdict | RingformError> {
    const { clock, counter } = this.parts;
    for (let attempt = 1; ; attempt++) {
      try {
        return await clock.during(() => counter.count(frame.image, { ordinal, name }));
      } catch (error) {
        if (!(error instanceof RingformError)) throw error;
        if (attempt === TRIES) return error;
        await this.slide.reopen(counter, clock);
      }
    }
  }
}

function outcomeOf({ field }: FieldVerdict): FieldOutcome {
  const failed = field.quality.findings.find((finding) => !finding.ok);
  return {
    accepted: field.accepted,
    seenBefore: field.seenBefore,
    ...(failed && { failed: failed.check }),
    // The check's measure is the share of the view covered by cells: above a half it cannot be too few.
    ...(failed?.check === 'density' && { crowded: failed.value > 0.5 }),
  };
}
