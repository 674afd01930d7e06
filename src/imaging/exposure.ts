import type { Planes } from './planes.js';

/** How a frame's light was recorded. */
export interface Exposure {
  /** Bright level (98th percentile of the brightest channel) of the usable area, 0–255. */
  readonly level: number;
  /** Share of the usable area whose three channels are all at the top of the scale, 0–1. */
  readonly clipped: number;
}

/** A byte this high carries no more detail: JPEG rounding takes 255 down by a level or two. */
const TOP = 253;

/** Measures brightness and clipping from an overview of the frame; `usable` is its mask. */
export function measureExposure(overview: Planes, usable: Uint8Array): Exposure {
  const { red, green, blue } = overview;
  const histogram = new Int32Array(256);
  let n = 0;
  let clipped = 0;
  for (let p = 0; p < usable.length; p++) {
    if (usable[p] === 0) continue;
    n++;
    histogram[Math.max(red[p], green[p], blue[p])]++;
    if (Math.min(red[p], green[p], blue[p]) >= TOP) clipped++;
  }
  if (n === 0) return { level: 0, clipped: 0 };
  let left = n * 0.98;
  let level = 0;
  while (level < 255 && left >= histogram[level]) left -= histogram[level++];
  return { level, clipped: clipped / n };
}
