import { writeFileSync } from 'node:fs';
import { SystemClock } from '../../src/clock/system-clock.js';
import { VolatileChargeMemory } from '../../src/gauge/charge-memory.js';
import { Ina219Gauge } from '../../src/gauge/ina219-gauge.js';
import { Max17048Gauge } from '../../src/gauge/max17048-gauge.js';
import { I2cBusAdapter } from '../../src/wiring/i2c-bus-adapter.js';
import { VirtualI2cBus } from '../../src/wiring/virtual-i2c-bus.js';
import { Ina219Chip, Max17048Chip } from '../gauge/chips.js';
import { cell, onTheWires } from '../gauge/fixtures.js';
import { gaugeContract } from '../gauge/gauge.contract.js';
import { describe } from 'vitest';
/*
 * Gauges over /dev/i2c-N, on the rig's bus (modules/rig_i2c.c) that takes plain writes and can be deaf to one address:
 * RINGFORM_I2C_BUS=N RINGFORM_I2C_PLAIN_WRITES=1.
 */
const busNumber = process.env['RINGFORM_I2C_PLAIN_WRITES'] === '1' ? process.env['RINGFORM_I2C_BUS'] : undefined;
/** A gauge on the kernel's bus, the registers there being those of a simulated chip that the same gauge had set up. */
async function onKernelBus(address, chip, make) {
    const simulated = new VirtualI2cBus();
    simulated.attach(address, chip);
    await make(simulated).read();
    hear(0);
    const bus = await I2cBusAdapter.open(Number(busNumber));
    for (const register of [0, 1, 2, 3, 4, 5, 0x06, 0x08, 0x0c, 0x14, 0x16, 0x18, 0x1a]) {
        const word = await simulated.readWord(address, register).catch(() => 0);
        await bus.writeWord(address, register, word);
    }
    const setDeaf = (deaf) => () => {
        hear(deaf);
        return Promise.resolve();
    };
    return { gauge: make(bus), breakIt: setDeaf(address), mendIt: setDeaf(0) };
}
/** From now on nobody answers at this address. */
function hear(deafTo) {
    writeFileSync('/sys/module/rig_i2c/parameters/deaf', String(deafTo));
}
describe.skipIf(busNumber === undefined)('on the kernel’s bus (RINGFORM_I2C_BUS, …_PLAIN_WRITES)', () => {
    gaugeContract('MAX17048', (truth) => onKernelBus(0x36, new Max17048Chip(onTheWires(truth)), (bus) => new Max17048Gauge(bus)));
    gaugeContract('INA219', (truth) => onKernelBus(0x40, new Ina219Chip(onTheWires(truth)), (bus) => new Ina219Gauge(bus, new SystemClock(), new VolatileChargeMemory(), {
        ...cell,
        shuntMilliohms: 100,
        mostMilliamps: 3200,
        onMemoryTrouble: (error) => {
            throw error;
        },
    })));
});
