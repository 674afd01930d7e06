/**
 * Runs of equal pixels, joined into 4-connected components. Far fewer than pixels, so holes, specks and cells are found by
 * working on runs. Arrays are as long as `count` runs; `row` starts give the runs of each row.
 */
export interface Runs {
  readonly count: number;
  readonly row: Int32Array;
  readonly from: Int32Array;
  /** First pixel after the run. */
  readonly to: Int32Array;
  /** Component of the run, 0 … components − 1, numbered in reading order. */
  readonly component: Int32Array;
  readonly components: number;
}

/** The runs of pixels where `mask[i] === value`, with their 4-connected components. */
export function componentRuns(mask: Uint8Array, width: number, height: number, value: number): Runs {
  const capacity = height * ((width + 1) >> 1);
  const row = new Int32Array(capacity);
  const from = new Int32Array(capacity);
  const to = new Int32Array(capacity);
  const parent = new Int32Array(capacity);
  let count = 0;
  let previous = 0;
  for (let y = 0; y < height; y++) {
    const start = count;
    const base = y * width;
    let x = 0;
    let above = previous;
    while (x < width) {
      while (x < width && mask[base + x] !== value) x++;
      if (x === width) break;
      const begin = x;
      while (x < width && mask[base + x] === value) x++;
      row[count] = y;
      from[count] = begin;
      to[count] = x;
      parent[count] = count;
      while (above < start && to[above] <= begin) above++;
      for (let a = above; a < start && from[a] < x; a++) join(parent, a, count);
      count++;
    }
    previous = start;
  }
  const component = new Int32Array(count);
  let components = 0;
  for (let r = 0; r < count; r++) {
    // Roots are always the earliest run, so a root is numbered before any run that hangs on it.
    const root = find(parent, r);
    component[r] = root === r ? components++ : component[root];
  }
  return {
    count,
    row: row.subarray(0, count),
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    component,
    components,
  };
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
