import { HardwareError, UsageError } from '../../base/errors.js';
import type { Config } from '../../config/schema.js';
import type { PowerGauge } from '../../gauge/gauge.js';
import type { ChargeMemory } from '../../gauge/charge-memory.js';
import { Ina219Gauge } from '../../gauge/ina219-gauge.js';
import { Max17048Gauge } from '../../gauge/max17048-gauge.js';
import { PowerSupplyGauge } from '../../gauge/power-supply-gauge.js';
import type { Log } from '../../service/log.js';
import type { Closers } from './closers.js';
import type { Surroundings } from './surroundings.js';

/**
 * The battery gauge as configured; undefined for none. A gauge whose bus cannot be opened becomes one that says so at every
 * look: the device counts on, careful, and the self-test names it.
 */
export async function openGauge(
  { gauge: settings }: Config,
  around: Surroundings,
  memory: ChargeMemory,
  closers: Closers,
  log: Log,
): Promise<PowerGauge | undefined> {
  const { kind, address, cellsInSeries, battery } = settings;
  const bus = async (): ReturnType<Surroundings['i2c']> =>
    closers.add(await around.i2c(settings.i2cBus), (opened) => opened.close());
  try {
    switch (kind) {
      case 'max17048':
        return new Max17048Gauge(await bus(), address === null ? {} : { address });
      case 'ina219':
        return new Ina219Gauge(await bus(), around.clock, memory, {
          ...(address !== null && { address }),
          shuntMilliohms: settings.shuntMilliohm,
          mostMilliamps: settings.mostMilliamps,
          cellsInSeries,
          chargingIsPositive: settings.chargingIsPositive,
          capacityMilliampHours: settings.batteryMilliampHours,
          internalMilliohms: settings.internalMilliohms,
          onMemoryTrouble: (error) => log.warn(error.message, { error }),
        });
      case 'power-supply':
        return new PowerSupplyGauge({ cellsInSeries, ...(battery !== null && { battery }) });
      case 'simulated':
        if (around.battery) return around.battery;
        throw new UsageError(
          'no-virtual-device',
          'gauge.kind is simulated, and there is no virtual device.',
          'Add --virtual, or choose another gauge.kind.',
        );
      case 'none':
        return undefined;
    }
  } catch (error) {
    if (!(error instanceof HardwareError)) throw error;
    log.error(error.message, { error });
    return { name: kind, read: () => Promise.reject(error), close: () => Promise.resolve() };
  }
}
