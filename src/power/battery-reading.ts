/** One look at the battery. What a gauge cannot know is absent, never invented. */
export interface BatteryReading {
  /** Voltage of one cell, mV, under whatever load there is. */
  readonly millivolts?: number;
  /** Current drawn from the battery, mA; negative while it charges. */
  readonly milliamps?: number;
  /** State of charge, 0–1. */
  readonly charge?: number;
  readonly charging?: boolean;
  /** Battery temperature, °C. */
  readonly celsius?: number;
}
