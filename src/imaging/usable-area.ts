import type { UsableArea } from './field.js';
import type { Planes } from './planes.js';

/** Darker than this share of the frame's bright level is outside the eyepiece; stained cells stay above a third. */
const DARK_SHARE = 0.25;
/** A circle on black leaves at least this share of the frame dark; less is vignetting or a cell. */
const LEAST_DARK = 0.04;
/** Below this share of a frame a bright disc is no field (a stray reflection). */
const LEAST_BRIGHT = 0.05;
/** Rim points may stray this far from the fitted circle, in radii, root mean square: rims of cells bite into it. */
const ROUNDNESS = 0.02;
/** The rim is blurred: this share of the radius inside the fitted circle is left unused. */
const RIM = 0.005;

/** Largest absolute level under which a frame holds no circle at all: it is simply black. */
const BLACK_FRAME = 24;

/**
 * Finds what part of a frame shows the smear, from an overview of it: a bright circle on black (it may be cut by the
 * frame's edge), otherwise the whole frame. A region counts as outside when it is dark and connected to the frame's edge;
 * a circle is accepted only when the border of that region lies on one. Returned in frame pixels, the blurred rim left out.
 */
export function findUsableArea(overview: Planes): UsableArea {
  const { width, height, scale } = overview;
  const bright = brightness(overview);
  const level = percentile(bright, 0.98);
  if (level < BLACK_FRAME) return { shape: 'full' };
  const outside = darkFromEdge(bright, width, height, level * DARK_SHARE);
  let dark = 0;
  for (const value of outside) dark += value;
  const share = dark / outside.length;
  if (share < LEAST_DARK || share > 1 - LEAST_BRIGHT) return { shape: 'full' };
  const rim = rimPoints(outside, width, height);
  const circle = fitCircle(rim);
  if (circle === undefined || circle.error > ROUNDNESS * circle.radius) return { shape: 'full' };
  const expected = shareOutside(circle, width, height);
  // The circle must explain the dark: a dark corner or band whose edge happens to bend does not.
  if (Math.abs(expected - share) > 0.25 * share) return { shape: 'full' };
  const toFrame = (v: number): number => (v + 0.5) * scale - 0.5;
  return {
    shape: 'circle',
    x: toFrame(circle.x),
    y: toFrame(circle.y),
    radius: circle.radius * scale * (1 - RIM),
  };
}

/**
 * Mask of the usable area at a scale: height×width bytes, 1 inside. For a full frame all ones. `circle` is in frame px.
 */
export function usableMask(area: UsableArea, width: number, height: number, scale: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  if (area.shape === 'full') return mask.fill(1);
  const x = (area.x + 0.5) / scale - 0.5;
  const y = (area.y + 0.5) / scale - 0.5;
  const radius = area.radius / scale;
  for (let row = 0; row < height; row++) {
    const rest = radius * radius - (row - y) * (row - y);
    if (rest < 0) continue;
    const half = Math.sqrt(rest);
    const from = Math.max(0, Math.ceil(x - half));
    const to = Math.min(width - 1, Math.floor(x + half));
    if (to >= from) mask.fill(1, row * width + from, row * width + to + 1);
  }
  return mask;
}

function brightness(planes: Planes): Uint8Array {
  const { red, green, blue } = planes;
  const out = new Uint8Array(red.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.max(red[i], green[i], blue[i]);
  return out;
}

/** The level below which `share` of the bytes lie. */
export function percentile(values: Uint8Array, share: number): number {
  const histogram = new Int32Array(256);
  for (let i = 0; i < values.length; i++) histogram[values[i]]++;
  let left = Math.floor(values.length * share);
  for (let level = 0; level < 256; level++) {
    left -= histogram[level];
    if (left < 0) return level;
  }
  return 255;
}

/** 1 where a pixel is darker than `level` and connected (4-neighbours) to the frame's edge through such pixels. */
function darkFromEdge(values: Uint8Array, width: number, height: number, level: number): Uint8Array {
  const out = new Uint8Array(values.length);
  const stack = new Int32Array(values.length);
  let top = 0;
  const push = (i: number): void => {
    if (out[i] === 0 && values[i] < level) {
      out[i] = 1;
      stack[top++] = i;
    }
  };
  for (let x = 0; x < width; x++) {
    push(x);
    push((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    push(y * width);
    push(y * width + width - 1);
  }
  while (top > 0) {
    const i = stack[--top];
    const x = i % width;
    if (x > 0) push(i - 1);
    if (x < width - 1) push(i + 1);
    if (i >= width) push(i - width);
    if (i < values.length - width) push(i + width);
  }
  return out;
}

/** Edges between the outside region and the rest, as x, y pairs halfway between the two pixels. */
function rimPoints(outside: Uint8Array, width: number, height: number): number[] {
  const points: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width && outside[i] !== outside[i + 1]) points.push(x + 0.5, y);
      if (y + 1 < height && outside[i] !== outside[i + width]) points.push(x, y + 0.5);
    }
  }
  return points;
}

