import type { BatteryReading } from '../power/battery-reading.js';

/** One look at the battery, as the power policy takes it. */
export type GaugeReading = BatteryReading;

/** Where the battery's state comes from. `read` rejects with HardwareError gauge-*. */
export interface PowerGauge {
  readonly name: string;
  read(): Promise<GaugeReading>;
  close(): Promise<void>;
}
