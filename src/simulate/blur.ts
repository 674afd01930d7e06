/**
 * Gaussian blur of an interleaved 3-channel image, in place: three extended box filters each way (Gwosdek, Grewenig, Bruhn &
 * Weickert 2011), exact in variance for any sigma and of a cost that does not depend on it. Edges repeat.
 * @param data H×W×3
 * @param sigma px, > 0
 */
export function blur(data: Float32Array, width: number, height: number, sigma: number): void {
  const box = extendedBox(sigma);
  blurRows(data, width, height, box);
  blurColumns(data, width, height, box);
}

interface ExtendedBox {
  /** Whole pixels on either side of the middle. */
  readonly radius: number;
  /** Weight of the pixel beyond them. */
  readonly edge: number;
  readonly norm: number;
}

const PASSES = 3;

function extendedBox(sigma: number): ExtendedBox {
  const variance = (sigma * sigma) / PASSES;
  const radius = Math.floor(0.5 * Math.sqrt(12 * variance + 1) - 0.5);
  const length = 2 * radius + 1;
  const edge =
    (length * (radius * (radius + 1) - 3 * variance)) / (6 * (variance - (radius + 1) * (radius + 1)));
  return { radius, edge, norm: 1 / (length + 2 * edge) };
}

function blurRows(data: Float32Array, width: number, height: number, box: ExtendedBox): void {
  const pad = box.radius + 1;
  let from = new Float32Array((width + 2 * pad) * 3);
  let to = new Float32Array((width + 2 * pad) * 3);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(3 * y * width, 3 * (y + 1) * width);
    from.set(row, 3 * pad);
    for (let pass = 0; pass < PASSES; pass++) {
      repeatEnds(from, width, pad);
      filterRow(from, to, width, pad, box);
      [from, to] = [to, from];
    }
    row.set(from.subarray(3 * pad, 3 * (pad + width)));
  }
}

function repeatEnds(line: Float32Array, width: number, pad: number): void {
  const last = 3 * (pad + width - 1);
  for (let i = 0; i < pad; i++) {
    for (let c = 0; c < 3; c++) {
      line[3 * i + c] = line[3 * pad + c]!;
      line[last + 3 * (i + 1) + c] = line[last + c]!;
    }
  }
}

function filterRow(from: Float32Array, to: Float32Array, width: number, pad: number, box: ExtendedBox): void {
  const { radius, edge, norm } = box;
  const reach = 3 * radius;
  let r = 0;
  let g = 0;
  let b = 0;
  for (let i = 3 * (pad - radius); i <= 3 * (pad + radius); i += 3) {
    r += from[i];
    g += from[i + 1];
    b += from[i + 2];
  }
  for (let i = 3 * pad, end = 3 * (pad + width); i < end; i += 3) {
    const before = i - reach - 3;
    const after = i + reach + 3;
    to[i] = (r + edge * (from[before] + from[after])) * norm;
    to[i + 1] = (g + edge * (from[before + 1] + from[after + 1])) * norm;
    to[i + 2] = (b + edge * (from[before + 2] + from[after + 2])) * norm;
    r += from[after] - from[before + 3];
    g += from[after + 1] - from[before + 4];
    b += from[after + 2] - from[before + 5];
  }
}

/** Columns in strips narrow enough to stay in the cache. */
const STRIP = 48;

function blurColumns(data: Float32Array, width: number, height: number, box: ExtendedBox): void {
  const pad = box.radius + 1;
  const line = 3 * width;
  let from = new Float32Array(STRIP * (height + 2 * pad));
  let to = new Float32Array(STRIP * (height + 2 * pad));
  for (let left = 0; left < line; left += STRIP) {
    const columns = Math.min(STRIP, line - left);
    for (let y = 0; y < height; y++) {
      from.set(data.subarray(y * line + left, y * line + left + columns), (y + pad) * STRIP);
    }
    for (let pass = 0; pass < PASSES; pass++) {
      for (let i = 0; i < pad; i++) {
        from.copyWithin(i * STRIP, pad * STRIP, (pad + 1) * STRIP);
        from.copyWithin((pad + height + i) * STRIP, (pad + height - 1) * STRIP, (pad + height) * STRIP);
      }
      filterStrip(from, to, height, pad, box);
      [from, to] = [to, from];
    }
    for (let y = 0; y < height; y++) {
      data.set(from.subarray((y + pad) * STRIP, (y + pad) * STRIP + columns), y * line + left);
    }
  }
}

function filterStrip(
  from: Float32Array,
  to: Float32Array,
  height: number,
  pad: number,
  box: ExtendedBox,
): void {
  const { radius, edge, norm } = box;
  const sums = new Float64Array(STRIP);
  for (let y = pad - radius; y <= pad + radius; y++) {
    for (let x = 0; x < STRIP; x++) sums[x] = sums[x] + from[y * STRIP + x];
  }
  for (let y = pad; y < pad + height; y++) {
    const before = (y - radius - 1) * STRIP;
    const after = (y + radius + 1) * STRIP;
    const here = y * STRIP;
    for (let x = 0; x < STRIP; x++) {
      const entering = from[after + x];
      to[here + x] = (sums[x] + edge * (from[before + x] + entering)) * norm;
      sums[x] = sums[x] + entering - from[before + STRIP + x];
    }
  }
}
