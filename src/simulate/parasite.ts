import { unreachable } from '../base/errors.js';
import type { Random } from '../base/random.js';
import { between, direction } from './arithmetic.js';
import type { Stain } from './stain.js';
import { ringForm } from './ring-form.js';
import { stamp, times, type Host, type Stamp } from './stamp.js';

/** Stages of *P. falciparum* in the red cell, in the order of its life there. */
export type ParasiteStage = 'ring' | 'trophozoite' | 'schizont' | 'gametocyte';

/** Parasites of one infected cell, drawn over its body. A gametocyte replaces the body: see `gametocyteBody`. */
export function parasiteStamps(stage: ParasiteStage, host: Host, stain: Stain, random: Random): Stamp[] {
  switch (stage) {
    case 'ring': {
      // Several rings in one cell are common in P. falciparum (WHO, Basic malaria microscopy).
      const chance = random.uniform();
      const rings = chance < 0.86 ? 1 : chance < 0.97 ? 2 : 3;
      return Array.from({ length: rings }, () => ringForm(host, stain, random)).flat();
    }
    case 'trophozoite':
      return trophozoite(host, stain, random);
    case 'schizont':
      return schizont(host, stain, random);
    case 'gametocyte':
      return gametocyteInside(host, stain, random);
    default:
      return unreachable(stage);
  }
}

/** A compact, uneven body of 2.5–4.5 µm with a chromatin mass and one to three grains of pigment. */
function trophozoite(host: Host, stain: Stain, random: Random): Stamp[] {
  const a = between(random, 1.3, 2.2);
  const away = direction(random);
  const distance = Math.sqrt(random.uniform()) * Math.max(0.2, host.radius - a * 1.1);
  const x = host.x + away.x * distance;
  const y = host.y + away.y * distance;
  const axis = direction(random);
  const lobe = (): number => between(random, -0.13, 0.13);
  const inside = (share: number): { x: number; y: number } => {
    const to = direction(random);
    const r = a * share * Math.sqrt(random.uniform());
    return { x: x + to.x * r, y: y + to.y * r };
  };
  const stamps = [
    stamp({
      x,
      y,
      axisX: axis.x,
      axisY: axis.y,
      a,
      b: a * between(random, 0.65, 1),
      lobes: [lobe(), lobe(), lobe() / 2, lobe() / 2],
      softness: 0.25,
      grain: 0.8,
      density: times(stain.cytoplasm, between(random, 1.1, 1.8)),
    }),
    stamp({ ...inside(0.5), a: a * 0.4, b: a * 0.35, softness: 0.3, density: times(stain.cytoplasm, -0.7) }),
    stamp({
      ...inside(0.6),
      a: a * 0.42,
      b: a * 0.32,
      softness: 0.3,
      grain: 0.4,
      density: times(stain.chromatin, 0.55),
    }),
  ];
  for (let n = 1 + Math.floor(3 * random.uniform()); n > 0; n--)
    stamps.push(pigment(inside(0.4), 0.3, stain, random));
  return stamps;
}

/** 8–22 merozoites packed around a clump of pigment, filling most of the cell. */
function schizont(host: Host, stain: Stain, random: Random): Stamp[] {
  const size = host.radius * between(random, 0.65, 0.92);
  const { x, y } = host;
  const stamps = [
    stamp({ x, y, a: size, b: size * 0.93, softness: 0.3, grain: 0.5, density: times(stain.cytoplasm, 1.6) }),
  ];
  const merozoites = 8 + Math.floor(15 * random.uniform());
  let at = direction(random);
  for (let n = 0; n < merozoites; n++) {
    // The golden angle spreads them evenly; the constants are its cosine and sine.
    at = {
      x: at.x * -0.7373688780783197 - at.y * 0.6754902942615238,
      y: at.x * 0.6754902942615238 + at.y * -0.7373688780783197,
    };
    const r = size * 0.86 * Math.sqrt((n + 0.8) / merozoites);
    stamps.push(
      stamp({
        x: x + at.x * r + between(random, -0.15, 0.15),
        y: y + at.y * r + between(random, -0.15, 0.15),
        a: between(random, 0.35, 0.55),
        b: between(random, 0.3, 0.45),
        softness: 0.22,
        density: times(stain.chromatin, between(random, 0.45, 0.7)),
      }),
    );
  }
  for (let n = 0; n < 4; n++) {
    stamps.push(
      pigment({ x: x + between(random, -0.4, 0.4), y: y + between(random, -0.4, 0.4) }, 0.4, stain, random),
    );
  }
  return stamps;
}

/** The crescent that a gametocyte makes of its cell, about 10 × 3 µm. */
export function gametocyteBody(host: Host, stain: Stain, random: Random): Stamp {
  const axis = direction(random);
  return stamp({
    x: host.x,
    y: host.y,
    axisX: axis.x,
    axisY: axis.y,
    a: between(random, 4.3, 5.2),
    b: between(random, 1.35, 1.75),
    bend: between(random, 0.03, 0.07),
    softness: 0.25,
    grain: 0.1,
    halo: 0.05,
    density: [
      stain.haemoglobin[0] * 0.7 + stain.cytoplasm[0],
      stain.haemoglobin[1] * 0.7 + stain.cytoplasm[1],
      stain.haemoglobin[2] * 0.7 + stain.cytoplasm[2],
    ],
  });
}

function gametocyteInside(host: Host, stain: Stain, random: Random): Stamp[] {
  const { x, y } = host;
  const stamps = [stamp({ x, y, a: 1.1, b: 0.9, softness: 0.5, density: times(stain.chromatin, 0.35) })];
  for (let n = 6 + Math.floor(6 * random.uniform()); n > 0; n--) {
    const to = direction(random);
    const r = between(random, 0.2, 1.1);
    stamps.push(pigment({ x: x + to.x * r, y: y + to.y * r }, 0.2, stain, random));
  }
  return stamps;
}

function pigment(at: { x: number; y: number }, size: number, stain: Stain, random: Random): Stamp {
  return stamp({
    ...at,
    a: size * between(random, 0.7, 1.4),
    b: size * between(random, 0.6, 1),
    softness: 0.16,
    density: times(stain.pigment, between(random, 0.6, 1)),
  });
}
