/** One look at the battery. What a gauge cannot know is absent, never invented. */
export interface GaugeReading {
  /** Cell voltage, mV. */
  readonly millivolts?: number;
  /** Current drawn from the battery, mA; negative while it charges. */
  readonly milliamps?: number;
  /** State of charge, 0–1. */
  readonly charge?: number;
  readonly charging?: boolean;
  /** Battery temperature, °C. */
  readonly celsius?: number;
}

/** Where the battery's state comes from. `read` rejects with HardwareError gauge-*. */
export interface PowerGauge {
  readonly name: string;
  read(): Promise<GaugeReading>;
  close(): Promise<void>;
}
