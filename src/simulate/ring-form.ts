import type { Random } from '../base/random.js';
import { between, direction } from './arithmetic.js';
import type { Stain } from './stain.js';
import { stamp, times, type Host, type Stamp } from './stamp.js';

/** A young parasite: mostly a ring, now and then a comma. */
export function ringForm(host: Host, stain: Stain, random: Random): Stamp[] {
  return random.uniform() < 0.18 ? comma(host, stain, random) : ring(host, stain, random);
}

/** A comma: chromatin with a curved tail of cytoplasm, as rings look that are cut, folded or not yet closed. */
function comma(host: Host, stain: Stain, random: Random): Stamp[] {
  const length = between(random, 0.6, 1.1);
  const away = direction(random);
  const distance = Math.sqrt(random.uniform()) * (host.radius - length);
  const x = host.x + away.x * distance;
  const y = host.y + away.y * distance;
  const axis = direction(random);
  const size = between(random, 0.3, 0.46);
  return [
    stamp({
      x,
      y,
      axisX: axis.x,
      axisY: axis.y,
      a: length,
      b: between(random, 0.18, 0.32),
      bend: between(random, 0.2, 0.6),
      softness: between(random, 0.15, 0.28),
      density: times(stain.cytoplasm, between(random, 0.6, 1.3)),
    }),
    stamp({
      x: x + axis.x * length * 0.8,
      y: y + axis.y * length * 0.8,
      axisX: axis.x,
      axisY: axis.y,
      a: size * between(random, 1, 1.7),
      b: size,
      softness: between(random, 0.18, 0.32),
      density: times(stain.chromatin, between(random, 0.55, 1.05)),
    }),
  ];
}

/** A thin ring 1.6–2.8 µm across with one or two chromatin dots on its wall; one in ten sits on the cell's edge (appliqué). */
function ring(host: Host, stain: Stain, random: Random): Stamp[] {
  const outer = between(random, 0.8, 1.4);
  const wall = between(random, 0.22, 0.38);
  const away = direction(random);
  const applique = random.uniform() < 0.1;
  const distance = applique ? host.radius - 0.5 : Math.sqrt(random.uniform()) * (host.radius - outer * 0.9);
  const x = host.x + away.x * distance;
  const y = host.y + away.y * distance;
  const axis = direction(random);
  const squeeze = applique ? between(random, 0.4, 0.6) : between(random, 0.7, 1);
  const b = outer * squeeze;
  // An appliqué form lies flat along the edge.
  const [axisX, axisY] = applique ? [-away.y, away.x] : [axis.x, axis.y];
  const strength = between(random, 0.5, 1.25);
  // Some are smudged.
  const softness = between(random, 0.13, 0.28);
  const stamps = [
    // The vacuole displaces haemoglobin.
    stamp({ x, y, a: outer, b, axisX, axisY, softness: 0.25, density: times(stain.haemoglobin, -0.15) }),
    stamp({
      x,
      y,
      a: outer,
      b,
      axisX,
      axisY,
      wall,
      softness,
      density: times(stain.cytoplasm, strength),
    }),
  ];
  const dots = random.uniform() < 0.15 ? 2 : 1;
  const first = direction(random);
  const turn = direction(random);
  for (let i = 0; i < dots; i++) {
    const at =
      i === 0 ? first : { x: first.x * turn.x - first.y * turn.y, y: first.x * turn.y + first.y * turn.x };
    const p = at.x * (outer - wall / 2);
    const q = at.y * (b - wall / 2);
    const size = between(random, 0.3, 0.48) * (dots === 2 ? 0.85 : 1);
    stamps.push(
      stamp({
        x: x + p * axisX - q * axisY,
        y: y + p * axisY + q * axisX,
        // Chromatin stretches along the wall.
        axisX: -at.y * axisX - at.x * axisY,
        axisY: -at.y * axisY + at.x * axisX,
        a: size * between(random, 1, 1.6),
        b: size,
        softness: softness + 0.04,
        density: times(stain.chromatin, between(random, 0.6, 1.1)),
      }),
    );
    // The wall thickens around the dot.
    stamps.push(
      stamp({
        x: x + p * 0.8 * axisX - q * 0.8 * axisY,
        y: y + p * 0.8 * axisY + q * 0.8 * axisX,
        a: size * 1.9,
        b: size * 1.6,
        softness: 0.4,
        density: times(stain.cytoplasm, 0.6 * strength),
      }),
    );
  }
  return stamps;
}
