import type { Camera } from '../../capture/camera.js';
import type { Clock } from '../../clock/clock.js';
import type { Config } from '../../config/schema.js';
import { cameraChecks } from '../../doctor/camera-checks.js';
import type { Check } from '../../doctor/check.js';
import { goldenChecks } from '../../doctor/golden-checks.js';
import { buttonCheck, clockCheck, diskCheck, displayCheck, gaugeCheck } from '../../doctor/part-checks.js';
import type { PowerGauge } from '../../gauge/gauge.js';
import type { Panel } from '../../panel/panel.js';
import type { FieldCounter } from '../../slide/field-counter.js';
import type { Disk } from '../../store/disk.js';
import type { Button } from '../../wiring/button.js';

export interface CheckedParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly camera: Camera;
  readonly calibrated: boolean;
  readonly counter: FieldCounter;
  readonly panel: Panel;
  readonly button: Button;
  readonly gauge: PowerGauge | undefined;
  readonly disk: Disk;
  readonly manifest: string;
}

/** The self-test of this device, in the order in which a person would look: what they touch first, what nobody sees last. */
export function deviceChecks(parts: CheckedParts): readonly Check[] {
  const { config, clock, camera, counter, panel, button, gauge, disk, manifest } = parts;
  const { workflow, display } = config;
  const [cameraCheck, lightCheck] = cameraChecks({
    ...{ camera, clock, counter, calibrated: parts.calibrated },
    width: config.camera.width,
    height: config.camera.height,
    limits: { leastLevel: workflow.leastLevel, mostClipped: workflow.mostClipped },
  });
  return [
    displayCheck(panel, display.kind),
    buttonCheck(button),
    cameraCheck,
    lightCheck,
    gaugeCheck(gauge),
    clockCheck(clock),
    diskCheck(disk, clock),
    ...goldenChecks({ clock, counter, manifest, mostBlur: workflow.mostBlur }),
  ];
}