interface Circle {
  x: number;
  y: number;
  radius: number;
  /** Root mean square distance of the points from the circle. */
  error: number;
}

/** Fewest rim points to fit: a circle needs 3, a trustworthy one many more. */
const LEAST_POINTS = 24;

/**
 * Algebraic circle fit (Kåsa 1976), repeated without the points that lie far off: dark cells on the rim and specks in the
 * black are outliers.
 */
function fitCircle(points: readonly number[]): Circle | undefined {
  let kept = points;
  let circle: Circle | undefined;
  for (let round = 0; round < 5; round++) {
    if (kept.length < LEAST_POINTS * 2) return undefined;
    circle = kasa(kept);
    if (circle === undefined) return undefined;
    const reach = Math.max(1, 2 * circle.error);
    const next: number[] = [];
    for (let i = 0; i < points.length; i += 2) {
      const dx = points[i] - circle.x;
      const dy = points[i + 1] - circle.y;
      if (Math.abs(Math.sqrt(dx * dx + dy * dy) - circle.radius) <= reach)
        next.push(points[i], points[i + 1]);
    }
    kept = next;
  }
  // A circle that explains only a part of the rim is an accident.
  return kept.length < points.length * 0.6 ? undefined : circle;
}

function kasa(points: readonly number[]): Circle | undefined {
  const n = points.length / 2;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < points.length; i += 2) {
    meanX += points[i];
    meanY += points[i + 1];
  }
  meanX /= n;
  meanY /= n;
  let uu = 0;
  let uv = 0;
  let vv = 0;
  let uz = 0;
  let vz = 0;
  for (let i = 0; i < points.length; i += 2) {
    const u = points[i] - meanX;
    const v = points[i + 1] - meanY;
    const z = u * u + v * v;
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uz += u * z;
    vz += v * z;
  }
  const determinant = uu * vv - uv * uv;
  if (determinant <= 1e-9 * uu * vv) return undefined;
  const a = (uz * vv - vz * uv) / determinant / 2;
  const b = (vz * uu - uz * uv) / determinant / 2;
  const radius = Math.sqrt(a * a + b * b + (uu + vv) / n);
  let squares = 0;
  for (let i = 0; i < points.length; i += 2) {
    const u = points[i] - meanX - a;
    const v = points[i + 1] - meanY - b;
    const off = Math.sqrt(u * u + v * v) - radius;
    squares += off * off;
  }
  return { x: meanX + a, y: meanY + b, radius, error: Math.sqrt(squares / n) };
}

function shareOutside(circle: Circle, width: number, height: number): number {
  let outside = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x - circle.x;
      const dy = y - circle.y;
      if (dx * dx + dy * dy > circle.radius * circle.radius) outside++;
    }
  }
  return outside / (width * height);
}

/** Share of the frame that is usable, 0–1. */
export function usableShare(
  area: UsableArea,
  frame: { readonly width: number; readonly height: number },
): number {
  if (area.shape === 'full') return 1;
  // Sixty-four points across place the share to about a hundredth.
  const w = 64;
  const scaleX = frame.width / w;
  let n = 0;
  const rows = Math.max(1, Math.round(frame.height / scaleX));
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < w; x++) {
      const dx = (x + 0.5) * scaleX - area.x;
      const dy = (y + 0.5) * scaleX - area.y;
      if (dx * dx + dy * dy <= area.radius * area.radius) n++;
    }
  return n / (w * rows);
}
