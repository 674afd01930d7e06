/**
 * Splits touching cells: watershed of the distance to the background, flooded from the thickest places down (Meyer 1994),
 * two basins staying apart only where there is a neck between them.
 */

/** Steps per pixel to which distances are sorted. */
const LEVELS_PER_PIXEL = 8;

/**
 * Labels each cell of the foreground: 0 background, 1 … count. `squared` is `squaredDistance`'s map. Two thick places part
 * when the neck between them is narrower than `neck` (0–1) times the thinner of them; a place thinner than `least` px is
 * no cell of its own where it hangs on another.
 */
export function splitCells(
  squared: Int32Array,
  width: number,
  height: number,
  neck: number,
  least: number,
): { labels: Int32Array; count: number } {
  const order = descending(squared);
  const size = width * height;
  const labels = new Int32Array(size);
  // Basins: union-find over basin numbers, with the depth of each.
  const parent = new Int32Array(order.length + 1);
  const peak = new Float64Array(order.length + 1);
  let basins = 0;
  const find = (b: number): number => {
    while (parent[b] !== b) {
      parent[b] = parent[parent[b]];
      b = parent[b];
    }
    return b;
  };
  for (let k = 0; k < order.length; k++) {
    const p = order[k];
    const x = p % width;
    const left = x > 0 ? -1 : 0;
    const right = x < width - 1 ? 1 : 0;
    const top = p >= width ? -width : 0;
    const bottom = p < size - width ? width : 0;
    // The pixel joins the basin that its thickest neighbour lies in (steepest ascent); other basins seen from here meet it.
    let home = 0;
    let steepest = -1;
    let others = false;
    for (let dy = top; dy <= bottom; dy += width) {
      for (let dx = left; dx <= right; dx++) {
        const q = p + dy + dx;
        if (labels[q] === 0) continue;
        if (home !== 0 && labels[q] !== home) others = true;
        if (squared[q] > steepest) {
          steepest = squared[q];
          home = labels[q];
        }
      }
    }
    if (home === 0) {
      home = ++basins;
      parent[home] = home;
      peak[home] = Math.sqrt(squared[p]);
    } else if (others) {
      const level = Math.sqrt(squared[p]);
      home = find(home);
      for (let dy = top; dy <= bottom; dy += width) {
        for (let dx = left; dx <= right; dx++) {
          const raw = labels[p + dy + dx];
          if (raw === 0) continue;
          const basin = find(raw);
          if (basin === home) continue;
          const thinner = peak[home] < peak[basin] ? home : basin;
          if (level < neck * peak[thinner] && peak[thinner] >= least) continue;
          const thicker = thinner === home ? basin : home;
          parent[thinner] = thicker;
          home = find(home);
        }
      }
    }
    labels[p] = home;
  }
  const number = new Int32Array(basins + 1);
  let count = 0;
  for (let p = 0; p < size; p++) {
    if (labels[p] === 0) continue;
    const root = find(labels[p]);
    if (number[root] === 0) number[root] = ++count;
    labels[p] = number[root];
  }
  return { labels, count };
}

/** Foreground pixels, thickest first; among equals in reading order (counting sort: stable, so deterministic). */
function descending(squared: Int32Array): Int32Array {
  let deepest = 0;
  let n = 0;
  for (let p = 0; p < squared.length; p++) {
    if (squared[p] === 0) continue;
    n++;
    if (squared[p] > deepest) deepest = squared[p];
  }
  const level = (d: number): number => Math.floor(Math.sqrt(d) * LEVELS_PER_PIXEL);
  const levels = level(deepest) + 1;
  const starts = new Int32Array(levels + 1);
  for (let p = 0; p < squared.length; p++) if (squared[p] > 0) starts[levels - 1 - level(squared[p])]++;
  let at = 0;
  for (let l = 0; l < levels; l++) {
    const here = starts[l];
    starts[l] = at;
    at += here;
  }
  const order = new Int32Array(n);
  for (let p = 0; p < squared.length; p++) {
    if (squared[p] > 0) order[starts[levels - 1 - level(squared[p])]++] = p;
  }
  return order;
}
