import type { CameraSink, LiveFrame } from '../camera.js';

interface Slot {
  readonly bytes: Uint8Array;
  state: 'free' | 'lent' | 'waiting' | 'held';
  /** How often it is held; freed at 0. */
  holders: number;
}

interface Waiter {
  give(frame: LiveFrame | undefined): void;
}

/**
 * Bounded memory between a camera that never waits and whoever looks at its frames. One frame waits to be looked at: the
 * newest; an older one nobody asked for is dropped. Who took a frame holds it, and its pixels stay as they are until it is
 * released as often as it was held. When all slots are held, frames come into a spare one and are dropped on arrival.
 *
 * Memory: `slots` + 1 frames at most, made when first needed; frames of another size replace them as they fall free.
 */
export class FramePool implements Pick<CameraSink, 'room' | 'frame'> {
  /** Frames that nobody looked at, since the pool was made. */
  dropped = 0;
  readonly #most: number;
  #slots: Slot[] = [];
  #spare: Uint8Array | undefined;
  #waiting: { frame: LiveFrame; slot: Slot } | undefined;
  #waiter: Waiter | undefined;

  /**
   * @param slots - frames that can be held, waiting or under way at once: one to fill, one that waits, and those held.
   * @param arrived - called after every frame, those that nobody looks at too: each leaves megabytes behind where it was read
   */
  constructor(
    slots = 5,
    private readonly arrived: () => void = () => undefined,
  ) {
    if (!Number.isInteger(slots) || slots < 1) throw new RangeError(`a pool of ${slots} frames`);
    this.#most = slots;
  }

  /** Frames held at the moment. */
  get held(): number {
    return this.#slots.filter((slot) => slot.state === 'held').length;
  }

  /** Bytes of all buffers, the spare one included. */
  get bytes(): number {
    return [...this.#slots.map((slot) => slot.bytes), ...(this.#spare ? [this.#spare] : [])].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  /** Room for the camera's next frame. Asking again before `frame` lends the same anew. */
  room(bytes: number): Uint8Array {
    for (const slot of this.#slots) if (slot.state === 'lent') slot.state = 'free';
    const slot = this.#free(bytes);
    if (slot !== undefined) {
      slot.state = 'lent';
      return slot.bytes;
    }
    if (this.#spare?.byteLength !== bytes) this.#spare = new Uint8Array(new SharedArrayBuffer(bytes));
    return this.#spare;
  }

  /**
   * A frame in the room lent last. It goes to who waits in `next`, or waits itself in place of an older one.
   *
   * @throws Error when its pixels lie anywhere else.
   */
  frame(frame: LiveFrame): void {
    this.#place(frame);
    this.arrived();
  }

  /**
   * The newest frame nobody looked at, as soon as there is one; the caller holds it and must `release` it. Resolves with
   * undefined when the signal aborts. One caller at a time.
   */
  async next(signal?: AbortSignal): Promise<LiveFrame | undefined> {
    if (signal?.aborted === true) return undefined;
    const ready = this.#take();
    if (ready !== undefined) return ready;
    if (this.#waiter !== undefined) throw new Error('somebody waits for the next frame already');
    return await new Promise<LiveFrame | undefined>((resolve) => {
      const give = (frame: LiveFrame | undefined): void => {
        signal?.removeEventListener('abort', aborted);
        resolve(frame);
      };
      const aborted = (): void => {
        this.#waiter = undefined;
        give(undefined);
      };
      signal?.addEventListener('abort', aborted);
      this.#waiter = { give };
    });
  }

  /** Holds a held frame once more, for a second user. */
  hold(frame: LiveFrame): void {
    this.#heldSlot(frame).holders++;
  }

  /** Gives a frame back; after as many times as it was held its room is used again. */
  release(frame: LiveFrame): void {
    const slot = this.#heldSlot(frame);
    if (--slot.holders === 0) slot.state = 'free';
  }

  /** Drops the frame that waits, if any: after a pause it would show what was there before. */
  discard(): void {
    if (this.#waiting === undefined) return;
    this.#waiting.slot.state = 'free';
    this.#waiting = undefined;
    this.dropped++;
  }

  #place(frame: LiveFrame): void {
    const { data } = frame.image;
    if (data === this.#spare) {
      this.dropped++;
      return;
    }
    const slot = this.#slots.find((candidate) => candidate.bytes === data && candidate.state === 'lent');
    if (slot === undefined) throw new Error(`frame ${frame.number} does not lie in the room lent for it`);
    this.discard();
    slot.state = 'waiting';
    this.#waiting = { frame, slot };
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    this.#waiter = undefined;
    waiter.give(this.#take());
  }

  #take(): LiveFrame | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    this.#waiting = undefined;
    waiting.slot.state = 'held';
    waiting.slot.holders = 1;
    return waiting.frame;
  }

  /** A slot of this size that is free, or can be made so; undefined when all are held. */
  #free(bytes: number): Slot | undefined {
    const isFree = (slot: Slot): boolean => slot.state === 'free';
    const fitting = this.#slots.find((slot) => isFree(slot) && slot.bytes.byteLength === bytes);
    if (fitting !== undefined) return fitting;
    const misfit = this.#slots.find(isFree);
    if (misfit !== undefined) this.#slots = this.#slots.filter((slot) => slot !== misfit);
    if (this.#slots.length < this.#most) {
      const slot: Slot = { bytes: new Uint8Array(new SharedArrayBuffer(bytes)), state: 'free', holders: 0 };
      this.#slots.push(slot);
      return slot;
    }
    if (this.#waiting === undefined) return undefined;
    this.discard();
    return this.#free(bytes);
  }

  #heldSlot(frame: LiveFrame): Slot {
    const slot = this.#slots.find((candidate) => candidate.bytes === frame.image.data);
    if (slot?.state !== 'held') throw new Error(`frame ${frame.number} is not held`);
    return slot;
  }
}
