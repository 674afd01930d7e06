import { unreachable } from '../base/errors.js';
import { seededRandom, type Random } from '../base/random.js';
import { bell, between, direction, hash } from './arithmetic.js';
import type { Particle } from './layout.js';
import { gametocyteBody, parasiteStamps, type ParasiteStage } from './parasite.js';
import type { Stain } from './stain.js';
import { stamp, times, type Stamp } from './stamp.js';

/** Shares of the stages among infected cells; they need not sum to 1. */
export type StageMix = Readonly<Record<ParasiteStage, number>>;

/** What decides how one cell comes out, beside its own seed. */
export interface BloodSpec {
  readonly stain: Stain;
  /** Share of red cells infected, 0–1. */
  readonly parasitaemia: number;
  readonly stages: StageMix;
  /** Share of red cells of a shape that healthy blood hardly has, 0–1 (poikilocytosis). */
  readonly oddShapes: number;
  /** Share of red cells that carry precipitated stain, 0–1. */
  readonly stainedDots: number;
  /** How much longer than wide cells are, on average: 0 round, 0.15 usual. */
  readonly elongation: number;
}

/** One object of the smear, as dye: `body` is its outline, `inside` lies over it. */
export interface Drawing {
  readonly body: Stamp;
  readonly inside: readonly Stamp[];
  readonly stage?: ParasiteStage;
  /** Specks of precipitated stain on it. */
  readonly deposits: number;
}

/** Draws a particle. Its looks depend on its own seed only, so a cell is the same in every field that shows it. */
export function drawParticle(particle: Particle, spec: BloodSpec): Drawing {
  switch (particle.kind) {
    case 'red':
      return redCell(particle, spec);
    case 'white':
      return whiteCell(particle, spec.stain);
    case 'platelet':
      return platelet(particle, spec.stain);
    default:
      return unreachable(particle.kind);
  }
}

/** The stage a cell carries, or undefined. The same cells stay infected when the parasitaemia is raised. */
export function infection(seed: number, parasitaemia: number, stages: StageMix): ParasiteStage | undefined {
  if (hash(seed, 1, 0) / 4294967296 >= parasitaemia) return undefined;
  const order = ['ring', 'trophozoite', 'schizont', 'gametocyte'] as const;
  let left = (hash(seed, 2, 0) / 4294967296) * order.reduce((sum, stage) => sum + stages[stage], 0);
  for (const stage of order) {
    left -= stages[stage];
    if (left < 0) return stage;
  }
  return 'ring';
}

function redCell(particle: Particle, spec: BloodSpec): Drawing {
  const random = seededRandom(particle.seed);
  const stage = infection(particle.seed, spec.parasitaemia, spec.stages);
  const body = redBody(particle, spec, random);
  const parasites = stage ? parasiteStamps(stage, particle, spec.stain, random) : [];
  const dots = random.uniform() < spec.stainedDots ? stainDots(body, spec.stain, random) : [];
  const drawing = { inside: [...parasites, ...dots], deposits: dots.length };
  if (!stage) return { body, ...drawing };
  return {
    ...drawing,
    stage,
    body: stage === 'gametocyte' ? gametocyteBody(particle, spec.stain, random) : body,
  };
}

/** A flattened disc: slightly oval and lobed, thinner in the middle, thickness and pallor differing between cells. */
function redBody(particle: Particle, spec: BloodSpec, random: Random): Stamp {
  const { stain } = spec;
  const axis = direction(random);
  const stretch = 1 + spec.elongation * Math.min(3, Math.abs(bell(random)));
  const root = Math.sqrt(stretch);
  const lobe = (size: number): number => size * bell(random);
  const plain = stamp({
    x: particle.x,
    y: particle.y,
    axisX: axis.x,
    axisY: axis.y,
    a: particle.radius * root,
    b: particle.radius / root,
    lobes: [lobe(0.018), lobe(0.018), lobe(0.011), lobe(0.011)],
    contacts: particle.contacts,
    overlaps: particle.overlaps,
    // Two overlapping dried cells absorb about 1.25 times as much as one: estimated from a few overlaps of real smears.
    thinning: 0.37,
    softness: 0.42,
    pallor: Math.max(0, stain.pallor * (1 + 0.45 * bell(random))),
    pallorRadius: between(random, 0.6, 0.85),
    grain: 0.045,
    halo: 0.06,
    density: times(stain.haemoglobin, Math.max(0.6, 1 + 0.09 * bell(random))),
  });
  if (random.uniform() >= spec.oddShapes) return plain;
  return oddShape(plain, random);
}

