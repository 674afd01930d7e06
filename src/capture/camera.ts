import type { HardwareError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';

/** One live frame. Its pixels lie in a buffer lent by the sink; whoever holds the frame gives the buffer back. */
export interface LiveFrame {
  /** Counts up from 1 since the camera was opened; gaps are frames that were dropped. */
  readonly number: number;
  /** Clock uptime when it was exposed, ms. */
  readonly uptimeMs: number;
  readonly image: RgbImage;
}

/** Where a camera puts its frames. It never makes the camera wait. */
export interface CameraSink {
  /**
   * Room for one frame (`bytes` long, over a SharedArrayBuffer). Always gives one: the oldest frame nobody looked at makes room.
   * A camera has one room at a time: asking again before `frame` gives up the room lent last.
   */
  room(bytes: number): Uint8Array;
  /** A whole frame, its pixels in the room lent last. */
  frame(frame: LiveFrame): void;
  /** The camera stopped and will send no more until it is started again. */
  fault(error: HardwareError): void;
}

/** How frames are to come. */
export interface CaptureSettings {
  /** At most so many a second; > 0. */
  readonly framesPerSecond: number;
}

/**
 * A camera that streams live frames of one size. Errors are HardwareError: camera-missing, camera-busy, camera-died,
 * camera-frozen, camera-timeout, camera-bad-frame, camera-not-installed. A failed start rejects; what fails later goes to
 * the sink's `fault`, once.
 */
export interface Camera {
  readonly name: string;
  /**
   * Begins to stream: resolves once the first frame came, rejects when none will. Starting a started camera changes its
   * settings and its sink. Stopped before the first frame came, it resolves quietly: who stopped it knows.
   */
  start(settings: CaptureSettings, sink: CameraSink): Promise<void>;
  /** Ends the stream and frees the sensor; resolves when nothing runs any more. Safe when not started. */
  stop(): Promise<void>;
  /** Stops for good. */
  close(): Promise<void>;
}
