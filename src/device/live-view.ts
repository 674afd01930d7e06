import type { Camera } from '../capture/camera.js';
import type { FramePool } from '../capture/cameras/frame-pool.js';
import type { LiveFrame } from '../capture/camera.js';
import { HardwareError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { Glance } from '../imaging/glance.js';
import type { FieldCounter } from '../slide/field-counter.js';

/** Whom the live view tells. */
export interface LiveViewer {
  /** Whether anybody wants to know; frames nobody looks at only keep the camera warm. */
  looks(): boolean;
  /** A frame came that nobody wanted to know of. */
  passed(): void;
  /** Before it returns, the frame may be taken by `LiveView.take`; otherwise it is given back. */
  glanced(frame: number, glance: Glance): void;
  up(): void;
  failed(error: HardwareError): void;
  /** The counter's thread failed; the view goes on with the next frame. */
  unseen(error: unknown): void;
  /** What only a bug can throw. */
  broken(error: unknown): void;
}

/** Frames as they come, each looked at once: the newest, when the last look is over. The camera never waits for it. */
export class LiveView {
  #rate: number | 'off' = 'off';
  #looking: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  /** One start or stop at a time, in the order asked. */
  #switching: Promise<void> = Promise.resolve();
  #current: LiveFrame | undefined;
  #silent = false;

  constructor(
    private readonly camera: Camera,
    private readonly pool: FramePool,
    private readonly counter: FieldCounter,
    private readonly clock: Clock,
    private readonly viewer: LiveViewer,
  ) {}

  /** Frames per second from now on, or none. Told to the viewer by `up` or `failed`. */
  set(rate: number | 'off'): void {
    // A start that still waits for its first frame must not hold up the stop.
    if (rate === 'off') this.camera.stop().catch((error: unknown) => this.viewer.broken(error));
    this.#switching = this.#switching.then(() => (rate === 'off' ? this.#stop() : this.#start(rate)));
    this.#switching.catch((error: unknown) => this.viewer.broken(error));
  }

  /** The camera fell silent and is being started again: its next frame is told of by `up`. */
  expectAnew(): void {
    this.#silent = true;
  }

  /** Keeps the frame that is being told of; it is the caller's to `release` from the pool. */
  take(frame: number): LiveFrame {
    const current = this.#current;
    if (current?.number !== frame) throw new Error(`frame ${frame} is not the one being looked at`);
    this.#current = undefined;
    return current;
  }

  /** Ends the stream; resolves when no frame is being looked at any more. */
  async close(): Promise<void> {
    this.set('off');
    await this.#switching;
  }

  async #start(rate: number): Promise<void> {
    const { pool } = this;
    try {
      await this.camera.start(
        { framesPerSecond: rate },
        {
          room: (bytes) => pool.room(bytes),
          frame: (frame) => pool.frame(frame),
          fault: (error) => {
            this.#rate = 'off';
            this.viewer.failed(error);
          },
        },
      );
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      this.#rate = 'off';
      this.viewer.failed(error);
      return;
    }
    const was = this.#rate;
    this.#rate = rate;
    if (this.#looking === undefined) {
      this.#looking = new AbortController();
      this.#loop = this.#look(this.#looking.signal);
    }
    if (was === 'off') this.viewer.up();
  }

  async #stop(): Promise<void> {
    this.#rate = 'off';
    this.#looking?.abort();
    await this.camera.stop();
    await this.#loop;
    // What waits unseen would show, after a pause, what was there before.
    this.pool.discard();
    this.#looking = undefined;
  }

  async #look(signal: AbortSignal): Promise<void> {
    for (;;) {
      const frame = await this.pool.next(signal);
      if (!frame) return;
      if (this.#silent) {
        this.#silent = false;
        this.viewer.up();
      }
      if (!this.viewer.looks()) {
        this.pool.release(frame);
        this.viewer.passed();
        continue;
      }
      this.#current = frame;
      try {
        const glance = await this.clock.during(() => this.counter.glance(frame.image));
        if (!signal.aborted) this.viewer.glanced(frame.number, glance);
      } catch (error) {
        this.viewer.unseen(error);
      } finally {
        // Still ours: nobody took it. (`take` clears it, which the compiler cannot see across the call.)
        if ((this.#current as LiveFrame | undefined) === frame) {
          this.#current = undefined;
          this.pool.release(frame);
        }
      }
    }
  }
}
