import path from 'node:path';
import { RingformError } from '../../base/errors.js';
import type { Check } from '../../doctor/check.js';
import { askedChecks, type Witness } from '../../doctor/asked-checks.js';
import { FileChargeMemory } from '../../gauge/charge-memory.js';
import { ThreadedFieldCounter } from '../../slide/counter/threaded-field-counter.js';
import { NodeDisk } from '../../store/node-disk.js';
import { SqliteSlideStore } from '../../store/sqlite-slide-store.js';
import { readPins } from '../../wiring/pin-table.js';
import { deviceChecks, type Opened } from './checks.js';
import { Closers } from './closers.js';
import { openCamera } from './open-camera.js';
import { openButton, usableCalibration, type DeviceRequest } from './open-device.js';
import { openGauge } from './open-gauge.js';
import { openPanel } from './open-panel.js';

/** The parts as `run` opens them, each on its own: one that cannot be opened becomes a check that says so. */
export async function openChecks(
  { config, around, model, log }: Omit<DeviceRequest, 'service'>,
  witness?: Witness,
): Promise<{ readonly checks: readonly Check[]; close(): Promise<void> }> {
  const { clock } = around;
  const closers = new Closers();
  const folder = path.resolve(config.storage.dataFolder);
  const sqlite = await opened(async () =>
    closers.add(await SqliteSlideStore.open(path.join(folder, 'ringform.sqlite')), (it) => it.close()),
  );
  const store = sqlite instanceof RingformError ? sqlite : (around.troubled?.(sqlite) ?? sqlite);
  const counter = await opened(async () =>
    closers.add(await ThreadedFieldCounter.start(model), (it) => it.close()),
  );
  const calibration =
    store instanceof RingformError ? undefined : await usableCalibration(store, config, log);
  const camera = await opened(() => closers.add(openCamera(config, around, calibration), (it) => it.close()));
  const wires = await opened(async () => ({
    gpio: closers.add(await around.gpio(), (it) => it.close()),
    pins: readPins(),
  }));
  const panel = await andThen(wires, (it) => openPanel(config, around, it, closers, log));
  const button = await andThen(wires, (it) => openButton(config, it.gpio, it.pins, around, closers, log));
  const memory = new FileChargeMemory(path.join(folder, 'battery-charge.json'));
  const gauge = await opened(() => openGauge(config, around, memory, closers, log));
  const checks = deviceChecks({
    ...{ config, clock, camera, counter, panel, button, gauge, store, manifest: model },
    disk: new NodeDisk(folder),
    calibrated: calibration !== undefined,
    ...(!(sqlite instanceof RingformError) && { integrity: () => sqlite.checkIntegrity() }),
  });
  const asked =
    witness && !(panel instanceof RingformError) && !(button instanceof RingformError)
      ? askedChecks(
          {
            clock,
            panel: panel.panel,
            lamps: panel.lamps,
            display: config.display.kind !== 'none' && !panel.trouble,
            beeper: panel.beeper !== undefined || config.display.kind === 'terminal',
            onPress: (listener) => button.onChange(listener),
          },
          witness,
        )
      : [];
  return { checks: [...checks, ...asked], close: () => closers.close() };
}

/** What opening gives, or the RingformError that it ends in. */
async function opened<T>(open: () => T | Promise<T>): Promise<Opened<T>> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof RingformError) return error;
    throw error;
  }
}

/** The next part of one that is needed for it; its error where it could not be opened. */
function andThen<T, U>(first: Opened<T>, open: (part: T) => U | Promise<U>): Promise<Opened<U>> {
  return first instanceof RingformError ? Promise.resolve(first) : opened(() => open(first));
}
