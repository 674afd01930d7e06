import type { HardwareError } from '../../../src/base/errors.js';
import type { CameraSink, LiveFrame } from '../../../src/capture/camera.js';
import type { Clock } from '../../../src/clock/clock.js';
import { VirtualClock } from '../../../src/clock/virtual-clock.js';

/** Keeps all that a camera sends, and tells when something came. Each room is fresh, so frames stay as they were. */
export class TestSink implements CameraSink {
  readonly rooms: Uint8Array[] = [];
  readonly frames: LiveFrame[] = [];
  readonly faults: HardwareError[] = [];
  #wake: (() => void)[] = [];

  room(bytes: number): Uint8Array {
    const room = new Uint8Array(new SharedArrayBuffer(bytes));
    this.rooms.push(room);
    return room;
  }

  frame(frame: LiveFrame): void {
    this.frames.push(frame);
    this.#stir();
  }

  fault(error: HardwareError): void {
    this.faults.push(error);
    this.#stir();
  }

  /** Resolves when so many frames came; rejects when a fault comes first. */
  async until(frames: number): Promise<void> {
    while (this.frames.length < frames) {
      if (this.faults.length > 0) throw this.faults[0];
      await this.#stirred();
    }
  }

  async untilFault(): Promise<HardwareError> {
    while (this.faults.length === 0) await this.#stirred();
    return this.faults[0];
  }

  #stirred(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #stir(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** Waits for `work`, letting time pass where somebody has to. */
export async function drive<T>(clock: Clock, work: Promise<T>): Promise<T> {
  if (!(clock instanceof VirtualClock)) return await work;
  const done = new AbortController();
  void work.finally(() => done.abort()).catch(() => undefined); // what it rejects with is thrown below
  for (let steps = 0; !done.signal.aborted; steps++) {
    if (steps > 20_000) throw new Error('nothing came of it in 1000 virtual seconds');
    await clock.advance(50);
  }
  return await work;
}
