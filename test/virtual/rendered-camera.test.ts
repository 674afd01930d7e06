import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { DEFAULT_OPTICS } from '../../src/simulate/optics.js';
import { RenderedCamera, type CameraFault } from '../../src/virtual/rendered-camera.js';
import { VirtualMicroscope } from '../../src/virtual/virtual-microscope.js';
import { cameraContract, type CameraRig } from '../capture/cameras/camera.contract.js';
import { drive, TestSink } from '../capture/cameras/test-sink.js';

const optics = { ...DEFAULT_OPTICS, width: 120, height: 90, micrometresPerPixel: 0.6 };

function rig(fault?: CameraFault): CameraRig & { readonly camera: RenderedCamera } {
  const clock = new VirtualClock();
  const microscope = new VirtualMicroscope(clock);
  microscope.insert({ seed: 3, parasitaemia: 0.05 });
  const camera = new RenderedCamera({ clock, microscope, optics });
  camera.inject(fault);
  return { camera, clock, cleanup: () => undefined };
}

cameraContract('RenderedCamera', () => Promise.resolve(rig()), [
  { code: 'camera-missing', make: () => Promise.resolve(rig('missing')) },
  { code: 'camera-busy', make: () => Promise.resolve(rig('busy')) },
  { code: 'camera-died', make: () => Promise.resolve(rig('dead')) },
]);

describe('the rendered camera', () => {
  /** The next `count` frames, while `fault` is set. */
  async function frames(count: number, fault?: CameraFault): Promise<readonly Buffer[]> {
    const { camera, clock } = rig(fault);
    const sink = new TestSink();
    await drive(clock, camera.start({ framesPerSecond: 10 }, sink));
    await drive(clock, sink.until(count));
    await drive(clock, camera.close());
    return sink.frames.map(({ image }) => Buffer.from(image.data));
  }

  it('gives no frame twice, as no sensor does', async () => {
    const [first, second, third] = await frames(3);
    expect(first.equals(second)).toBe(false);
    expect(second.equals(third)).toBe(false);
  });

  it('gives the very same one for ever when it is frozen', async () => {
    const [first, second, third] = await frames(3, 'frozen');
    expect(first.equals(second)).toBe(true);
    expect(second.equals(third)).toBe(true);
  });
});
