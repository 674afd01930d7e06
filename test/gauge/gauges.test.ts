import { Max17048Gauge } from '../../src/gauge/max17048-gauge.js';
import { Ina219Gauge } from '../../src/gauge/ina219-gauge.js';
import { VolatileChargeMemory } from '../../src/gauge/charge-memory.js';
import { mainsCharger } from '../../src/gauge/charger.js';
import { SimulatedBattery } from '../../src/gauge/simulated-battery.js';
import { SteadyGauge } from '../../src/gauge/steady-gauge.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { VirtualI2cBus } from '../../src/wiring/virtual-i2c-bus.js';
import { Ina219Chip, Max17048Chip } from './chips.js';
import { HandClock, budget, cell, onTheWires } from './fixtures.js';
import { type GaugeAtWork, type Truth, gaugeContract } from './gauge.contract.js';

/** Something done at once, as a promise. */
const done = (work: () => void) => () => {
  work();
  return Promise.resolve();
};

function onBus(bus: VirtualI2cBus, address: number): Pick<GaugeAtWork, 'breakIt' | 'mendIt'> {
  const setDeaf = (deaf: boolean) =>
    done(() => {
      bus.setDeaf(address, deaf);
    });
  return { breakIt: setDeaf(true), mendIt: setDeaf(false) };
}

gaugeContract('MAX17048', (truth) => {
  const bus = new VirtualI2cBus();
  bus.attach(0x36, new Max17048Chip(onTheWires(truth)));
  return Promise.resolve({ gauge: new Max17048Gauge(bus), ...onBus(bus, 0x36) });
});

gaugeContract('INA219', (truth) => {
  const bus = new VirtualI2cBus();
  bus.attach(0x40, new Ina219Chip(onTheWires(truth)));
  const gauge = new Ina219Gauge(bus, new VirtualClock(), new VolatileChargeMemory(), {
    ...cell,
    shuntMilliohms: 100,
    mostMilliamps: 3200,
    onMemoryTrouble: (error) => {
      throw error;
    },
  });
  return Promise.resolve({ gauge, ...onBus(bus, 0x40) });
});

function simulated(truth: Truth): SimulatedBattery {
  const clock = new HandClock();
  const battery = new SimulatedBattery(clock, {
    ...cell,
    budget,
    mode: 'liveView',
    charge: truth.charge,
    charger: mainsCharger(truth.charging ? 8000 : 0, [{ fromMinute: 0, toMinute: 1e6 }]),
  });
  clock.ms = 60_000;
  return battery;
}

gaugeContract('the simulated battery', (truth) => {
  const gauge = simulated(truth);
  return Promise.resolve({
    gauge,
    breakIt: done(() => {
      gauge.fault('no-answer');
    }),
    mendIt: done(() => {
      gauge.fault(undefined);
    }),
  });
});

gaugeContract('a steadied gauge', (truth) => {
  const battery = simulated(truth);
  const gauge = new SteadyGauge(battery);
  const breakIt = async (): Promise<void> => {
    battery.fault('nonsense');
    for (let i = 0; i < 4; i++) await gauge.read(); // bridged
  };
  return Promise.resolve({
    gauge,
    breakIt,
    mendIt: done(() => {
      battery.fault(undefined);
    }),
  });
});
