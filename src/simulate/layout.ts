import { seededRandom } from '../base/random.js';
import { between, bell, hash, poisson } from './arithmetic.js';

export type ParticleKind = 'red' | 'white' | 'platelet';

/** One cell or platelet of the smear, where it came to rest. Positions and radius in µm. */
export interface Particle {
  readonly kind: ParticleKind;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Seed of everything else about it. */
  readonly seed: number;
  /** Neighbours it lies against without overlap: both flatten there. */
  readonly contacts: readonly Contact[];
  /** Neighbours it lies over or under. */
  readonly overlaps: readonly Overlap[];
}

/** The circle of a cell lying over this one, from its centre, µm. */
export interface Overlap {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A straight edge: nothing of the cell lies beyond `distance` µm from its centre in this direction. */
export interface Contact {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

/** What lies on the glass, and how densely. */
export interface LayoutSpec {
  readonly seed: number;
  /** Area of red cells over area of glass, 0 and up. */
  readonly coverage: number;
  /** Mean red-cell diameter, µm. */
  readonly cellDiameter: number;
  /** Standard deviation of the diameter over its mean (anisocytosis). */
  readonly anisocytosis: number;
  /** Share of neighbouring pairs that may lie over each other, 0–1. */
  readonly overlap: number;
  /** White cells and platelets per red cell. */
  readonly whitePerRed: number;
  readonly plateletPerRed: number;
}

/** Side of a tile, µm. Must exceed the widest reach of two particles (15 µm) plus twice DRIFT. */
const TILE = 40;
/** No particle is pushed farther than this from where it fell, µm, so that a tile depends on near tiles only. */
const DRIFT = 12;
const ROUNDS = 8;
/** The largest `closeness`: pairs farther apart than this, in sums of radii, leave each other alone. */
const FARTHEST = 1.06;
/** Glass between two cells that lie side by side, µm. */
const GAP = 0.26;
/** Tiles kept before the memory is let go; recomputing gives the same. */
const KEPT_TILES = 20_000;

interface Settling {
  readonly kind: ParticleKind;
  readonly x0: number;
  readonly y0: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly seed: number;
  /** Lies where it fell, on whatever is there. */
  readonly loose: boolean;
}

/**
 * Places cells over an endless plane, tile by tile: a Poisson scatter (Poisson, so that gaps and clusters arise) in which
 * neighbours then push each other apart for some rounds. A tile after n rounds depends on its eight neighbours after n − 1,
 * so any tile can be had at any time, in any order, and is always the same.
 */
export class Layout {
  private readonly tiles = new Map<string, readonly Settling[]>();

  constructor(private readonly spec: LayoutSpec) {}

  /** All particles whose resting place lies in the rectangle, µm, in a fixed order. */
  within(left: number, top: number, right: number, bottom: number): Particle[] {
    const found: Particle[] = [];
    for (let j = Math.floor((top - DRIFT) / TILE); j <= Math.floor((bottom + DRIFT) / TILE); j++) {
      for (let i = Math.floor((left - DRIFT) / TILE); i <= Math.floor((right + DRIFT) / TILE); i++) {
        for (const p of this.settled(i, j, ROUNDS)) {
          if (p.x < left || p.x >= right || p.y < top || p.y >= bottom) continue;
          const { kind, x, y, radius, seed } = p;
          found.push({ kind, x, y, radius, seed, ...this.neighbours(p, i, j) });
        }
      }
    }
    return found;
  }

  private around(i: number, j: number, rounds: number): (readonly Settling[])[] {
    const near: (readonly Settling[])[] = [];
    for (let dj = -1; dj <= 1; dj++) {
      for (let di = -1; di <= 1; di++) near.push(this.settled(i + di, j + dj, rounds));
    }
    return near;
  }

  /** Cells that dry side by side flatten against each other along the chord of their circles; a share lies over each other. */
  private neighbours(p: Settling, i: number, j: number): Pick<Particle, 'contacts' | 'overlaps'> {
    const contacts: Contact[] = [];
    const overlaps: Overlap[] = [];
    if (p.kind === 'platelet') return { contacts, overlaps };
    for (const q of this.around(i, j, ROUNDS).flat()) {
      if (q.seed === p.seed || q.kind === 'platelet') continue;
      const dx = q.x - p.x;
      const dy = q.y - p.y;
      const square = dx * dx + dy * dy;
      const touching = p.radius + q.radius;
      if (square > touching * touching * 1.25 || square < 1) continue;
      if (p.kind === q.kind && closeness(p.seed, q.seed, this.spec.overlap) < 1) {
        overlaps.push({ x: dx, y: dy, radius: q.radius });
        continue;
      }
      const distance = Math.sqrt(square);
      const chord = (square + p.radius * p.radius - q.radius * q.radius) / (2 * distance);
      // A cell is never cut to less than half its radius: squeezed farther it slips under its neighbour.
      contacts.push({
        x: dx / distance,
        y: dy / distance,
        distance: Math.max(p.radius / 2, chord - GAP / 2),
      });
    }
    return { contacts, overlaps };
  }

