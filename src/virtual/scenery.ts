import type { RgbImage } from '../base/image.js';
import type { Random } from '../base/random.js';
import type { Optics } from '../simulate/optics.js';
import { renderField } from '../simulate/render-field.js';
import { renderSlide, type Slide } from '../simulate/slide.js';
import { pan } from './pan.js';
import type { Sight, SightNow } from './virtual-microscope.js';

/** Views kept: where the stage is, where it came from, and one it may come back to. */
const KEPT = 3;
/** One sample in so many gets fresh noise in a frame of a view rendered before. */
const NOISY = 512;

/**
 * What the camera sees, frame by frame. A place is rendered once (half a second for 3 MP) and photographed often: each frame gets
 * a little noise of its own, because no real sensor gives the same frame twice and the device takes one that does for frozen.
 */
export class Scenery {
  readonly #slides = new Map<string, Slide>();
  readonly #views = new Map<string, RgbImage>();

  constructor(
    private readonly optics: Optics,
    private readonly random: Random,
  ) {}

  /** Writes the frame of this instant, H×W×3 uint8, into `into`. */
  photograph({ sight, travelling }: SightNow, into: Uint8Array): void {
    const to = this.#view(sight);
    if (!travelling) {
      into.set(to.data);
    } else {
      const scale = this.optics.micrometresPerPixel;
      const shift = {
        x: (sight.at.x - travelling.from.at.x) / scale,
        y: (sight.at.y - travelling.from.at.y) / scale,
      };
      pan(this.#view(travelling.from), to, travelling.share, shift, into);
    }
    for (let n = into.length / NOISY; n > 0; n--) {
      const at = Math.floor(this.random.uniform() * into.length);
      const level = into[at] + (this.random.uniform() < 0.5 ? -1 : 1);
      into[at] = Math.max(0, Math.min(255, level));
    }
  }

  #view(sight: Sight): RgbImage {
    const key = JSON.stringify(sight);
    let view = this.#views.get(key);
    if (!view) {
      const { exposure, defocus } = sight;
      const optics = { ...this.optics, exposure: this.optics.exposure * exposure, defocus };
      view = renderField(this.#slide(sight), optics, sight.at).image;
    }
    // Latest last: what was not looked at for longest goes first.
    this.#views.delete(key);
    this.#views.set(key, view);
    for (const old of [...this.#views.keys()].slice(0, -KEPT)) this.#views.delete(old);
    return view;
  }

  #slide({ slide: spec }: Sight): Slide {
    const key = JSON.stringify(spec);
    let slide = this.#slides.get(key);
    if (!slide) {
      this.#slides.clear();
      slide = renderSlide(spec);
      this.#slides.set(key, slide);
    }
    return slide;
  }
}
