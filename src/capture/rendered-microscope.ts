import { UsageError } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import { bell } from '../simulate/arithmetic.js';
import { DEFAULT_OPTICS, type Optics } from '../simulate/optics.js';
import { rasterStop } from '../simulate/raster.js';
import {
  renderField,
  type FieldTruth,
  type RenderedField,
  type StagePosition,
} from '../simulate/render-field.js';
import { renderSlide, type Slide, type SlideSpec } from '../simulate/slide.js';
import type { CapturedFrame, FrameSource } from './frame-source.js';

/**
 * What can go wrong with a field: out of focus, hardly a cell on it, the thick end of the smear, too much light, or the
 * last good field seen again, a little shifted and refocused.
 */
export const FIELD_FAULTS = ['defocused', 'empty', 'crowded', 'overexposed', 'repeated'] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

export interface RenderedMicroscopeOptions {
  readonly slide: SlideSpec;
  /** Fields to be photographed, 1 and up. */
  readonly fields: number;
  readonly optics?: Partial<Optics>;
  /** Share of fields with each fault, 0–1, 1 in all at most; none by default. */
  readonly faults?: Partial<Record<FieldFault, number>>;
  /** Standard deviation of the focus from field to field, µm; default 0.15. */
  readonly focusError?: number;
  /** Middle of the first field, µm; default 0, 0. */
  readonly start?: StagePosition;
}

/** One exposure: where the stage stood and what was wrong. */
export interface PlannedField {
  readonly name: string;
  readonly at: StagePosition;
  /** µm from best focus. */
  readonly defocus: number;
  readonly fault?: FieldFault;
}

/**
 * A microscope with a moving stage over a rendered smear. The stage runs rows to and fro, by default without overlap, so
 * that no cell is seen twice unless the fault `repeated` is asked for. The same options give the same frames.
 */
export class RenderedMicroscope implements FrameSource {
  readonly expected: number;
  readonly plan: readonly PlannedField[];
  private readonly optics: Optics;
  private readonly slide: Slide;
  /** The same smear where it is nearly bare, and where it is thick. */
  private readonly bare: Slide;
  private readonly thick: Slide;
  private readonly truths = new Map<string, FieldTruth>();

  /** @throws UsageError when the slide, the optics or the shares make no sense. */
  constructor(options: RenderedMicroscopeOptions) {
    this.optics = { ...DEFAULT_OPTICS, ...options.optics };
    this.plan = planFields(options, this.optics);
    this.expected = this.plan.length;
    this.slide = renderSlide(options.slide);
    this.bare = renderSlide({ ...options.slide, coverage: 0.012 });
    this.thick = renderSlide({ ...options.slide, coverage: 1.15, overlap: 0.5 });
  }

  async *frames(signal?: AbortSignal): AsyncGenerator<CapturedFrame> {
    for (const field of this.plan) {
      // A render holds the thread for some tenths of a second: timers and abort signals get their turn between two.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (signal?.aborted) return;
      yield { name: field.name, image: this.render(field).image };
    }
  }

  /** Takes one field of the plan. */
  render(field: PlannedField): RenderedField {
    const slide = field.fault === 'empty' ? this.bare : field.fault === 'crowded' ? this.thick : this.slide;
    const exposure = field.fault === 'overexposed' ? this.optics.exposure * 4.5 : this.optics.exposure;
    const optics = { ...this.optics, exposure, defocus: field.defocus };
    const rendered = renderField(slide, optics, field.at, this.plan.indexOf(field));
    this.truths.set(field.name, rendered.truth);
    return rendered;
  }

  /** What a field of that name truly shows. @throws UsageError for a name not in the plan. */
  truthOf(name: string): FieldTruth {
    const known = this.truths.get(name);
    if (known) return known;
    const field = this.plan.find((planned) => planned.name === name);
    if (!field) {
      throw new UsageError(
        'rendered-field',
        `The rendered slide has no field named ${name}.`,
        'Ask for one of its plan.',
      );
    }
    return this.render(field).truth;
  }

  close(): Promise<void> {
    this.truths.clear();
    return Promise.resolve();
  }
}

function planFields(options: RenderedMicroscopeOptions, optics: Optics): PlannedField[] {
  if (!Number.isInteger(options.fields) || options.fields < 1) {
    throw new UsageError(
      'rendered-fields',
      `${options.fields} is no number of fields.`,
      'Ask for 1 or more.',
    );
  }
  const shares = FIELD_FAULTS.map((fault) => ({ fault, share: options.faults?.[fault] ?? 0 }));
  const all = shares.reduce((sum, { share }) => sum + share, 0);
  if (shares.some(({ share }) => !(share >= 0)) || all > 1) {
    throw new UsageError(
      'rendered-faults',
      'The shares of faulty fields are not between 0 and 1 in all.',
      'Correct them.',
    );
  }
  const reach = {
    x: optics.width * optics.micrometresPerPixel,
    y: optics.height * optics.micrometresPerPixel,
  };
  const random = seededRandom(options.slide.seed ^ 0x1f83d9ab);
  const plan: PlannedField[] = [];
  let place = 0;
  let good: StagePosition | undefined;
  for (let n = 0; n < options.fields; n++) {
    const focus = optics.defocus + (options.focusError ?? 0.15) * bell(random);
    const fault = drawFault(shares, random.uniform(), good !== undefined);
    const side = random.uniform() < 0.5 ? -1 : 1;
    const [away, shiftX, shiftY] = [4 + 4 * random.uniform(), random.uniform() - 0.5, random.uniform() - 0.5];
    const name = `field-${String(n + 1).padStart(3, '0')}`;
    if (fault === 'repeated' && good) {
      const at = { x: good.x + 0.4 * reach.x * shiftX, y: good.y + 0.4 * reach.y * shiftY };
      plan.push({ name, at, defocus: focus, fault });
      continue;
    }
    const at = rasterStop(optics, place, options.start);
    place++;
    if (fault) plan.push({ name, at, defocus: fault === 'defocused' ? side * away : focus, fault });
    else {
      plan.push({ name, at, defocus: focus });
      good = at;
    }
  }
  return plan;
}

function drawFault(
  shares: readonly { readonly fault: FieldFault; readonly share: number }[],
  chance: number,
  canRepeat: boolean,
): FieldFault | undefined {
  let left = chance;
  for (const { fault, share } of shares) {
    left -= share;
    if (left < 0) return fault === 'repeated' && !canRepeat ? undefined : fault;
  }
  return undefined;
}
