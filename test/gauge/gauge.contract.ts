import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import type { PowerGauge } from '../../src/gauge/gauge.js';
import { openCircuitMillivolts } from '../../src/power/open-circuit-voltage.js';
import { isPossible } from '../../src/power/steady-reading.js';

/** A battery on which a gauge is tried. */
export interface Truth {
  /** 0–1. */
  readonly charge: number;
  /** Discharging otherwise, by some hundred mA. */
  readonly charging: boolean;
}

export interface GaugeAtWork {
  readonly gauge: PowerGauge;
  /** The gauge, or its battery, goes away and comes back. */
  readonly breakIt: () => Promise<void>;
  readonly mendIt: () => Promise<void>;
}

/** What every PowerGauge keeps. `make` gives one on a battery with this truth. */
export function gaugeContract(name: string, make: (truth: Truth) => Promise<GaugeAtWork>): void {
  const truths = [0.9, 0.5, 0.15].flatMap((charge) => [
    { charge, charging: false },
    { charge, charging: true },
  ]);

  describe(`${name} keeps the contract of a gauge`, () => {
    it.each(truths)('reads a battery near its truth, in mV, mA and 0–1: %o', async (truth) => {
      const { gauge } = await make(truth);
      const reading = await gauge.read();
      expect(isPossible(reading)).toBe(true);
      if (reading.millivolts !== undefined) {
        expect(Math.abs(reading.millivolts - openCircuitMillivolts(truth.charge))).toBeLessThan(200);
      }
      if (reading.charge !== undefined) expect(Math.abs(reading.charge - truth.charge)).toBeLessThan(0.08);
      expect(reading.charging).toBe(truth.charging);
      if (reading.milliamps !== undefined) expect(reading.milliamps < 0).toBe(truth.charging);
      await gauge.close();
    });

    it('reads the same battery much the same again', async () => {
      const { gauge } = await make({ charge: 0.5, charging: false });
      const first = await gauge.read();
      const second = await gauge.read();
      expect(Math.abs((second.charge ?? 0) - (first.charge ?? 0))).toBeLessThan(0.01);
      expect(Math.abs((second.millivolts ?? 0) - (first.millivolts ?? 0))).toBeLessThan(20);
      await gauge.close();
    });

    it('rejects with a HardwareError and a remedy while it cannot tell, and answers again afterwards', async () => {
      const { gauge, breakIt, mendIt } = await make({ charge: 0.5, charging: false });
      await gauge.read();
      await breakIt();
      const error: unknown = await gauge.read().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(HardwareError);
      expect((error as HardwareError).code).toMatch(/^gauge-/);
      expect((error as HardwareError).remedy).not.toBe('');
      await mendIt();
      expect(isPossible(await gauge.read())).toBe(true);
      await gauge.close();
    });

    it('can be closed twice', async () => {
      const { gauge } = await make({ charge: 0.5, charging: false });
      await gauge.read();
      await gauge.close();
      await expect(gauge.close()).resolves.toBeUndefined();
    });
  });
}
