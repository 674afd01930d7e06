import type { Cancel, Clock } from '../clock/clock.js';
import type { FieldFault } from '../capture/rendered-microscope.js';
import type { Optics } from '../simulate/optics.js';
import { rasterStop } from '../simulate/raster.js';
import type { SlideSpec } from '../simulate/slide.js';
import type { Activity, Screen } from '../workflow/screen.js';
import type { VirtualMicroscope } from './virtual-microscope.js';

/** One slide of a person's day. */
export interface SlideVisit {
  readonly slide: SlideSpec;
  /** Minutes since the scenario began at which the patient's slide is ready; at once when the device is ready later. */
  readonly atMinute: number;
  /** What is wrong at the n-th stop of the stage (0 and up), when it is first looked at. */
  readonly badStops?: Readonly<Record<string, FieldFault>> | undefined;
  /** Ends the slide early, by a long press, at so many fields counted. */
  readonly endAfterFields?: number | undefined;
  /** Leaves the microscope for so many minutes at so many fields counted, the slide under it. */
  readonly pause?: { readonly afterFields: number; readonly minutes: number } | undefined;
}

export interface PersonOptions {
  readonly clock: Clock;
  readonly microscope: VirtualMicroscope;
  readonly optics: Optics;
  readonly visits: readonly SlideVisit[];
  /** Presses the button for so long, ms. */
  readonly press: (ms: number) => void;
  /** Stop of the stage to begin at: after a restart the slide lies where it lay. Default 0. */
  readonly firstStop?: number;
  /** How long a person takes from reading to doing, ms. */
  readonly reactionMs?: number;
  /** Holds the button for six seconds when all slides are done. */
  readonly powerOffAtEnd?: boolean;
  /** All slides are done and accepted (and the power is off, where asked). */
  readonly done: () => void;
}

const SHORT_PRESS_MS = 150;
const LONG_PRESS_MS = 2_500;
const POWER_OFF_PRESS_MS = 6_500;
/** One turn of the knob far from focus brings it so much closer … */
const FOCUS_TURN = 0.4;
/** … and from here, µm, outlines show and the bar on the display leads to the sharpest. */
const FOCUS_IN_SIGHT = 2.5;
/** Turns of the knob that brought nothing, after which a person gives a place up: thick blood has no sharp outline. */
const FOCUS_PATIENCE = 4;

/** A health worker at the virtual microscope: reads the display, and does what it says, with a person's slowness. */
export class Person {
  #screen: Screen | undefined;
  #thinking = false;
  #visit = 0;
  #stop: number;
  /** Uptime at the beginning of the scenario: a machine's own clock has run before. */
  readonly #beganMs: number;
  #waiting: Cancel = () => undefined;
  #vainTurns = 0;
  #rested = false;
  #inserted = false;
  #finished = false;

  constructor(private readonly options: PersonOptions) {
    this.#stop = options.firstStop ?? 0;
    this.#beganMs = options.clock.uptimeMs();
  }

  /** The display shows something new. */
  sees(screen: Screen): void {
    this.#screen = screen;
    this.#think();
  }

  /** Does nothing more. */
  leave(): void {
    this.#finished = true;
    this.#waiting();
  }

  /** Looks again after the time a person takes; then acts on what is shown by then. */
  #think(afterMs = this.options.reactionMs ?? 900): void {
    if (this.#thinking || this.#finished) return;
    this.#thinking = true;
    this.#waiting = this.options.clock.after(afterMs, () => {
      this.#thinking = false;
      const again = this.#act();
      if (again !== undefined) this.#think(again);
    });
  }

  /** Does one thing. Gives the ms after which to look again although nothing new may be shown. */
  #act(): number | undefined {
    const { clock, visits, press } = this.options;
    const view = this.#screen?.view;
    switch (view?.screen) {
      case 'ready': {
        const visit = visits.at(this.#visit);
        if (!visit) {
          this.#goHome();
          return undefined;
        }
        const early = this.#beganMs + visit.atMinute * 60_000 - clock.uptimeMs();
        if (early > 0) return early;
        this.#place(visit);
        press(SHORT_PRESS_MS);
        return 2_000;
      }
      case 'counting': {
        const visit = visits.at(this.#visit);
        // A slide that a restart goes on with: it still lies under the objective.
        if (visit && !this.#inserted) this.#place(visit);
        if (visit?.endAfterFields !== undefined && view.tally.fields >= visit.endAfterFields) {
          press(LONG_PRESS_MS);
          return 4_000;
        }
        if (visit?.pause && !this.#rested && view.tally.fields >= visit.pause.afterFields) {
          this.#rested = true;
          return visit.pause.minutes * 60_000;
        }
        this.#help(view.activity);
        return 1_500;
      }
      case 'result':
        // A result that a restart shows again is of a slide long gone; a press that was not heard is repeated.
        if (this.#inserted) {
          this.#visit++;
          this.#inserted = false;
          this.#rested = false;
          this.options.microscope.removeSlide();
        }
        press(SHORT_PRESS_MS);
        return 3_000;
      case 'paused':
      case 'error':
        press(SHORT_PRESS_MS);
        return 15_000;
      case 'powering-off':
        this.#end();
        return undefined;
      case 'battery-low':
        return 60_000;
      case 'starting':
      case 'self-test':
      case 'finishing':
      case 'resting':
      case undefined:
        return undefined;
    }
  }

  /** Does what the display asks for while counting. */
  #help(activity: Activity): void {
    const { microscope } = this.options;
    switch (activity) {
      case 'focus':
        if (microscope.defocus !== 0) {
          microscope.focus(
            Math.abs(microscope.defocus) < FOCUS_IN_SIGHT ? 0 : microscope.defocus * FOCUS_TURN,
          );
        } else if (++this.#vainTurns > FOCUS_PATIENCE) {
          this.#goTo(++this.#stop);
        }
        return;
      case 'too-bright':
      case 'too-dark':
        microscope.light(1);
        return;
      case 'move-on':
      case 'seen-before':
      case 'too-thick':
      case 'too-few-cells':
      case 'too-pale':
        this.#goTo(++this.#stop);
        return;
      case 'analysing':
      case 'hold-still':
      case 'off-centre':
      case 'starting-camera':
      case 'taking':
      case 'wait':
        return;
    }
  }

  #place(visit: SlideVisit): void {
    this.options.microscope.insert(visit.slide);
    this.#inserted = true;
    this.#goTo(this.#stop);
  }

  #goTo(stop: number): void {
    const { microscope, optics, visits } = this.options;
    this.#vainTurns = 0;
    const visit = visits.at(this.#visit);
    if (!visit) return;
    const fault = visit.badStops?.[stop];
    const slide: SlideSpec =
      fault === 'empty'
        ? { ...visit.slide, coverage: 0.012 }
        : fault === 'crowded'
          ? { ...visit.slide, coverage: 1.15, overlap: 0.5 }
          : visit.slide;
    const place = fault === 'repeated' ? Math.max(0, stop - 2) : stop;
    // Focus drifts a little with every move; a hand that slips takes it right off.
    if (fault === 'defocused') microscope.focus(5);
    if (fault === 'overexposed') microscope.light(4.5);
    microscope.move(rasterStop(optics, place), 600, slide);
  }

  #goHome(): void {
    if (this.options.powerOffAtEnd === true) this.options.press(POWER_OFF_PRESS_MS);
    else this.#end();
  }

  #end(): void {
    this.#finished = true;
    this.options.done();
  }
}
