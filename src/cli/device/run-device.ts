import { HardwareError } from '../../base/errors.js';
import { Device, type Ending } from '../../device/device.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import { openDevice, type DeviceRequest } from './open-device.js';

/**
 * Opens the device, runs it until it ends, closes it. In virtual time the clock is driven as long as the device runs. Rejects as
 * openDevice does, and with what a bug throws.
 */
export async function runDevice(
  request: DeviceRequest,
  stop: AbortSignal,
  time?: VirtualClock,
  begun?: () => void,
): Promise<Ending> {
  const driven = new AbortController();
  // Threads and timers at rest let a process end; a device ends when it says so.
  const alive = setInterval(() => undefined, 2 ** 30);
  // Opening waits for alarms too (a display's pauses), so that virtual time must run already.
  const driving = time?.run(driven.signal);
  try {
    const opened = await openDevice(request);
    try {
      begun?.();
      const running = new Device(opened.parts).run(stop);
      // An alarm that throws stops virtual time: the device would wait for ever.
      const ending = await (driving ? Promise.race([running, driving.then(() => running)]) : running);
      return ending;
    } finally {
      await opened.close().catch((error: unknown) => {
        // A part that cannot even be switched off takes nothing from what was counted.
        if (!(error instanceof HardwareError)) throw error;
        request.log.warn(error.message, { error });
      });
    }
  } finally {
    clearInterval(alive);
    driven.abort();
    await driving;
  }
}
