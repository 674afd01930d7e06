/**
 * A mask as runs of equal pixels in reading order, joined into 4-connected components. Far fewer than pixels, so holes and
 * specks are found by working on runs. Per run: row, from, to (first pixel after it), value, component.
 */
export interface Runs {
  readonly count: number;
  readonly row: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly value: Uint8Array;
  readonly component: Int32Array;
  /** Components are numbered in reading order of their first run. */
  readonly components: number;
  /** Per component its value, and the component just left of its first pixel, which lies around it; −1 at the map's edge. */
  readonly componentValue: Uint8Array;
  readonly around: Int32Array;
}

/** Runs per row that room is made for at first; a mask of noise has more, and the lists grow. */
const USUAL_RUNS = 64;

/** The runs of a mask (height×width, 0 or 1). */
export function maskRuns(mask: Uint8Array, width: number, height: number): Runs {
  let room = width + height * USUAL_RUNS;
  let row = new Int32Array(room);
  let from = new Int32Array(room);
  let to = new Int32Array(room);
  let value = new Uint8Array(room);
  let parent = new Int32Array(room);
  // Four pixels at a time where the mask's place in memory allows it.
  const words =
    mask.byteOffset % 4 === 0 ? new Int32Array(mask.buffer, mask.byteOffset, mask.length >> 2) : NO_WORDS;
  let count = 0;
  let above = 0;
  for (let y = 0, base = 0; y < height; y++, base += width) {
    const start = count;
    if (count + width > room) {
      room = 2 * room + width;
      row = enlarged(row, room);
      from = enlarged(from, room);
      to = enlarged(to, room);
      parent = enlarged(parent, room);
      const values = new Uint8Array(room);
      values.set(value);
      value = values;
    }
    for (let x = 0; x < width;) {
      const begin = x;
      const here = mask[base + x];
      x = runEnd(mask, words, base + begin, base + width, here) - base;
      row[count] = y;
      from[count] = begin;
      to[count] = x;
      value[count] = here;
      parent[count] = count;
      if (y > 0) {
        // Runs of the row above that overlap this one; the last of them may overlap the next one too.
        while (to[above] <= begin) above++;
        for (let a = above; a < start && from[a] < x; a++) if (value[a] === here) join(parent, a, count);
      }
      count++;
    }
    above = start;
  }
  return number(parent, count, { row, from, to, value });
}

const NO_WORDS = new Int32Array(0);

/** The first place from `p` to `end` − 1 whose pixel is not `here` (as the one at `p` is), or `end`. */
function runEnd(mask: Uint8Array, words: Int32Array, p: number, end: number, here: number): number {
  const four = Math.imul(here, 0x01010101);
  const lastWord = Math.min(words.length, end >> 2);
  do p++;
  while (p < end && mask[p] === here && (p & 3) !== 0);
  if (p >= end || mask[p] !== here) return p;
  let w = p >> 2;
  while (w < lastWord && words[w] === four) w++;
  if (w << 2 > p) p = w << 2;
  while (p < end && mask[p] === here) p++;
  return p;
}

function enlarged(list: Int32Array, room: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(room);
  out.set(list);
  return out;
}

function number(parent: Int32Array, count: number, runs: Pick<Runs, 'row' | 'from' | 'to' | 'value'>): Runs {
  const component = new Int32Array(count);
  const first = new Int32Array(count);
  let components = 0;
  for (let r = 0; r < count; r++) {
    // Roots are always the earliest run, so a root is numbered before any run that hangs on it.
    const root = find(parent, r);
    if (root === r) {
      first[components] = r;
      component[r] = components++;
    } else component[r] = component[root];
  }
  const componentValue = new Uint8Array(components);
  const around = new Int32Array(components);
  for (let c = 0; c < components; c++) {
    componentValue[c] = runs.value[first[c]];
    around[c] = runs.from[first[c]] > 0 ? component[first[c] - 1] : -1;
  }
  return { count, ...runs, component, components, componentValue, around };
}

function find(parent: Int32Array, r: number): number {
  while (parent[r] !== r) {
    parent[r] = parent[parent[r]];
    r = parent[r];
  }
  return r;
}

function join(parent: Int32Array, a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}
