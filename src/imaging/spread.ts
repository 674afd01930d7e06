/** Dilates a mask (height×width, 0 or 1) by a square of side 2 × radius + 1, in place. */
export function spread(mask: Uint8Array, width: number, height: number, radius: number): void {
  for (let y = 0, base = 0; y < height; y++, base += width) {
    let lastSeen = -radius - 1;
    let done = 0;
    for (let x = 0; x < width; x++) {
      if (mask[base + x] === 1) {
        for (let b = Math.max(done, x - radius); b < x; b++) mask[base + b] = 1;
        lastSeen = x;
        done = x + 1;
      } else if (x - lastSeen <= radius) {
        mask[base + x] = 1;
        done = x + 1;
      }
    }
  }
  const last = new Int32Array(width).fill(-radius - 1);
  const until = new Int32Array(width);
  for (let y = 0, base = 0; y < height; y++, base += width) {
    for (let x = 0; x < width; x++) {
      if (mask[base + x] === 1) {
        for (let b = Math.max(until[x], y - radius); b < y; b++) mask[b * width + x] = 1;
        last[x] = y;
        until[x] = y + 1;
      } else if (y - last[x] <= radius) {
        mask[base + x] = 1;
        until[x] = y + 1;
      }
    }
  }
}
