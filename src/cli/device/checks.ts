import { RingformError } from '../../base/errors.js';
import type { Camera } from '../../capture/camera.js';
import type { Clock } from '../../clock/clock.js';
import type { Config } from '../../config/schema.js';
import { cameraChecks } from '../../doctor/camera-checks.js';
import { failedToOpen, type Check } from '../../doctor/check.js';
import { diskCheck, storeCheck } from '../../doctor/disk-checks.js';
import { goldenChecks } from '../../doctor/golden-checks.js';
import { beeperCheck, buttonCheck, displayCheck, lampsCheck } from '../../doctor/panel-checks.js';
import { clockCheck, gaugeCheck } from '../../doctor/part-checks.js';
import type { PowerGauge } from '../../gauge/gauge.js';
import type { FieldCounter } from '../../slide/field-counter.js';
import type { DeviceState } from '../../store/device-state.js';
import type { Disk } from '../../store/disk.js';
import type { Button } from '../../wiring/button.js';
import type { OpenedPanel } from './open-panel.js';
import { sendingChecks } from './own-certificate.js';

/** A part, or what it said when it could not be opened. */
export type Opened<T> = T | RingformError;

export interface CheckedParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly camera: Opened<Camera>;
  readonly calibrated: boolean;
  readonly counter: Opened<FieldCounter>;
  readonly panel: Opened<OpenedPanel>;
  readonly button: Opened<Button>;
  readonly gauge: Opened<PowerGauge> | undefined;
  readonly disk: Disk;
  readonly store: Opened<DeviceState>;
  /** Reads the whole store through; absent at a start, which must not wait for it. */
  readonly integrity?: () => Promise<void>;
  /** Manifest of the weights. */
  readonly manifest: string;
}

/** The self-test of this device, in the order in which a person would look: what they touch first, what nobody sees last. */
export function deviceChecks(parts: CheckedParts): readonly Check[] {
  const { config, clock, manifest } = parts;
  const { display, workflow } = config;
  return [
    ...of(parts.panel, ['display'], (opened) => [
      displayCheck(opened.panel, display.kind, opened.trouble),
      lampsCheck(opened.lamps, clock),
      beeperCheck(opened.beeper),
    ]),
    ...of(parts.button, ['button'], (button) => [buttonCheck(button)]),
    ...of(parts.camera, ['camera'], (camera) => cameraChecksOf(parts, camera)),
    ...of(parts.gauge, ['gauge'], (gauge) => [gaugeCheck(gauge)]),
    clockCheck(clock),
    ...sendingChecks(config, clock),
    diskCheck(parts.disk, clock),
    ...of(parts.store, ['disk', 'store'], (store) => [storeCheck(store, clock, parts.integrity)]),
    ...of(parts.counter, ['model'], (counter) =>
      goldenChecks({ clock, counter, manifest, mostBlur: workflow.mostBlur }),
    ),
  ];
}

/** The checks of a part, or one that fails: `run` does not start without a part that cannot be opened. */
function of<T>(
  opened: Opened<T>,
  [part, label = part]: readonly [part: Check['part'], label?: string],
  build: (part: T) => readonly Check[],
): readonly Check[] {
  return opened instanceof RingformError
    ? [failedToOpen({ part, label, stopsCounting: true }, opened)]
    : build(opened);
}

function cameraChecksOf({ config, clock, calibrated }: CheckedParts, camera: Camera): readonly Check[] {
  const { kind, width, height } = config.camera;
  const { leastLevel, mostClipped } = config.workflow;
  return cameraChecks({
    camera,
    clock,
    exposure: calibrated || kind === 'rendered' ? 'fixed' : kind === 'rpicam' ? 'missing' : 'automatic',
    // Images of a folder have whatever size they have, and each is shown several times.
    size: kind === 'folder' ? undefined : { width, height },
    repeats: kind === 'folder',
    limits: { leastLevel, mostClipped },
  });
}
