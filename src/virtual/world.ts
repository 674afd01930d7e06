import type { Cancel, Clock } from '../clock/clock.js';
import type { ClockTrust } from '../clock/clock-trust.js';
import { mainsCharger } from '../gauge/charger.js';
import { SimulatedBattery } from '../gauge/simulated-battery.js';
import type { Optics } from '../simulate/optics.js';
import { rasterStop } from '../simulate/raster.js';
import type { SlideSpec } from '../simulate/slide.js';
import { VirtualGpio } from '../wiring/virtual-gpio.js';
import type { StageAdvance } from '../wiring/stage-advance.js';
import type { Screen } from '../workflow/screen.js';
import { Person } from './person.js';
import { RenderedCamera } from './rendered-camera.js';
import type { Happening, Scenario } from './scenario.js';
import { TroubledDisk } from './troubled-disk.js';
import { VirtualMicroscope } from './virtual-microscope.js';

/** The wall clock of the virtual machine, where there is one to be set wrong. */
export interface SettableWallClock {
  jumpWall(ms: number): void;
  setTrust(trust: ClockTrust): void;
}

export interface WorldOptions {
  readonly clock: Clock;
  /** Absent when the machine's own clock is used: then it cannot be made to jump. */
  readonly wallClock?: SettableWallClock;
  readonly optics: Optics;
  readonly scenario: Scenario;
  /** BCM number of the button and the level it has when pressed. */
  readonly button: { readonly bcm: number; readonly pressed: 0 | 1 };
  readonly battery: {
    readonly capacityMilliampHours: number;
    readonly internalMilliohms: number;
    readonly budget: Readonly<Record<string, number>>;
  };
  /** The scenario is over: the person is done, or its time is up. */
  readonly over: () => void;
}

const MINUTE = 60_000;
/** A plug of 5 V and 2 A. */
const CHARGER_MILLIWATTS = 10_000;

/** Everything around the device that is not the device: microscope, slides, hands, battery, disk, and what befalls them. */
export class World {
  readonly microscope: VirtualMicroscope;
  readonly camera: RenderedCamera;
  readonly gpio: VirtualGpio;
  readonly battery: SimulatedBattery;
  readonly disk: TroubledDisk;
  readonly stage: StageAdvance;
  readonly #person: Person | undefined;
  readonly #alarms: Cancel[] = [];
  #bouncing = false;
  #stuck = false;
  #advances = 0;

  constructor(private readonly options: WorldOptions) {
    const { clock, optics, scenario } = options;
    this.microscope = new VirtualMicroscope(clock);
    this.camera = new RenderedCamera({ clock, microscope: this.microscope, optics });
    this.gpio = new VirtualGpio(clock);
    this.gpio.set(options.button.bcm, this.#level(false));
    this.battery = new SimulatedBattery(clock, {
      ...options.battery,
      mode: 'ready',
      charge: scenario.charge,
      celsius: () => scenario.celsius,
      charger: mainsCharger(CHARGER_MILLIWATTS, scenario.pluggedIn),
    });
    this.disk = new TroubledDisk(clock);
    this.stage = { advance: () => this.#advance(), close: () => Promise.resolve() };
    this.#person =
      scenario.person &&
      new Person({
        clock,
        microscope: this.microscope,
        optics,
        visits: scenario.person.slides,
        firstStop: scenario.person.firstStop,
        reactionMs: scenario.person.reactionMs,
        powerOffAtEnd: scenario.person.powerOffAtEnd,
        press: (ms) => this.press(ms),
        done: options.over,
      });
  }

  /** Lets the scenario run from now on. */
  begin(): void {
    const { clock, scenario, over } = this.options;
    // Without anybody who brings slides, one lies there: the keyboard, or a stage, moves it.
    const { unattendedSlide, person } = scenario;
    if (unattendedSlide) this.microscope.insert(unattendedSlide);
    else if (!person) this.insert({ seed: 1, parasitaemia: 0.03 });
    for (const happening of scenario.happenings) {
      this.#alarms.push(clock.after(happening.atMinute * MINUTE, () => this.#happen(happening)));
    }
    if (scenario.untilMinute !== undefined) {
      this.#alarms.push(clock.after(scenario.untilMinute * MINUTE, over));
    }
  }

  /** What the display shows reaches the person. */
  sees(screen: Screen): void {
    this.#person?.sees(screen);
  }

  /** Presses the button for so long, ms; bounces where the contact is bad. */
  press(ms: number): void {
    this.#set(true);
    this.options.clock.after(ms, () => this.#set(false));
  }

  /** Lays another slide under the objective, at its middle. */
  insert(slide: SlideSpec): void {
    this.microscope.insert(slide);
    this.microscope.move({ x: 0, y: 0 }, 1);
  }

  /** Moves the stage by so many fields. */
  step(x: number, y: number): void {
    const { optics } = this.options;
    const { at } = this.microscope.now().sight;
    const scale = 1.06 * optics.micrometresPerPixel;
    this.microscope.move({ x: at.x + x * scale * optics.width, y: at.y + y * scale * optics.height });
  }

  /** Turns the fine focus, µm. */
  turnFocus(by: number): void {
    this.microscope.focus(this.microscope.defocus + by);
  }

  /** Ends whatever would still happen: an alarm of the machine's own clock would keep the process alive. */
  async close(): Promise<void> {
    for (const cancel of this.#alarms) cancel();
    this.#person?.leave();
    await this.camera.close();
    this.gpio.close();
  }

  #set(pressed: boolean): void {
    const { bcm } = this.options.button;
    const level = this.#level(pressed || this.#stuck);
    if (this.#bouncing) this.gpio.bounce(bcm, level);
    else this.gpio.set(bcm, level);
  }

  #level(pressed: boolean): 0 | 1 {
    const { pressed: active } = this.options.button;
    return pressed ? active : active === 1 ? 0 : 1;
  }

  /** A motorised stage: the next field, and after the edge of one smear the beginning of another. */
  #advance(): Promise<void> {
    const { optics, scenario } = this.options;
    const slide = scenario.unattendedSlide;
    if (slide) this.microscope.move(rasterStop(optics, ++this.#advances), 400, slide);
    return Promise.resolve();
  }

  #happen(happening: Happening): void {
    const { camera, disk, button, battery, wallClockJumpMinutes, clockTrust, pressMs } = happening;
    if (camera) this.camera.inject(camera === 'well' ? undefined : camera);
    if (disk) this.disk.inject(disk === 'well' ? undefined : disk);
    if (battery) this.battery.fault(battery === 'well' ? undefined : battery);
    if (button) {
      this.#bouncing = button === 'bouncing';
      this.#stuck = button === 'stuck';
      if (button !== 'bouncing') this.#set(false);
    }
    if (wallClockJumpMinutes !== undefined) this.options.wallClock?.jumpWall(wallClockJumpMinutes * MINUTE);
    if (clockTrust) this.options.wallClock?.setTrust(clockTrust);
    if (pressMs !== undefined) this.press(pressMs);
  }
}
