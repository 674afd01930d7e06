import type { Clock } from '../clock/clock.js';
import type { StagePosition } from '../simulate/render-field.js';
import type { SlideSpec } from '../simulate/slide.js';

/** What the objective looks at. */
export interface Sight {
  readonly slide: SlideSpec;
  /** Middle of the view on the glass, µm. */
  readonly at: StagePosition;
  /** µm from best focus. */
  readonly defocus: number;
  /** 1 is right. */
  readonly exposure: number;
}

/** A view at one instant; while the stage travels, where it comes from too and how far it got. */
export interface SightNow {
  readonly sight: Sight;
  readonly travelling?: { readonly from: Sight; readonly share: number };
}

/** Bare glass: what is under the objective between two slides. */
const NO_SLIDE: SlideSpec = { seed: 0, parasitaemia: 0, coverage: 0, debris: 0 };

/** A microscope with its stage, focus and lamp, as hands would set them. Knows nothing of the device that looks through it. */
export class VirtualMicroscope {
  #sight: Sight = { slide: NO_SLIDE, at: { x: 0, y: 0 }, defocus: 0, exposure: 1 };
  #travel: { readonly from: Sight; readonly startMs: number; readonly lastsMs: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Puts a slide under the objective; nothing else is touched. */
  insert(slide: SlideSpec): void {
    this.#sight = { ...this.#sight, slide };
    this.#travel = undefined;
  }

  removeSlide(): void {
    this.insert(NO_SLIDE);
  }

  /** Moves the stage; on the way the camera sees a view that slides. `slide` is what lies there, where it differs. */
  move(at: StagePosition, lastsMs = 600, slide: SlideSpec = this.#sight.slide): void {
    this.#travel = { from: this.now().sight, startMs: this.clock.uptimeMs(), lastsMs };
    this.#sight = { ...this.#sight, at, slide };
  }

  focus(defocus: number): void {
    this.#sight = { ...this.#sight, defocus };
  }

  light(exposure: number): void {
    this.#sight = { ...this.#sight, exposure };
  }

  get defocus(): number {
    return this.#sight.defocus;
  }

  now(): SightNow {
    const travel = this.#travel;
    if (travel) {
      const share = (this.clock.uptimeMs() - travel.startMs) / travel.lastsMs;
      if (share < 1) return { sight: this.#sight, travelling: { from: travel.from, share } };
      this.#travel = undefined;
    }
    return { sight: this.#sight };
  }
}
