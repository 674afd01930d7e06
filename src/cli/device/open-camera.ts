import { UsageError } from '../../base/errors.js';
import type { Camera } from '../../capture/camera.js';
import { calibrationSchema, parseCalibration, type Calibration } from '../../capture/cameras/calibration.js';
import { FolderCamera } from '../../capture/cameras/folder.js';
import { NodeLibcameraCamera } from '../../capture/cameras/node-libcamera.js';
import { RpicamCamera } from '../../capture/cameras/rpicam.js';
import { V4l2Camera } from '../../capture/cameras/v4l2.js';
import type { Config } from '../../config/schema.js';
import type { DeviceState } from '../../store/device-state.js';
import type { Surroundings } from './surroundings.js';

/** Where the calibration of the camera is kept in the store. */
export const calibrationKey = 'camera-calibration';

/** The camera as configured, not started. Throws UsageError for one that these surroundings do not have. */
export function openCamera(
  { camera: settings }: Config,
  around: Surroundings,
  calibration: Calibration | undefined,
): Camera {
  const { width, height } = settings;
  switch (settings.kind) {
    case 'rpicam':
      return new RpicamCamera(
        { width, height, camera: settings.index, ...(calibration && { calibration }) },
        around.clock,
      );
    case 'v4l2':
      return new V4l2Camera(
        { width, height, device: settings.device, inputFormat: settings.inputFormat },
        around.clock,
      );
    case 'folder':
      return new FolderCamera([settings.folder ?? '.'], around.clock, {
        framesPerImage: settings.framesPerImage,
        loop: settings.loop,
      });
    case 'node-libcamera':
      return new NodeLibcameraCamera(
        { width, height, ...(calibration && { fixed: calibration }) },
        around.clock,
      );
    case 'rendered':
      if (around.camera) return around.camera;
      throw new UsageError(
        'no-virtual-device',
        'camera.kind is rendered, and there is no virtual device.',
        'Add --virtual, or choose another camera.kind.',
      );
  }
}

/** The stored calibration, if there is one that fits this frame size. Rejects with HardwareError camera-uncalibrated otherwise. */
export async function storedCalibration(
  store: DeviceState,
  config: Config,
): Promise<Calibration | undefined> {
  const stored = await store.readState(calibrationKey);
  return stored === undefined ? undefined : parseCalibration(stored, config.camera);
}

/** Keeps a calibration for every later start. Rejects with StorageError. */
export async function storeCalibration(store: DeviceState, calibration: Calibration): Promise<void> {
  await store.writeState(calibrationKey, calibrationSchema.parse(calibration));
}

/** Lets the camera choose by itself again. Rejects with StorageError. */
export async function forgetCalibration(store: DeviceState): Promise<void> {
  await store.writeState(calibrationKey, undefined);
}
