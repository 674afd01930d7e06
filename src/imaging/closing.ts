/**
 * Binary closing with a square of side 2 × radius + 1: joins what lies closer than that, without growing the rest. `mask`
 * is height×width, 0 or 1; beyond its edge nothing is added and nothing is eaten away.
 */
export function close(mask: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const out = mask.slice();
  spread(out, width, height, radius, 1);
  spread(out, width, height, radius, 0);
  return out;
}

/** Spreads `value` by `radius` px in each direction, in place: dilation for 1, erosion for 0. */
export function spread(mask: Uint8Array, width: number, height: number, radius: number, value: number): void {
  for (let y = 0, base = 0; y < height; y++, base += width) {
    let lastSeen = -radius - 1;
    let done = 0;
    for (let x = 0; x < width; x++) {
      if (mask[base + x] === value) {
        for (let b = Math.max(done, x - radius); b < x; b++) mask[base + b] = value;
        lastSeen = x;
        done = x + 1;
      } else if (x - lastSeen <= radius) {
        mask[base + x] = value;
        done = x + 1;
      }
    }
  }
  const last = new Int32Array(width).fill(-radius - 1);
  const until = new Int32Array(width);
  for (let y = 0, base = 0; y < height; y++, base += width) {
    for (let x = 0; x < width; x++) {
      if (mask[base + x] === value) {
        for (let b = Math.max(until[x], y - radius); b < y; b++) mask[b * width + x] = value;
        last[x] = y;
        until[x] = y + 1;
      } else if (y - last[x] <= radius) {
        mask[base + x] = value;
        until[x] = y + 1;
      }
    }
  }
}
