import type { Runs } from './runs.js';

/**
 * Exact squared Euclidean distance of every foreground pixel to the nearest background pixel centre, px² (0 on the
 * background), after Meijster et al. 2000 / Felzenszwalb & Huttenlocher 2012, in integers. Rows are done run by run: the
 * background pixel at a run's end shields it from all that lies beyond. Outside the map is treated as foreground without
 * end, so a cell cut by the border keeps the thickness it has there.
 */
export function squaredDistance(mask: Uint8Array, width: number, height: number, runs: Runs): Int32Array {
  // Large enough to lose against any real distance, small enough that its square stays in 31 bits.
  const far = Math.min(30000, width + height);
  const vertical = new Int32Array(width * height);
  for (let x = 0; x < width; x++) vertical[x] = mask[x] === 0 ? 0 : far;
  for (let p = width; p < vertical.length; p++) vertical[p] = mask[p] === 0 ? 0 : vertical[p - width] + 1;
  for (let p = vertical.length - width - 1; p >= 0; p--) {
    const next = vertical[p + width] + 1;
    if (next < vertical[p]) vertical[p] = next;
  }
  const sites = new Int32Array(width + 2);
  const starts = new Int32Array(width + 2);
  const line = new Int32Array(width + 2);
  for (let r = 0; r < runs.count; r++) {
    if (runs.value[r] === 0) continue;
    const base = runs.row[r] * width;
    const first = Math.max(0, runs.from[r] - 1);
    const last = Math.min(width - 1, runs.to[r]);
    for (let x = first; x <= last; x++) line[x] = Math.min(far, vertical[base + x]);
    envelope(line, first, last, sites, starts, vertical, base);
  }
  return vertical;
}

/** Lower envelope of the parabolas line[x]² + (· − x)² over first … last, written to out[base + …]. */
function envelope(
  line: Int32Array,
  first: number,
  last: number,
  sites: Int32Array,
  starts: Int32Array,
  out: Int32Array,
  base: number,
): void {
  let top = 0;
  sites[0] = first;
  starts[0] = first;
  for (let u = first + 1; u <= last; u++) {
    const squared = Math.imul(line[u], line[u]);
    for (;;) {
      const s = sites[top];
      const begin = starts[top];
      const atSite = Math.imul(line[s], line[s]) + Math.imul(begin - s, begin - s);
      if (atSite <= squared + Math.imul(begin - u, begin - u)) break;
      top--;
      if (top < 0) break;
    }
    if (top < 0) {
      top = 0;
      sites[0] = u;
      starts[0] = first;
      continue;
    }
    const s = sites[top];
    // Where the parabolas meet is at or right of 0, so cutting off the fraction is rounding down.
    const rise = squared - Math.imul(line[s], line[s]) + Math.imul(u - s, u + s);
    const meet = ((rise / (2 * (u - s))) | 0) + 1;
    if (meet <= last) {
      top++;
      sites[top] = u;
      starts[top] = meet;
    }
  }
  for (let x = last; x >= first; x--) {
    const s = sites[top];
    out[base + x] = Math.imul(line[s], line[s]) + Math.imul(x - s, x - s);
    if (x === starts[top]) top--;
  }
}
