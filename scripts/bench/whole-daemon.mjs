// The whole daemon as `ringform run` puts it together, around a virtual microscope in real time, with what a display costs put
// in where the simulators take no time: every write to a GPIO line, every byte on the I²C bus.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { configByOptions } from '../../dist/cli/config-command.js';
import { openDevice } from '../../dist/cli/device/open-device.js';
import { virtualSurroundings } from '../../dist/cli/device/virtual-surroundings.js';
import { defaultModel } from '../../dist/classify/load-model.js';
import { Device } from '../../dist/device/device.js';
import { dotsOf } from '../../dist/panel/font.js';
import { Hd44780Simulator } from '../../dist/panel/hd44780-simulator.js';
import { cellHeight, cellWidth, largeColumns } from '../../dist/panel/large-font.js';
import { pageOf } from '../../dist/panel/page.js';
import { Ssd1306Simulator } from '../../dist/panel/ssd1306-simulator.js';
import { noServiceManager } from '../../dist/service/service-manager.js';
import { scenarioSchema } from '../../dist/virtual/scenario.js';
import { activeLevel, readPins } from '../../dist/wiring/pin-table.js';

/** Bits that a byte takes on the bus, its acknowledgement included, and the bus's bits per ms in fast mode. */
const BITS_PER_BYTE = 9;
const BITS_PER_MS = 400;
/** What a write to a line is taken to cost a Pi through sysfs, µs: estimated, not measured. */
export const GPIO_WRITE_MICROSECONDS = 20;

const LCD = {
  'lcd-rs': 'registerSelect',
  'lcd-e': 'enable',
  'lcd-d4': 'd4',
  'lcd-d5': 'd5',
  'lcd-d6': 'd6',
  'lcd-d7': 'd7',
};

/**
 * @param folder for the store
 * @param settings keys and values over those of a virtual device
 * @param watch `shown(screen, isLatest)` when a page is completely written; `glanced(glance)`; `counted(verdict)`
 * @returns the world and the display, `state()`, and `close()`, which stops the daemon as SIGTERM does
 */
export async function wholeDaemon({ folder, display, settings = {}, gpioMicroseconds, watch }) {
  const sets = Object.entries({
    'display.kind': display,
    'storage.dataFolder': join(folder, 'data'),
    ...settings,
  });
  const set = sets.map(([key, value]) => `${key}=${value}`);
  const { config } = configByOptions({ virtual: true, set }, {});
  const nothing = () => undefined;
  const around = virtualSurroundings(config, scenarioSchema.parse({ charge: 1 }), false, nothing, nothing);
  const { world } = around;
  const pins = readPins();
  const chip = display === 'hd44780' ? new Hd44780Simulator(() => performance.now() * 1000) : undefined;
  const bus = display === 'ssd1306' ? slowBus(new Ssd1306Simulator(config.display.address)) : undefined;
  const troubles = [];
  const log = quietLog(troubles);
  const opened = await openDevice({
    config,
    around: {
      ...around,
      gpio: () =>
        Promise.resolve(costlyGpio(world.gpio, gpioMicroseconds ?? GPIO_WRITE_MICROSECONDS, chip, pins)),
      ...(bus && { i2c: () => Promise.resolve(bus) }),
    },
    model: defaultModel,
    log,
    service: noServiceManager,
  });
  const { panel, counter } = opened.parts;
  let latest;
  const parts = {
    ...opened.parts,
    panel: {
      show: async (screen) => {
        latest = screen;
        await panel.show(screen);
        watch.shown?.(screen, screen === latest);
      },
      beep: (beep) => panel.beep(beep),
      close: () => panel.close(),
    },
    counter: {
      model: counter.model,
      open: (...given) => counter.open(...given),
      markTaken: () => counter.markTaken(),
      glance: async (frame) => {
        const glance = await counter.glance(frame);
        watch.glanced?.(glance);
        return glance;
      },
      count: async (...given) => {
        const verdict = await counter.count(...given);
        watch.counted?.(verdict);
        return verdict;
      },
      close: () => counter.close(),
    },
  };
  const stop = new AbortController();
  const device = new Device(parts);
  world.begin();
  const running = device.run(stop.signal);
  running.catch(nothing); // told by close
  const button = pins.signals.button;
  const pressed = activeLevel(button);
  return {
    config,
    world,
    chip,
    troubles,
    state: () => device.state,
    /** Puts the button's line down or up. */
    line: (down) => world.gpio.set(button.bcm, down ? pressed : 1 - pressed),
    /** Whether the glass shows this screen's first page; undefined where that cannot be looked at. */
    reads: (screen) => readsAs(screen, config, chip, bus),
    async close() {
      stop.abort();
      await running;
      await opened.close();
      await world.close();
    },
  };
}

