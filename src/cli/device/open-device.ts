import path from 'node:path';
import { SupervisedCamera } from '../../capture/cameras/supervised.js';
import { FramePool } from '../../capture/cameras/frame-pool.js';
import type { Calibration } from '../../capture/cameras/calibration.js';
import { HardwareError } from '../../base/errors.js';
import type { Config } from '../../config/schema.js';
import { siteOfCounts } from '../../config/sync-site.js';
import type { DeviceParts } from '../../device/parts.js';
import { runChecks, faultsOf, type Check, type CheckResult } from '../../doctor/check.js';
import { FileChargeMemory } from '../../gauge/charge-memory.js';
import { PowerWatch } from '../../gauge/power-watch.js';
import type { Log } from '../../service/log.js';
import type { ServiceManager } from '../../service/service-manager.js';
import { garbageCollector } from '../../slide/counter/collect-garbage.js';
import { ThreadedFieldCounter } from '../../slide/counter/threaded-field-counter.js';
import { FrameArchive } from '../../store/frame-archive.js';
import { NodeDisk } from '../../store/node-disk.js';
import { SqliteSlideStore } from '../../store/sqlite-slide-store.js';
import type { SlideStore } from '../../store/slide-store.js';
import { SeenPanel } from '../../virtual/seen-panel.js';
import { AdvanceCommand } from '../../wiring/advance-command.js';
import { AdvanceLine } from '../../wiring/advance-line.js';
import { Button } from '../../wiring/button.js';
import type { Gpio } from '../../wiring/gpio.js';
import { activeLevel, openInput, openOutput, readPins, type PinTable } from '../../wiring/pin-table.js';
import type { StageAdvance } from '../../wiring/stage-advance.js';
import { deviceChecks } from './checks.js';
import { Closers } from './closers.js';
import { pictureKeeper } from './keep-pictures.js';
import { openCamera, storedCalibration } from './open-camera.js';
import { openGauge } from './open-gauge.js';
import { openPanel } from './open-panel.js';
import { openSync } from './open-sync.js';
import { countingSettings, powerSettings, workflowSettings } from './settings.js';
import type { Surroundings } from './surroundings.js';

const MEBIBYTE = 1024 * 1024;
/** Frames beside those that wait: one being looked at, and one being filled or the newest. */
const FRAMES_IN_HAND = 2;

export interface DeviceRequest {
  readonly config: Config;
  readonly around: Surroundings;
  /** Manifest of the weights. */
  readonly model: string;
  readonly log: Log;
  readonly service: ServiceManager;
}

/** A device put together and ready to run. */
export interface OpenedDevice {
  readonly parts: DeviceParts;
  readonly checks: readonly Check[];
  close(): Promise<void>;
}

/**
 * The composition root of the daemon: every part by its configuration, in the order they need each other; what was opened is
 * closed again when a later one cannot be. Rejects with the RingformError of the part that stops it.
 */