  private settled(i: number, j: number, rounds: number): readonly Settling[] {
    const key = `${i},${j},${rounds}`;
    const known = this.tiles.get(key);
    if (known) return known;
    const tile = rounds === 0 ? this.scattered(i, j) : this.pushed(i, j, rounds);
    if (this.tiles.size > KEPT_TILES) this.tiles.clear();
    this.tiles.set(key, tile);
    return tile;
  }

  /** The Poisson scatter of one tile. Density varies smoothly over the film, as it does on glass. */
  private scattered(i: number, j: number): Settling[] {
    const { spec } = this;
    const random = seededRandom(hash(spec.seed, i, j));
    const meanArea =
      (Math.PI / 4) * spec.cellDiameter * spec.cellDiameter * (1 + spec.anisocytosis * spec.anisocytosis);
    const reds = (TILE * TILE * spec.coverage * filmThickness(spec.seed, i, j)) / meanArea;
    const tile: Settling[] = [];
    const add = (kind: ParticleKind, mean: number, radius: () => number, looseShare: number): void => {
      for (let n = poisson(random, mean); n > 0; n--) {
        const x = (i + random.uniform()) * TILE;
        const y = (j + random.uniform()) * TILE;
        const loose = random.uniform() < looseShare;
        const seed = Math.floor(random.uniform() * 4294967296);
        tile.push({ kind, x0: x, y0: y, x, y, radius: radius(), seed, loose });
      }
    };
    const cellRadius = (): number =>
      (spec.cellDiameter / 2) * Math.max(0.6, 1 + spec.anisocytosis * bell(random));
    add('red', reds, cellRadius, 0);
    add('white', reds * spec.whitePerRed, () => between(random, 5, 7), 0);
    add('platelet', reds * spec.plateletPerRed, () => between(random, 0.8, 1.6), 0.15);
    return tile;
  }

  private pushed(i: number, j: number, rounds: number): Settling[] {
    const near = this.around(i, j, rounds - 1);
    return this.settled(i, j, rounds - 1).map((p) => (p.loose ? p : pushedApart(p, near, this.spec.overlap)));
  }
}

function pushedApart(p: Settling, near: readonly (readonly Settling[])[], overlap: number): Settling {
  const { kind, x0, y0, radius, seed, loose } = p;
  let pushX = 0;
  let pushY = 0;
  for (const tile of near) {
    for (const q of tile) {
      const dx = p.x - q.x;
      const dy = p.y - q.y;
      const touching = (radius + q.radius) * FARTHEST;
      const square = dx * dx + dy * dy;
      if (square >= touching * touching || square < 1e-9 || q.loose) continue;
      const distance = Math.sqrt(square);
      const missing = (radius + q.radius) * closeness(seed, q.seed, overlap) - distance;
      if (missing <= 0) continue;
      // The smaller one gives way; 0.9 of the way keeps a crowd from swinging.
      const share = (0.9 * q.radius * missing) / ((radius + q.radius) * distance);
      pushX += dx * share;
      pushY += dy * share;
    }
  }
  if (pushX === 0 && pushY === 0) return p;
  const x = p.x + pushX - x0;
  const y = p.y + pushY - y0;
  const drift = Math.sqrt(x * x + y * y);
  const kept = drift > DRIFT ? DRIFT / drift : 1;
  return { kind, x0, y0, x: x0 + x * kept, y: y0 + y * kept, radius, seed, loose };
}

/** Distance a pair comes to rest at, in sums of radii: just touching to a small gap, or overlapping. */
function closeness(a: number, b: number, overlap: number): number {
  const bits = hash(a ^ b, 11, 13);
  const chance = (bits >>> 16) / 65536;
  const amount = (bits & 0xffff) / 65536;
  return chance < overlap ? 0.65 + 0.33 * amount : 1 + (FARTHEST - 1) * amount;
}

/** Relative density of the film, 0.75–1.25, varying over some 120 µm. */
function filmThickness(seed: number, i: number, j: number): number {
  const u = i / 3;
  const v = j / 3;
  const i0 = Math.floor(u);
  const j0 = Math.floor(v);
  const at = (a: number, b: number): number => hash(seed ^ 0x5bd1e995, a, b) / 4294967296;
  const top = at(i0, j0) + (at(i0 + 1, j0) - at(i0, j0)) * (u - i0);
  const bottom = at(i0, j0 + 1) + (at(i0 + 1, j0 + 1) - at(i0, j0 + 1)) * (u - i0);
  return 0.75 + 0.5 * (top + (bottom - top) * (v - j0));
}