/** Lines as they are, each write holding the thread up as a system call does; the display's also reach its chip. */
function costlyGpio(gpio, microseconds, chip, pins) {
  const wires = new Map(Object.entries(LCD).map(([name, wire]) => [pins.signals[name].bcm, wire]));
  return {
    input: (...given) => gpio.input(...given),
    output: (bcm, initial) => {
      const line = gpio.output(bcm, initial);
      const wire = chip?.lines[wires.get(bcm)];
      return {
        write: (level) => {
          hold(microseconds);
          line.write(level);
          wire?.write(level);
        },
        close: () => line.close(),
      };
    },
    close: () => gpio.close(),
  };
}

function hold(microseconds) {
  const until = performance.now() + microseconds / 1000;
  while (performance.now() < until);
}

/** The bus with the time its bits take, passed in another thread as i2c-bus does it. */
function slowBus(chip) {
  const waiting = [];
  const pace = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const cell = new Int32Array(new SharedArrayBuffer(4));
     parentPort.on('message', (ms) => { Atomics.wait(cell, 0, 0, ms); parentPort.postMessage(0); });`,
    { eval: true },
  );
  pace.unref();
  pace.on('message', () => waiting.shift()?.());
  return {
    chip,
    async write(address, bytes) {
      await new Promise((resolve) => {
        waiting.push(resolve);
        pace.postMessage(((bytes.length + 1) * BITS_PER_BYTE) / BITS_PER_MS);
      });
      await chip.write(address, bytes);
    },
    probe: (address) => chip.probe(address),
    readWord: (...given) => chip.readWord(...given),
    writeWord: (...given) => chip.writeWord(...given),
    close: async () => void (await pace.terminate()),
  };
}

function readsAs(screen, config, chip, bus) {
  const { columns, rows } = bus ? { columns: 128 / cellWidth, rows: 64 / cellHeight } : config.display;
  const { lines } = pageOf(screen, config.device.language, { columns, rows }, 0);
  if (chip) {
    const drawn = new Map([...lines.join('')].map((letter) => [dotsOf(letter)?.join(), letter]));
    const text = chip.text(columns, rows, (dots) => drawn.get(dots.join()) ?? '¿');
    return text.join('\n') === lines.join('\n') && chip.violations.length === 0;
  }
  if (bus) {
    const dots = bus.chip.bitmap();
    return lines.every((line, row) =>
      [...line].every((letter, place) =>
        [...largeColumns(letter)].every((column, x) =>
          Array.from({ length: cellHeight }, (_, y) => y).every(
            (y) => dots[(row * cellHeight + y) * 128 + place * cellWidth + x] === ((column >> y) & 1),
          ),
        ),
      ),
    );
  }
  return undefined;
}

/** Warnings and errors are kept: a run with any is no measurement. */
function quietLog(troubles) {
  const keep = (words, fields) => void troubles.push(`${words} ${fields?.code ?? ''}`.trim());
  const log = { debug: () => undefined, info: () => undefined, warn: keep, error: keep, with: () => log };
  return log;
}
