import { FramePool } from '../../src/capture/cameras/frame-pool.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { Device } from '../../src/device/device.js';
import { RecordedPowerOff } from '../../src/gauge/power-off.js';
import { RecordingLog } from '../../src/service/log.js';
import { RecordingServiceManager } from '../../src/service/service-manager.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { GOOD, settings as workflow } from '../workflow/driver.js';
const rate = (value) => ({
  value,
  low: value / 2,
  high: Math.min(1, value * 1.1),
  alpha: value * 200,
  beta: (1 - value) * 200,
  patients: 30,
  cells: 3000,
});
export const model = {
  name: 'test-model',
  sha256: 'ab'.repeat(32),
  threshold: 0.9,
  sensitivity: rate(0.9),
  falsePositiveRate: rate(0.004),
  trainedOnPatients: [],
};
/** A camera of 4×3 px whose frames carry their number; sends only while started. */
export class TinyCamera {
  clock;
  name = 'tiny';
  starts = 0;
  number = 0;
  failWith;
  #next;
  #sink;
  constructor(clock) {
    this.clock = clock;
  }
  start(settings, sink) {
    this.starts++;
    if (this.failWith) return Promise.reject(this.failWith);
    this.#next?.();
    this.#sink = sink;
    const expose = () => {
      this.#next = this.clock.after(1000 / settings.framesPerSecond, () => {
        const data = sink.room(36);
        data.fill(++this.number % 256);
        sink.frame({
          number: this.number,
          uptimeMs: this.clock.uptimeMs(),
          image: { width: 4, height: 3, data },
        });
        expose();
      });
    };
    expose();
    return Promise.resolve();
  }
  /** Dies now. */
  die(error) {
    this.#next?.();
    this.#sink?.fault(error);
    this.failWith = error;
  }
  stop() {
    this.#next?.();
    this.#sink = undefined;
    return Promise.resolve();
  }
  close() {
    return this.stop();
  }
}
/** A counter that sees what the test lays under the microscope: `view` is what it glances, `cells` what it counts. */
export class ScriptedCounter {
  model = model;
  view = GOOD;
  cells = { redCells: 200, infected: 4 };
  opened = [];
  /** Frames it was asked to count, by the value of their pixels at that time. */
  counted = [];
  failures = [];
  /** Holds back every count until released. */
  gate = Promise.resolve();
  open(counted) {
    this.opened.push(counted);
    return Promise.resolve();
  }
  glance() {
    return Promise.resolve(this.view);
  }
  /** The next glances show this very view until the test moves on. */
  markTaken() {
    this.view = { ...this.view, overlapWithTaken: 1 };
  }
  /** Fresh cells under the objective. */
  moveOn() {
    this.view = { ...GOOD, overlapWithTaken: 0, moved: null };
    void Promise.resolve();
  }
  settle() {
    this.view = GOOD;
  }
  async count(frame, about) {
    const before = frame.data[0];
    await this.gate;
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (frame.data[0] !== before) throw new Error('the frame changed while it was counted');
    this.counted.push(before);
    return { field: fieldOf(about, this.cells), fingerprint: fingerprintOf(about.ordinal) };
  }
  close() {
    return Promise.resolve();
  }
}
export function fieldOf(about, { redCells, infected }) {
  const cells = Array.from({ length: redCells }, (_, i) => ({
    box: { x: i, y: 0, width: 1, height: 1 },
    kind: 'red',
    counted: true,
    score: i < infected ? 0.95 : 0.1,
    infected: i < infected,
  }));
  return {
    ...about,
    width: 4,
    height: 3,
    accepted: true,
    quality: { ok: true, findings: [] },
    seenBefore: 0,
    usableArea: { shape: 'full' },
    cellDiameter: 40,
    redCells,
    infected,
    cells,
    timing: { imagingMs: 1, classifyMs: 1 },
  };
}
function fingerprintOf(ordinal) {
  return {
    points: Float32Array.of(ordinal + 1, ordinal + 2),
    width: 30,
    height: 20,
    usableArea: { shape: 'full' },
  };
}
const FULL = {
  state: 'normal',
  framesPerSecond: 5,
  preview: true,
  brightness: 1,
  sync: true,
  mayBeginSlide: true,
  charge: 0.9,
  millivolts: 4050,
};
/** A device on a desk: real loop, workflow, queue and store; camera, counter, panel and battery played by the test. */
export class Desk {
  clock;
  store;
  settings;
  screens = [];
  log = new RecordingLog();
  service;
  powerOff = new RecordedPowerOff();
  camera;
  counter = new ScriptedCounter();
  pool = new FramePool(4);
  picture = FULL;
  faults = [];
  button = () => undefined;
  power = () => undefined;
  #stop = new AbortController();
  ended;
  device;
  constructor(
    clock = new VirtualClock({ trust: 'rtc' }),
    store = new MemorySlideStore(),
    settings = workflow,
    watchdogMs,
  ) {
    this.clock = clock;
    this.store = store;
    this.settings = settings;
    this.camera = new TinyCamera(clock);
    this.service = new RecordingServiceManager(watchdogMs);
  }
  /** Switches it on and lets it come up. */
  async switchOn(more = {}) {
    const parts = {
      clock: this.clock,
      camera: this.camera,
      pool: this.pool,
      counter: this.counter,
      store: this.store,
      panel: {
        show: (screen) => {
          this.screens.push(screen);
          return Promise.resolve();
        },
        beep: () => undefined,
        close: () => Promise.resolve(),
      },
      button: {
        onChange: (listener) => {
          this.button = listener;
          return () => undefined;
        },
      },
      power: {
        picture: () => this.picture,
        onChange: (listener) => {
          this.power = (picture) => {
            this.picture = picture;
            listener(picture);
          };
          return () => undefined;
        },
        mode: () => undefined,
        slideLasted: () => undefined,
      },
      powerOff: this.powerOff,
      service: this.service,
      log: this.log,
      selfTest: () => Promise.resolve(this.faults),
      keepPictures: () => Promise.resolve([]),
      counting: {},
      workflow: this.settings,
      ...more,
    };
    this.device = new Device(parts);
    this.ended = this.device.run(this.#stop.signal);
    this.ended.catch(() => undefined);
    await this.clock.advance(100);
  }
  get screen() {
    const last = this.screens.at(-1);
    if (!last) throw new Error('nothing was shown');
    return last;
  }
  async press(ms = 150) {
    this.button('down');
    await this.clock.advance(ms);
    this.button('up');
    await this.clock.advance(200);
  }
  /** Shows fresh cells and waits until a field was taken and counted. */
  async field() {
    this.counter.moveOn();
    await this.clock.advance(600);
    this.counter.settle();
    await this.clock.advance(2_500);
  }
  askToStop() {
    this.#stop.abort();
  }
}