function oddShape(plain: Stamp, random: Random): Stamp {
  switch (Math.floor(4 * random.uniform())) {
    case 0: // Teardrop.
      return { ...plain, a: plain.a * 1.25, taper: between(random, 0.35, 0.55), pallor: plain.pallor / 2 };
    case 1: // Elliptocyte.
      return { ...plain, a: plain.a * 1.3, b: plain.b * 0.75 };
    case 2: // Spherocyte: small, dense, no pallor.
      return {
        ...plain,
        a: plain.a * 0.78,
        b: plain.b * 0.78,
        pallor: 0,
        density: times(plain.density, 1.35),
      };
    default: // Target cell: dark in the middle of the pale part, drawn as negative pallor.
      return { ...plain, pallor: -0.35, pallorRadius: 0.3, density: times(plain.density, 0.85) };
  }
}

/** Precipitated stain: dots well under 1 µm, often several on one cell and towards its edge. */
function stainDots(body: Stamp, stain: Stain, random: Random): Stamp[] {
  const dots: Stamp[] = [];
  for (let n = 1 + Math.floor(3.5 * random.uniform() * random.uniform()); n > 0; n--) {
    const to = direction(random);
    const r = Math.sqrt(between(random, 0.3, 1)) * Math.min(body.a, body.b);
    const size = between(random, 0.1, 0.26);
    dots.push(
      stamp({
        x: body.x + to.x * r,
        y: body.y + to.y * r,
        a: size * between(random, 1, 1.5),
        b: size,
        softness: 0.12,
        density: times(stain.deposit, between(random, 0.3, 0.9)),
      }),
    );
  }
  return dots;
}

/** A granulocyte with a lobed nucleus, or a lymphocyte nearly filled by its own. */
function whiteCell(particle: Particle, stain: Stain): Drawing {
  const random = seededRandom(particle.seed);
  const { x, y } = particle;
  const lymphocyte = random.uniform() < 0.35;
  const radius = lymphocyte ? particle.radius * 0.78 : particle.radius;
  const lobe = (size: number): number => size * bell(random);
  const body = stamp({
    x,
    y,
    a: radius,
    b: radius * between(random, 0.88, 1),
    lobes: [lobe(0.015), lobe(0.015), lobe(0.01), lobe(0.01)],
    contacts: particle.contacts,
    softness: 0.5,
    grain: lymphocyte ? 0.1 : 0.5,
    density: times(stain.leucocyte, lymphocyte ? 1.4 : 1),
  });
  const inside: Stamp[] = [];
  const nucleus = { softness: 0.45, grain: 0.16, density: times(stain.nucleus, between(random, 0.55, 0.8)) };
  if (lymphocyte) {
    inside.push(
      stamp({
        x: x + lobe(0.2),
        y: y + lobe(0.2),
        a: radius * 0.82,
        b: radius * 0.78,
        lobes: [0.03, 0, 0.02, 0],
        ...nucleus,
      }),
    );
  } else {
    const lobes = 2 + Math.floor(3 * random.uniform());
    let at = direction(random);
    for (let n = 0; n < lobes; n++) {
      // Each lobe some 80° on from the last along an arc; the constants are that angle's cosine and sine.
      at = { x: at.x * 0.17365 - at.y * 0.98481, y: at.x * 0.98481 + at.y * 0.17365 };
      const r = radius * 0.42;
      inside.push(
        stamp({
          x: x + at.x * r,
          y: y + at.y * r,
          axisX: -at.y,
          axisY: at.x,
          a: radius * 0.33,
          b: radius * 0.25,
          ...nucleus,
        }),
      );
    }
  }
  return { body, inside, deposits: 0 };
}

function platelet(particle: Particle, stain: Stain): Drawing {
  const random = seededRandom(particle.seed);
  const { x, y, radius } = particle;
  const axis = direction(random);
  const lobe = (): number => 0.06 * bell(random);
  const body = stamp({
    x,
    y,
    axisX: axis.x,
    axisY: axis.y,
    a: radius * between(random, 1, 1.25),
    b: radius * between(random, 0.8, 1),
    lobes: [lobe(), lobe(), lobe(), lobe()],
    softness: 0.3,
    grain: 0.6,
    density: times(stain.platelet, between(random, 0.5, 1.1)),
  });
  const granules = stamp({
    x,
    y,
    a: radius * 0.6,
    b: radius * 0.5,
    softness: 0.35,
    grain: 0.8,
    density: times(stain.platelet, 0.6),
  });
  return { body, inside: [granules], deposits: 0 };
}

/** A speck of dirt or precipitated stain lying by itself. */
export function drawDebris(x: number, y: number, seed: number, stain: Stain): Drawing {
  const random = seededRandom(seed);
  const axis = direction(random);
  const fibre = random.uniform() < 0.15;
  const size = between(random, 0.15, 0.3) + (random.uniform() < 0.12 ? between(random, 0.2, 0.9) : 0);
  const body = stamp({
    x,
    y,
    axisX: axis.x,
    axisY: axis.y,
    a: fibre ? size * 4 : size * between(random, 1, 1.5),
    b: fibre ? 0.12 : size,
    bend: fibre ? between(random, 0, 0.3) : 0,
    softness: 0.15,
    grain: 0.3,
    density: times(stain.deposit, between(random, 0.3, 1)),
  });
  return { body, inside: [], deposits: 1 };
}
