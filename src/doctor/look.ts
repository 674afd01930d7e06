import type { HardwareError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import type { Camera } from '../capture/camera.js';
import { cameraTimeout } from '../capture/cameras/camera-errors.js';
import type { Clock } from '../clock/clock.js';

/** A camera that needs longer for its first frames is of no use to a person who waits. */
const PATIENCE_MS = 20_000;

/**
 * The camera's first `count` frames, each with pixels of its own (H×W×3, uint8). Rejects with HardwareError camera-*: what the
 * camera itself says, or camera-timeout.
 */
export async function firstFrames(camera: Camera, clock: Clock, count: number): Promise<RgbImage[]> {
  const frames: RgbImage[] = [];
  let settle: (error?: HardwareError) => void = () => undefined;
  const looked = new Promise<HardwareError | undefined>((resolve) => (settle = resolve));
  const cancel = clock.after(PATIENCE_MS, () => settle(cameraTimeout(PATIENCE_MS)));
  try {
    const started = camera.start(
      { framesPerSecond: 5 },
      {
        room: (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)),
        frame: ({ image }) => {
          if (frames.length < count) frames.push(image);
          if (frames.length === count) settle();
        },
        fault: settle,
      },
    );
    // Patience also ends a start that never settles.
    const error = await Promise.race([looked, started.then(() => looked)]);
    if (error) throw error;
    return frames;
  } finally {
    cancel();
    await camera.stop();
  }
}
