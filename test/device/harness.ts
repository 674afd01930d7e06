import type { HardwareError } from '../../src/base/errors.js';
import type { Camera, CameraSink, CaptureSettings } from '../../src/capture/camera.js';
import { FramePool } from '../../src/capture/cameras/frame-pool.js';
import type { Cancel, Clock } from '../../src/clock/clock.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import type { ModelCard } from '../../src/classify/classifier.js';
import { Device } from '../../src/device/device.js';
import type { DeviceParts } from '../../src/device/parts.js';
import { RecordedPowerOff } from '../../src/gauge/power-off.js';
import type { FieldFingerprint } from '../../src/imaging/field.js';
import type { Glance } from '../../src/imaging/glance.js';
import type { PowerPicture } from '../../src/power/power-state.js';
import { RecordingLog } from '../../src/service/log.js';
import { RecordingServiceManager } from '../../src/service/service-manager.js';
import type { CountedField } from '../../src/slide/counted-field.js';
import type { FieldCounter, FieldVerdict } from '../../src/slide/field-counter.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import type { Screen, ShownFault } from '../../src/workflow/screen.js';
import { GOOD, settings as workflow } from '../workflow/driver.js';

const rate = (value: number) => ({
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
} as unknown as ModelCard;

/** A camera of 4×3 px whose frames carry their number; sends only while started. */
export class TinyCamera implements Camera {
  readonly name = 'tiny';
  starts = 0;
  number = 0;
  failWith: HardwareError | undefined;
  #next: Cancel | undefined;
  #sink: CameraSink | undefined;
  #last: CameraSink | undefined;

  constructor(private readonly clock: Clock) {}

  start(settings: CaptureSettings, sink: CameraSink): Promise<void> {
    this.starts++;
    if (this.failWith) return Promise.reject(this.failWith);
    this.#next?.();
    this.#sink = sink;
    this.#last = sink;
    const expose = (): void => {
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

  /** Where its frames went last. */
  get sink(): CameraSink {
    if (!this.#last) throw new Error('never started');
    return this.#last;
  }

  /** Dies now. */
  die(error: HardwareError): void {
    this.#next?.();
    this.#sink?.fault(error);
    this.failWith = error;
  }

  stop(): Promise<void> {
    this.#next?.();
    this.#sink = undefined;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.stop();
  }
}

/** A counter that sees what the test lays under the microscope: `view` is what it glances, `cells` what it counts. */
export class ScriptedCounter implements FieldCounter {
  readonly model = model;
  view: Glance = GOOD;
  cells = { redCells: 200, infected: 4 };
  opened: (readonly FieldFingerprint[])[] = [];
  /** Frames it was asked to count, by the value of their pixels at that time. */
  readonly counted: number[] = [];
  failures: Error[] = [];
  /** Holds back every count until released. */
  gate: Promise<void> = Promise.resolve();

  open(counted: readonly FieldFingerprint[]): Promise<void> {
    this.opened.push(counted);
    return Promise.resolve();
  }

  glance(): Promise<Glance> {
    return Promise.resolve(this.view);
  }

  /** The next glances show this very view until the test moves on. */
  markTaken(): void {
    this.view = { ...this.view, overlapWithTaken: 1 };
  }

  /** Fresh cells under the objective. */
  moveOn(): void {
    this.view = { ...GOOD, overlapWithTaken: 0, moved: null };
    void Promise.resolve();
  }

  settle(): void {
    this.view = GOOD;
  }

  async count(
    frame: { readonly data: Uint8Array },
    about: { readonly ordinal: number; readonly name: string },
  ): Promise<FieldVerdict> {
    const before = frame.data[0];
    await this.gate;
    const failure = this.failures.shift();
    if (failure) throw failure;
    if (frame.data[0] !== before) throw new Error('the frame changed while it was counted');
    this.counted.push(before);
    return { field: fieldOf(about, this.cells), fingerprint: fingerprintOf(about.ordinal) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function fieldOf(
  about: { readonly ordinal: number; readonly name: string },
  { redCells, infected }: { readonly redCells: number; readonly infected: number },
): CountedField {
  const cells = Array.from({ length: redCells }, (_, i) => ({
    box: { x: i, y: 0, width: 1, height: 1 },
    kind: 'red' as const,
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

function fingerprintOf(ordinal: number): FieldFingerprint {
  return {
    points: Float32Array.of(ordinal + 1, ordinal + 2),
    width: 30,
    height: 20,
    usableArea: { shape: 'full' },
  };
}

const FULL: PowerPicture = {
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
  readonly screens: Screen[] = [];
  readonly log = new RecordingLog();
  readonly service: RecordingServiceManager;
  readonly powerOff = new RecordedPowerOff();
  readonly camera: TinyCamera;
  readonly counter = new ScriptedCounter();
  readonly pool = new FramePool(4);
  picture: PowerPicture = FULL;
  faults: readonly ShownFault[] = [];
  button: (change: 'down' | 'up') => void = () => undefined;
  power: (picture: PowerPicture) => void = () => undefined;
  readonly #stop = new AbortController();
  ended: Promise<string> | undefined;
  device: Device | undefined;

  constructor(
    readonly clock: VirtualClock = new VirtualClock({ trust: 'rtc' }),
    readonly store: SlideStore = new MemorySlideStore(),
    readonly settings = workflow,
    watchdogMs?: number,
  ) {
    this.camera = new TinyCamera(clock);
    this.service = new RecordingServiceManager(watchdogMs);
  }

  /** Switches it on and lets it come up. */
  async switchOn(more: Partial<DeviceParts> = {}): Promise<void> {
    const parts: DeviceParts = {
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
        isDown: false,
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

  get screen(): Screen {
    const last = this.screens.at(-1);
    if (!last) throw new Error('nothing was shown');
    return last;
  }

  async press(ms = 150): Promise<void> {
    this.button('down');
    await this.clock.advance(ms);
    this.button('up');
    await this.clock.advance(200);
  }

  /** Shows fresh cells and waits until a field was taken and counted. */
  async field(): Promise<void> {
    this.counter.moveOn();
    await this.clock.advance(600);
    this.counter.settle();
    await this.clock.advance(2_500);
  }

  askToStop(): void {
    this.#stop.abort();
  }
}