export async function openDevice(request: DeviceRequest): Promise<OpenedDevice> {
  const closers = new Closers();
  try {
    return await compose(request, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function compose(
  { config, around, model, log, service }: DeviceRequest,
  closers: Closers,
): Promise<OpenedDevice> {
  const { clock } = around;
  const folder = path.resolve(config.storage.dataFolder);
  const site = siteOfCounts(config);
  const sqlite = closers.add(
    await SqliteSlideStore.open(path.join(folder, 'ringform.sqlite'), {
      ...(site !== undefined && { site }),
    }),
    (it) => it.close(),
  );
  const store: SlideStore = around.troubled?.(sqlite) ?? sqlite;
  const disk = new NodeDisk(folder);
  const { keepFramesMiB, keepFreeMiB } = config.storage;
  const archive = await FrameArchive.open(disk, store, () => clock.moment(), {
    budget: keepFramesMiB * MEBIBYTE,
    keepFree: keepFreeMiB * MEBIBYTE,
  });
  const counter = closers.add(await ThreadedFieldCounter.start(model), (it) => it.close());
  const calibration = await usableCalibration(store, config, log);
  const bare = closers.add(openCamera(config, around, calibration), (it) => it.close());
  const restarts = new Set<() => void>();
  const camera = new SupervisedCamera(bare, clock, {
    // A folder repeats its pictures on purpose.
    ...(config.camera.kind === 'folder' && { frozenAfter: Infinity }),
    onRestart: (error, pauseMs) => {
      log.warn(`${error.message} Starting it again.`, { error, pauseMs });
      for (const tell of restarts) tell();
    },
  });
  const pins = readPins();
  const gpio = closers.add(await around.gpio(), (it) => it.close());
  const shown = await openPanel(config, around, { gpio, pins }, closers, log);
  const { panel } = shown;
  const button = openButton(config, gpio, pins, around, closers, log);
  const memory = new FileChargeMemory(path.join(folder, 'battery-charge.json'));
  const gauge = await openGauge(config, around, memory, closers, log);
  const settings = powerSettings(config);
  const watch = new PowerWatch({
    gauge: gauge ?? noGauge,
    clock,
    settings,
    mode: 'ready',
    load: (mode) => around.battery?.load(mode),
    onTrouble: (error) =>
      error ? log.warn(error.message, { error }) : log.info('the battery gauge is back'),
  });
  if (gauge) startWatch(watch, closers, log);
  const advance = openAdvance(config, gpio, pins, around, closers);
  const { sync: syncing } = config;
  const sync = syncing.enabled
    ? await openSync({
        ...{ config, clock, store, disk, log, power: watch.picture().sync },
        readFile: (it) => archive.read(it),
      })
    : undefined;
  const checks = deviceChecks({
    ...{ config, clock, camera: bare, counter, panel: shown, button, gauge, disk, store, manifest: model },
    calibrated: calibration !== undefined,
  });
  const parts: DeviceParts = {
    ...{ clock, camera, counter, store, button, service, log },
    pool: new FramePool(config.workflow.mostWaiting + FRAMES_IN_HAND, garbageCollector()),
    panel: around.sees ? new SeenPanel(panel, around.sees) : panel,
    onCameraRestart: (listener) => {
      restarts.add(listener);
      return () => void restarts.delete(listener);
    },
    power: watch,
    powerOff: around.powerOff,
    ...(advance && { advance }),
    selfTest: () => selfTest(checks, around, log),
    keepPictures: pictureKeeper(archive, clock, log, keepFramesMiB > 0),
    ...(sync && { sync }),
    counting: countingSettings(config),
    workflow: workflowSettings(config),
  };
  return { parts, checks, close: () => closers.close() };
}

/** No gauge fitted: the policy hears nothing, and says so by leaving charge and time open. */
const noGauge = {
  name: 'none',
  read: () =>
    Promise.reject(
      new HardwareError('gauge-none', 'No battery gauge is configured.', 'Fit one and set gauge.kind.'),
    ),
  close: () => Promise.resolve(),
};

/** A stored calibration that does not fit is no reason to stay dark: the self-test says what to do. */
export async function usableCalibration(
  store: SlideStore,
  config: Config,
  log: Log,
): Promise<Calibration | undefined> {
  try {
    return await storedCalibration(store, config);
  } catch (error) {
    if (!(error instanceof HardwareError)) throw error;
    log.warn(error.message, { error });
    return undefined;
  }
}

export function openButton(
  config: Config,
  gpio: Gpio,
  pins: PinTable,
  { clock }: Surroundings,
  closers: Closers,
  log: Log,
): Button {
  const signal = pins.signals.button;
  const rules = { active: activeLevel(signal), settleMs: config.button.debounceMs };
  const button = closers.add(new Button(openInput(gpio, signal), clock, rules), (it) => it.close());
  button.onFault((error) =>
    error ? log.warn(error.message, { error }) : log.info('the button is well again'),
  );
  return button;
}

function startWatch(watch: PowerWatch, closers: Closers, log: Log): void {
  const stop = new AbortController();
  const running = watch.run(stop.signal).catch((error: unknown) => {
    log.error('the watch over the battery ended', { error });
    throw error;
  });
  running.catch(() => undefined); // told by close, which waits for it
  closers.add(watch, () => {
    stop.abort();
    return running;
  });
}

function openAdvance(
  { unattended }: Config,
  gpio: Gpio,
  pins: PinTable,
  around: Surroundings,
  closers: Closers,
): StageAdvance | undefined {
  if (around.stage) return around.stage;
  const { kind, command, pulseMs, timeoutMs } = unattended.advance;
  const signal = pins.signals['stage-advance'];
  if (!unattended.enabled || kind === 'none') return undefined;
  if (kind === 'command') {
    const [program, ...rest] = command; // the configuration's check saw to it that there is one
    return closers.add(new AdvanceCommand([program, ...rest], around.clock, { timeoutMs }), (it) =>
      it.close(),
    );
  }
  const line = openOutput(gpio, signal);
  return closers.add(new AdvanceLine(line, around.clock, { pulseMs, active: activeLevel(signal) }), (it) =>
    it.close(),
  );
}

async function selfTest(
  checks: readonly Check[],
  { clock }: Surroundings,
  log: Log,
): Promise<ReturnType<typeof faultsOf>> {
  const results: CheckResult[] = [];
  for await (const result of runChecks(checks, clock)) {
    const { part, label, state, said } = result;
    const fields = {
      part,
      state,
      ...(result.state === 'failed' && { code: result.code, remedy: result.remedy }),
    };
    if (state === 'failed') log.warn(`self-test: ${label}: ${said}`, fields);
    else log.info(`self-test: ${label}: ${said}`, fields);
    results.push(result);
  }
  return faultsOf(results);
}
