import { seededRandom } from '../base/random.js';
import { UsageError } from '../base/errors.js';
import { hash, poisson } from './arithmetic.js';
import { drawDebris, drawParticle, type BloodSpec, type Drawing, type StageMix } from './blood.js';
import { Layout, type ParticleKind } from './layout.js';
import { STAINS, type Stain, type StainName } from './stain.js';

/** A thin smear to be rendered. Only the seed and the parasitaemia have to be said. */
export interface SlideSpec {
  /** Any integer; the same spec is the same slide, everywhere and for ever within one version of Ringform. */
  readonly seed: number;
  /** Probability that a red cell is infected, 0–1 (0.01 is 1 %). */
  readonly parasitaemia: number;
  /** Stages of the infected cells; default nearly all rings, as *P. falciparum* circulates. */
  readonly stages?: Partial<StageMix>;
  readonly stain?: StainName;
  /** Red-cell area over glass area, 0–1.5; default 0.42. Above about 0.8 cells cannot but lie over each other. */
  readonly coverage?: number;
  /** Mean red-cell diameter, µm; default 7.5. */
  readonly cellDiameter?: number;
  /** Relative standard deviation of the diameter; default 0.07. */
  readonly anisocytosis?: number;
  /** Share of touching pairs that lie over each other, 0–1; default 0.1. */
  readonly overlap?: number;
  /** Mean excess of a cell's length over its width; default 0.14. */
  readonly elongation?: number;
  /** Share of oddly shaped red cells, 0–1; default 0.01. */
  readonly oddShapes?: number;
  /** Share of red cells carrying precipitated stain, 0–1; default 0.02. */
  readonly stainedDots?: number;
  /** White cells and platelets per red cell; defaults 1/700 and 1/30. */
  readonly whitePerRed?: number;
  readonly plateletPerRed?: number;
  /** Specks of dirt per 1,000 µm² of glass; default 0.4. */
  readonly debris?: number;
}

export type TrueKind = ParticleKind | 'debris';

/** An object of the smear: what it is and how it is drawn. */
export interface SmearObject extends Drawing {
  readonly kind: TrueKind;
  /** The same for the same object in every field that shows it. */
  readonly id: number;
}

/** A virtual smear: an endless plane of cells, µm, generated where it is looked at. */
export interface Slide {
  readonly seed: number;
  readonly stain: Stain;
  /** Objects whose centre lies in the rectangle, µm. */
  objects(left: number, top: number, right: number, bottom: number): SmearObject[];
}

const DEFAULT_STAGES: StageMix = { ring: 0.94, trophozoite: 0.05, schizont: 0.005, gametocyte: 0.005 };
const DEBRIS_TILE = 50;

/**
 * Prepares a virtual smear with known truth. Nothing is drawn until `renderField` looks at a place.
 * @throws UsageError when a share lies outside its range or the stages sum to nothing.
 */
export function renderSlide(spec: SlideSpec): Slide {
  const stages: StageMix = spec.stages
    ? { ring: 0, trophozoite: 0, schizont: 0, gametocyte: 0, ...spec.stages }
    : DEFAULT_STAGES;
  check('parasitaemia', spec.parasitaemia, 1);
  check('coverage', spec.coverage ?? 0, 1.5);
  for (const name of [
    'overlap',
    'oddShapes',
    'stainedDots',
    'whitePerRed',
    'plateletPerRed',
    'elongation',
  ] as const) {
    check(name, spec[name] ?? 0, 1);
  }
  check('anisocytosis', spec.anisocytosis ?? 0, 0.3);
  check('debris', spec.debris ?? 0, 100);
  for (const [stage, share] of Object.entries(stages)) check(stage, share, 1000);
  if (Object.values(stages).every((share) => share === 0))
    throw misuse('the shares of the stages sum to nothing');
  const diameter = spec.cellDiameter ?? 7.5;
  if (!(diameter >= 5 && diameter <= 9)) throw misuse(`cellDiameter is ${diameter}, not 5–9 µm`);

  const stain = STAINS[spec.stain ?? 'magenta'];
  const blood: BloodSpec = {
    stain,
    parasitaemia: spec.parasitaemia,
    stages,
    oddShapes: spec.oddShapes ?? 0.01,
    stainedDots: spec.stainedDots ?? 0.02,
    elongation: spec.elongation ?? 0.14,
  };
  const layout = new Layout({
    seed: spec.seed,
    coverage: spec.coverage ?? 0.42,
    cellDiameter: diameter,
    anisocytosis: spec.anisocytosis ?? 0.07,
    overlap: spec.overlap ?? 0.1,
    whitePerRed: spec.whitePerRed ?? 1 / 700,
    plateletPerRed: spec.plateletPerRed ?? 1 / 30,
  });
  const debris = spec.debris ?? 0.4;
  return {
    seed: spec.seed,
    stain,
    objects(left, top, right, bottom) {
      const cells = layout
        .within(left, top, right, bottom)
        .map((particle) => ({ kind: particle.kind, id: particle.seed, ...drawParticle(particle, blood) }));
      return [...cells, ...specks(spec.seed, debris, stain, left, top, right, bottom)];
    },
  };
}

function specks(
  seed: number,
  per1000: number,
  stain: Stain,
  left: number,
  top: number,
  right: number,
  bottom: number,
): SmearObject[] {
  const found: SmearObject[] = [];
  for (let j = Math.floor(top / DEBRIS_TILE); j * DEBRIS_TILE < bottom; j++) {
    for (let i = Math.floor(left / DEBRIS_TILE); i * DEBRIS_TILE < right; i++) {
      const random = seededRandom(hash(seed ^ 0x3c6ef372, i, j));
      for (let n = poisson(random, (per1000 * DEBRIS_TILE * DEBRIS_TILE) / 1000); n > 0; n--) {
        const x = (i + random.uniform()) * DEBRIS_TILE;
        const y = (j + random.uniform()) * DEBRIS_TILE;
        const id = Math.floor(random.uniform() * 4294967296);
        if (x < left || x >= right || y < top || y >= bottom) continue;
        found.push({ kind: 'debris', id, ...drawDebris(x, y, id, stain) });
      }
    }
  }
  return found;
}

function check(name: string, value: number, most: number): void {
  if (!(value >= 0 && value <= most)) throw misuse(`${name} is ${value}, not between 0 and ${most}`);
}

function misuse(what: string): UsageError {
  return new UsageError(
    'simulate-spec',
    `The slide cannot be rendered: ${what}.`,
    'Correct the value and run it again.',
  );
}
