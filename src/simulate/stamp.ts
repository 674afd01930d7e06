import type { Contact, Overlap } from './layout.js';
import type { Density } from './stain.js';

/**
 * A patch of dye on the glass: an ellipse, possibly bent, tapered or lobed, with a soft edge. Everything in a smear is made
 * of these. Lengths in µm.
 */
export interface Stamp {
  readonly x: number;
  readonly y: number;
  /** Unit vector of the first axis. */
  readonly axisX: number;
  readonly axisY: number;
  /** Semi-axes. */
  readonly a: number;
  readonly b: number;
  /** Curvature of the first axis, 1/µm: makes bananas. */
  readonly bend: number;
  /** Narrowing towards the first axis' end, −0.6–0.6: makes drops. */
  readonly taper: number;
  /** Third and fourth harmonic of the outline, relative to the radius; real and imaginary part. */
  readonly lobes: readonly [number, number, number, number];
  /** Straight edges where it lies against others. */
  readonly contacts: readonly Contact[];
  /** Cells over or under it, and the share of its density missing there: cells that dry in a heap spread thinner. */
  readonly overlaps: readonly Overlap[];
  readonly thinning: number;
  /** Half-width of the edge over which the density falls to nothing. */
  readonly softness: number;
  /** Optical density where the profile is 1; negative where something displaces dye. */
  readonly density: Density;
  /** Width of a wall when only the wall is stained (a ring); 0 when filled. */
  readonly wall: number;
  /** Share of density missing in the middle, and the relative radius of the pale part. */
  readonly pallor: number;
  readonly pallorRadius: number;
  /** Amplitude of the grain of the dye, relative. */
  readonly grain: number;
  /** Bright line of refraction around the edge: its density is minus this share of the body's. */
  readonly halo: number;
}

/** A plain soft disc; what a caller doesn't say is the simplest. */
export function stamp(parts: Pick<Stamp, 'x' | 'y' | 'a' | 'b' | 'density'> & Partial<Stamp>): Stamp {
  return {
    axisX: 1,
    axisY: 0,
    bend: 0,
    taper: 0,
    lobes: [0, 0, 0, 0],
    contacts: [],
    overlaps: [],
    thinning: 0,
    softness: 0.15,
    wall: 0,
    pallor: 0,
    pallorRadius: 0.6,
    grain: 0,
    halo: 0,
    ...parts,
  };
}

/** A place and a size to draw into, µm. */
export interface Host {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The density of so much more, or less, dye. */
export function times(density: Density, factor: number): Density {
  return [density[0] * factor, density[1] * factor, density[2] * factor];
}
