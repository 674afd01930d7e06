import type { Box } from '../base/box.js';
import { hash, smoothStep } from './arithmetic.js';
import type { Stamp } from './stamp.js';

/** Optical density of a field, H×W×3 interleaved RGB, and how its pixels lie on the glass. */
export interface Absorbance {
  readonly width: number;
  readonly height: number;
  /** −log10 of the transmitted share; slightly negative in bright halos. */
  readonly data: Float32Array;
  /** µm per pixel. */
  readonly scale: number;
  /** Stage position of the outer corner of the first pixel, µm. */
  readonly left: number;
  readonly top: number;
}

/** Where a stamp's body (inside its outline) fell, in frame pixels. */
export interface Footprint {
  /** Tight around the pixels that can be seen. */
  readonly box: Box;
  /** Visible pixels inside the outline. */
  readonly area: number;
  readonly centre: { readonly x: number; readonly y: number };
  /** Part of the body lies outside the frame or the visible circle. */
  readonly cut: boolean;
}

/** Pixels the eyepiece lets through: inside this circle, or all when undefined. */
export interface Aperture {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const HALO_WIDTH = 0.45;
const GRAIN_BITS = 8;
const GRAIN_SIDE = 1 << GRAIN_BITS;
/** µm per grain sample: the texture of stained haemoglobin has features of about half a µm. */
const GRAIN_STEP = 0.17;
const GRAIN = grainTexture();

/**
 * Adds a stamp's density to the field: densities of things lying over each other add up, so their light multiplies
 * (Beer–Lambert). Touches only the stamp's bounding box.
 * @returns the body's footprint, or undefined when no pixel of the body can be seen.
 */
export function press(onto: Absorbance, s: Stamp, aperture?: Aperture): Footprint | undefined {
  const { width, height, data, scale } = onto;
  const reach = extent(s);
  // One pixel beyond each side is looked at, never written, to learn whether the body goes on there.
  const x0 = Math.max(-1, Math.floor((s.x - reach.x - onto.left) / scale));
  const x1 = Math.min(width, Math.ceil((s.x + reach.x - onto.left) / scale));
  const y0 = Math.max(-1, Math.floor((s.y - reach.y - onto.top) / scale));
  const y1 = Math.min(height, Math.ceil((s.y + reach.y - onto.top) / scale));
  const [h3x, h3y, h4x, h4y] = s.lobes;
  const [red, green, blue] = s.density;
  const radius = Math.sqrt(s.a * s.b);
  const grainX = hash(Math.round(s.x * 64), Math.round(s.y * 64), 1) & (GRAIN_SIDE - 1);
  const grainY = hash(Math.round(s.x * 64), Math.round(s.y * 64), 2) & (GRAIN_SIDE - 1);
  // Beyond this nothing is left of edge and halo; the harmonics change the outline by less than their sum.
  const beyond = 1 + (s.softness + (s.halo > 0 ? HALO_WIDTH : 0)) / radius;
  const spread = Math.abs(h3x) + Math.abs(h3y) + Math.abs(h4x) + Math.abs(h4y);
  const limit = beyond * beyond + 2 * spread;
  const pallorSquare = s.pallorRadius * s.pallorRadius;
  let area = 0;
  let sumX = 0;
  let sumY = 0;
  let cut = false;
  let minX = width;
  let maxX = -1;
  let minY = height;
  let maxY = -1;
  for (let y = y0; y <= y1; y++) {
    const dy = onto.top + (y + 0.5) * scale - s.y;
    for (let x = x0; x <= x1; x++) {
      const dx = onto.left + (x + 0.5) * scale - s.x;
      const p = dx * s.axisX + dy * s.axisY;
      const q = dy * s.axisX - dx * s.axisY - s.bend * p * p;
      const u = p / s.a;
      const v = (q / s.b) * (1 + s.taper * u);
      const square = u * u + v * v;
      if (square > limit) continue;
      const re = u * u - v * v;
      const im = 2 * u * v;
      // Outside the unit circle the harmonics keep the size they have on it, or far lobes would grow arms.
      const k4 = square > 1 ? 1 / (square * square) : 1;
      const k3 = square > 1 ? k4 * Math.sqrt(square) : 1;
      const lobes =
        k3 * (h3x * (re * u - im * v) + h3y * (re * v + im * u)) +
        k4 * (h4x * (re * re - im * im) + h4y * 2 * re * im);
      const rho = Math.sqrt(Math.max(0, square - 2 * lobes));
      let depth = (1 - rho) * radius;
      for (const edge of s.contacts) {
        const room = edge.distance - dx * edge.x - dy * edge.y;
        if (room < depth) depth = room;
      }
      let amount: number;
      if (depth < -s.softness) {
        if (s.halo === 0 || depth < -s.softness - HALO_WIDTH) continue;
        const t = (-depth - s.softness) / HALO_WIDTH;
        amount = -s.halo * 4 * t * (1 - t);
      } else {
        amount = smoothStep(depth / s.softness);
        if (s.wall > 0) amount *= 1 - smoothStep((depth - s.wall) / s.softness);
        if (s.pallor !== 0 && square < pallorSquare) {
          const t = 1 - square / pallorSquare;
          amount *= 1 - s.pallor * t * t * (3 - 2 * t);
        }
        for (const over of s.overlaps) {
          const ox = dx - over.x;
          const oy = dy - over.y;
          const under = over.radius - Math.sqrt(ox * ox + oy * oy);
          amount *= 1 - s.thinning * smoothStep(under / s.softness);
        }
        if (s.grain > 0) {
          const gx = (Math.floor((dx + 64) / GRAIN_STEP) + grainX) & (GRAIN_SIDE - 1);
          const gy = (Math.floor((dy + 64) / GRAIN_STEP) + grainY) & (GRAIN_SIDE - 1);
          // However coarse the grain, it takes no more dye away than there is.
          amount *= Math.max(0.2, 1 + s.grain * GRAIN[(gy << GRAIN_BITS) | gx]);
        }
      }
      const inFrame = x >= 0 && y >= 0 && x < width && y < height;
      if (depth > 0) {
        if (inFrame && seen(x, y, aperture)) {
          area++;
          sumX += x;
          sumY += y;
          if (x < minX) minX = x;
          if (x > maxX) maxX = x;
          if (y < minY) minY = y;
          if (y > maxY) maxY = y;
        } else cut = true;
      }
      if (!inFrame) continue;
      const i = 3 * (y * width + x);
      data[i] = data[i] + red * amount;
      data[i + 1] = data[i + 1] + green * amount;
      data[i + 2] = data[i + 2] + blue * amount;
    }
  }
  if (area === 0) return undefined;
  return {
    box: { x: minX, y: minY, width: maxX - minX + 1, height: maxY - minY + 1 },
    area,
    centre: { x: sumX / area, y: sumY / area },
    cut,
  };
}

/** Half the width and height of the box that holds all of a stamp, µm. */
function extent(s: Stamp): { readonly x: number; readonly y: number } {
  const lobes = 1 + 1.3 * s.lobes.reduce((sum, lobe) => sum + Math.abs(lobe), 0);
  const margin = s.softness + (s.halo > 0 ? HALO_WIDTH : 0) + 0.2;
  const a = s.a * lobes;
  const b = (s.b * lobes) / (1 - Math.abs(s.taper)) + Math.abs(s.bend) * a * a;
  const x = Math.sqrt(a * a * s.axisX * s.axisX + b * b * s.axisY * s.axisY);
  const y = Math.sqrt(a * a * s.axisY * s.axisY + b * b * s.axisX * s.axisX);
  return { x: x + margin, y: y + margin };
}

function seen(x: number, y: number, aperture: Aperture | undefined): boolean {
  if (!aperture) return true;
  const dx = x - aperture.x;
  const dy = y - aperture.y;
  return dx * dx + dy * dy <= aperture.radius * aperture.radius;
}

/** Tileable noise with mean 0 and range about ±1: white noise smoothed over 5×5 samples. */
function grainTexture(): Float32Array {
  const side = GRAIN_SIDE;
  const white = new Float32Array(side * side);
  for (let i = 0; i < white.length; i++) white[i] = hash(0x6a09e667, i, 0) / 2147483648 - 1;
  const smooth = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          sum +=
            (3 - Math.abs(dx)) *
            (3 - Math.abs(dy)) *
            white[((y + dy) & (side - 1)) * side + ((x + dx) & (side - 1))];
        }
      }
      smooth[y * side + x] = sum / 15;
    }
  }
  return smooth;
}
