/**
 * Splits touching cells: watershed of the distance to the background, flooded from the thickest places down (Meyer 1994),
 * two basins staying apart only where there is a neck between them.
 */

/** Steps per pixel to which distances are sorted. */
const LEVELS_PER_PIXEL = 8;
/** Squared distances, px², whose level is looked up rather than worked out: cells up to 128 px thick. */
const TABLE = 4096;

/** Basins met so far, as a union-find over their numbers, with the depth of each. */
interface Basins {
  count: number;
  readonly parent: Int32Array;
  readonly peak: Float64Array;
}

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
  // The pixels that found basins never touch, not even diagonally: at most one in four.
  const most = ((width + 1) >> 1) * ((height + 1) >> 1) + 1;
  const basins: Basins = { count: 0, parent: new Int32Array(most), peak: new Float64Array(most) };
  // A frame of zeros around both maps spares every pixel the question whether it has neighbours.
  const stride = width + 2;
  const depth = framed(squared, width, height);
  const labels = new Int32Array(depth.length);
  for (const p of descending(depth)) labels[p] = join(p, labels, depth, stride, basins, neck, least);
  return numbered(labels, width, height, basins);
}

/** The basin that a pixel belongs to, given the labels of what is thicker: a new one, its neighbours', or see `meet`. */
function join(
  p: number,
  labels: Int32Array,
  depth: Int32Array,
  stride: number,
  basins: Basins,
  neck: number,
  least: number,
): number {
  const a = labels[p - stride - 1];
  const b = labels[p - stride];
  const c = labels[p - stride + 1];
  const d = labels[p - 1];
  const e = labels[p + 1];
  const f = labels[p + stride - 1];
  const g = labels[p + stride];
  const h = labels[p + stride + 1];
  const some = a | b | c | d | e | f | g | h;
  if (some === 0) {
    const founded = ++basins.count;
    basins.parent[founded] = founded;
    basins.peak[founded] = Math.sqrt(depth[p]);
    return founded;
  }
  // Less one, an unlabelled neighbour is all ones: `and` and `or` agree only where the labelled ones are all the same.
  const every = (a - 1) & (b - 1) & (c - 1) & (d - 1) & (e - 1) & (f - 1) & (g - 1) & (h - 1);
  return every + 1 === some ? some : meet(p, labels, depth, stride, basins, neck, least);
}

/**
 * Where basins meet, the pixel joins the one that its thickest neighbour lies in (steepest ascent), and the others are joined
 * to it unless there is a neck between.
 */
function meet(
  p: number,
  labels: Int32Array,
  depth: Int32Array,
  stride: number,
  basins: Basins,
  neck: number,
  least: number,
): number {
  const { parent, peak } = basins;
  let home = 0;
  let steepest = -1;
  for (let row = p - stride; row <= p + stride; row += stride) {
    for (let q = row - 1; q <= row + 1; q++) {
      if (labels[q] === 0 || depth[q] <= steepest) continue;
      steepest = depth[q];
      home = labels[q];
    }
  }
  const level = Math.sqrt(depth[p]);
  home = find(parent, home);
  for (let row = p - stride; row <= p + stride; row += stride) {
    for (let q = row - 1; q <= row + 1; q++) {
      if (labels[q] === 0) continue;
      const basin = find(parent, labels[q]);
      if (basin === home) continue;
      const thinner = peak[home] < peak[basin] ? home : basin;
      if (level < neck * peak[thinner] && peak[thinner] >= least) continue;
      const thicker = thinner === home ? basin : home;
      parent[thinner] = thicker;
      home = thicker;
    }
  }
  return home;
}

function find(parent: Int32Array, basin: number): number {
  while (parent[basin] !== basin) {
    parent[basin] = parent[parent[basin]];
    basin = parent[basin];
  }
  return basin;
}

function framed(map: Int32Array, width: number, height: number): Int32Array {
  const stride = width + 2;
  const out = new Int32Array(stride * (height + 2));
  for (let y = 0; y < height; y++) out.set(map.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  return out;
}

/** Takes the frame off and numbers what the basins have become, in reading order from 1. */
function numbered(
  labels: Int32Array,
  width: number,
  height: number,
  { count: founded, parent }: Basins,
): { labels: Int32Array; count: number } {
  const out = new Int32Array(width * height);
  const number = new Int32Array(founded + 1);
  let count = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let q = (y + 1) * (width + 2) + 1, end = q + width; q < end; q++, p++) {
      const basin = labels[q];
      if (basin === 0) continue;
      if (number[basin] === 0) {
        const root = find(parent, basin);
        if (number[root] === 0) number[root] = ++count;
        number[basin] = number[root];
      }
      out[p] = number[basin];
    }
  }
  return { labels: out, count };
}

/** Foreground pixels, thickest first; among equals in reading order (counting sort: stable, so deterministic). */
function descending(squared: Int32Array): Int32Array {
  // The foreground's places and, in passing, its depth: what follows need not walk over the background again.
  const places = new Int32Array(squared.length);
  let deepest = 0;
  let n = 0;
  for (let p = 0; p < squared.length; p++) {
    const d = squared[p];
    if (d === 0) continue;
    places[n++] = p;
    if (d > deepest) deepest = d;
  }
  const levelOf = (d: number): number => Math.floor(Math.sqrt(d) * LEVELS_PER_PIXEL);
  // Cells are thin enough for a table; only a map that is nearly all foreground goes beyond it.
  const table = Int32Array.from({ length: Math.min(deepest + 1, TABLE) }, (_, d) => levelOf(d));
  const levels = levelOf(deepest) + 1;
  const starts = new Int32Array(levels + 1);
  for (let i = 0; i < n; i++) {
    const d = squared[places[i]];
    starts[levels - 1 - (d < table.length ? table[d] : levelOf(d))]++;
  }
  let at = 0;
  for (let l = 0; l < levels; l++) {
    const here = starts[l];
    starts[l] = at;
    at += here;
  }
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const d = squared[places[i]];
    order[starts[levels - 1 - (d < table.length ? table[d] : levelOf(d))]++] = places[i];
  }
  return order;
}
