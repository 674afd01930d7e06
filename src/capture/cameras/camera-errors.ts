import { HardwareError } from '../../base/errors.js';

/** No camera answers. `said`: the tool's own words, for whoever mends it. */
export function cameraMissing(said: string): HardwareError {
  return new HardwareError(
    'camera-missing',
    `No camera is found (${said}).`,
    'Switch off, press both ends of the camera cable home, switch on; a USB camera: plug it in again.',
  );
}

export function cameraBusy(said: string): HardwareError {
  return new HardwareError(
    'camera-busy',
    `Another program is using the camera (${said}).`,
    'Close the other camera program, or restart the device.',
  );
}

/** The camera program ended by itself. `how`: exit code or signal; `lines`: its last words, possibly none. */
export function cameraDied(program: string, how: string, lines: readonly string[]): HardwareError {
  const words = lines.length === 0 ? 'It said nothing.' : `Its last words: ${lines.join(' | ')}`;
  return new HardwareError(
    'camera-died',
    `${program} ended by itself (${how}). ${words}`,
    'It is started again by itself; if this goes on, check the camera cable and the power supply.',
  );
}

/** No frame came within `ms`. */
export function cameraTimeout(ms: number): HardwareError {
  return new HardwareError(
    'camera-timeout',
    `The camera sent no frame for ${(ms / 1000).toFixed(1)} s.`,
    'Press both ends of the camera cable home; if this goes on, restart the device.',
  );
}

/** `frames` frames in a row were the same to the last bit sampled; a sensor always has noise. */
export function cameraFrozen(frames: number): HardwareError {
  return new HardwareError(
    'camera-frozen',
    `The camera sent the same picture ${frames} times.`,
    'It is started again by itself; if this goes on, restart the device.',
  );
}

/** What came is no frame of the form agreed. */
export function cameraBadFrame(what: string, options?: { cause?: unknown }): HardwareError {
  return new HardwareError(
    'camera-bad-frame',
    `What the camera sent is no picture: ${what}.`,
    'Check the width and height in the configuration against what this camera can do, then restart.',
    options,
  );
}

/** None of `programs` is there. `remedy`: how to install one. */
export function cameraNotInstalled(programs: readonly string[], remedy: string): HardwareError {
  return new HardwareError('camera-not-installed', `${programs.join(' or ')} is not installed.`, remedy);
}
