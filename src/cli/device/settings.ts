import type { Config } from '../../config/schema.js';
import { windowOf } from '../../config/windows.js';
import type { CountingSettings } from '../../device/slide-at-hand.js';
import { defaultPowerSettings, type PowerSettings } from '../../power/settings.js';
import { powerBudget, readParts, type PowerBudget } from '../../wiring/parts.js';
import type { WorkflowSettings } from '../../workflow/workflow-settings.js';

/** The configuration in the words of the rooms that use it. */

export function workflowSettings({ workflow, button, unattended }: Config): WorkflowSettings {
  return {
    ...workflow,
    longPressMs: button.longPressMs,
    powerOffPressMs: button.powerOffPressMs,
    ...(unattended.enabled && {
      unattended: {
        windows: unattended.windows.map(windowOf),
        slidesPerHour: unattended.slidesPerHour,
        fieldsPerSlide: unattended.fieldsPerSlide,
        settleMs: unattended.advance.settleMs,
        emptyAdvances: unattended.emptyAdvances,
      },
    }),
  };
}

export function countingSettings({ counting, camera, unattended }: Config): CountingSettings {
  const { precision, redCellsPerMicrolitre } = counting;
  const cellLimit = (unattended.enabled ? unattended.cellTarget : null) ?? counting.cellLimit;
  return {
    precision,
    cellLimit,
    ...(redCellsPerMicrolitre !== null && { redCellsPerMicrolitre }),
    ...(camera.micrometresPerPixel !== null && { micrometresPerPixel: camera.micrometresPerPixel }),
  };
}

/** The power budget of the parts as configured. */
export function budgetOf({ display, gauge }: Config): PowerBudget {
  return powerBudget(readParts(), {
    ...(display.kind === 'ssd1306' && { display: 'oled-ssd1306' }),
    ...(gauge.kind === 'ina219' && { gauge: 'gauge-ina219' }),
  });
}

export function powerSettings(config: Config): PowerSettings {
  const { power, camera, gauge } = config;
  const settings = defaultPowerSettings({
    budget: budgetOf(config),
    milliampHours: gauge.batteryMilliampHours,
    nominalMillivolts: 3600 * gauge.cellsInSeries,
  });
  const { pace } = settings;
  const rate = (framesPerSecond: number): number => Math.min(framesPerSecond, camera.framesPerSecond);
  return {
    ...settings,
    thresholds: {
      saving: { charge: power.savingCharge, millivolts: power.savingMillivolts },
      critical: { charge: power.criticalCharge, millivolts: power.criticalMillivolts },
      shutdown: { charge: power.shutdownCharge, millivolts: power.shutdownMillivolts },
    },
    urgentMillivolts: power.urgentMillivolts,
    slidesWithoutReading: power.slidesWithoutReading,
    pace: {
      normal: { ...pace.normal, framesPerSecond: camera.framesPerSecond },
      saving: { ...pace.saving, framesPerSecond: rate(pace.saving.framesPerSecond) },
      critical: { ...pace.critical, framesPerSecond: rate(pace.critical.framesPerSecond) },
      shutdown: pace.shutdown,
    },
  };
}
