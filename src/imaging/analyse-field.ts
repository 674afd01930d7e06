import type { RgbImage } from '../base/image.js';
import { contrastMap, smooth, type ChannelWeights } from './contrast.js';
import { squaredDistance } from './distance.js';
import type { FieldAnalysis, FieldObject, FieldOptions, ObjectKind, UsableArea } from './field.js';
import { fillHoles, fillRound, fillBrokenRims, loneDiameters, HT } from './holes.js';
import { backgroundLevels, brightSurface, TILE, type Illumination } from './illumination.js';
import { areaAverage, glance, type Planes } from './planes.js';
import { measureRegions } from './regions.js';
import { maskRuns } from './runs.js';
import { splitCells } from './split.js';
import { histogramOf, otsu } from './threshold.js';
import { findUsableArea, usableMask } from './usable-area.js';

export const TUNE: any = { ht: HT, neck: 0.9, half: 0.5, clip: 1.6, weights: 'auto', least: 0.35, mid: 0.7, sep: 0.6, low: 0.5, local: 0.5, dIter: 0, loneShare: 0.15, pw: 1.5, enough: 12, thick: 0.5 };

const AREA_SIDE = 320;
const OVERVIEW_SIDE = 420;
const WORKING_DIAMETER = 30;

export function analyseField(frame: RgbImage, options: FieldOptions = {}): FieldAnalysis {
  const areaView = glance(frame, Math.max(1, Math.ceil(Math.max(frame.width, frame.height) / AREA_SIDE)));
  const usableArea = findUsableArea(areaView);
  const extent = usableArea.shape === 'full' ? Math.max(frame.width, frame.height) : 2 * usableArea.radius;
  const overviewScale = Math.max(1, Math.round(extent / OVERVIEW_SIDE));
  const overview = glance(frame, overviewScale);
  const usable = usableMask(usableArea, overview.width, overview.height, overview.scale);
  const view = understand(overview, usable);
  const diameter =
    options.micrometresPerPixel !== undefined
      ? 7.5 / options.micrometresPerPixel
      : overviewDiameter(view, overview, usable) * overview.scale;
  if (!(diameter >= 6)) return nothing(frame, usableArea);
  const scale = Math.max(1, Math.round(diameter / WORKING_DIAMETER));
  const planes = areaAverage(frame, scale);
  const working = segment(planes, usableArea, view, diameter / scale);
  const objects = describe(working, planes, frame, diameter / scale);
  return {
    frame: { width: frame.width, height: frame.height },
    usableArea,
    cellDiameter: diameter,
    objects,
    labels: { width: planes.width, height: planes.height, scale, data: working.labels },
    quality: { ok: objects.length > 0, findings: [] },
    fingerprint: {
      points: new Float32Array(0),
      width: frame.width / diameter,
      height: frame.height / diameter,
    },
  };
}

interface View {
  light: Illumination;
  weights: ChannelWeights;
  threshold: number;
  mask: Uint8Array;
}

const GREEN: ChannelWeights = { red: 0, green: 1, blue: 0 };

function understand(overview: Planes, usable: Uint8Array): View {
  const surface = brightSurface(overview, usable);
  const level = Float32Array.from(surface.values, (v) => Math.max(1, v));
  let light: Illumination = {
    columns: surface.columns,
    rows: surface.rows,
    step: TILE * overview.scale,
    red: level,
    green: level,
    blue: level,
  };
  let weights = GREEN;
  let contrast = contrastMap(overview, light, weights);
  let threshold = pick(contrast, usable);
  for (let round = 0; round < 2; round++) {
    const background = new Uint8Array(contrast.length);
    const limit = threshold * 0.5;
    for (let i = 0; i < background.length; i++)
      background[i] = usable[i] === 1 && contrast[i] < limit ? 1 : 0;
    light = backgroundLevels(overview, background);
    if (TUNE.weights === 'auto') weights = chooseWeights(overview, light, contrast, usable, threshold);
    contrast = contrastMap(overview, light, weights);
    threshold = pick(contrast, usable);
  }
  const mask = new Uint8Array(contrast.length);
  for (let i = 0; i < mask.length; i++) mask[i] = usable[i] === 1 && contrast[i] >= threshold ? 1 : 0;
  return { light, weights, threshold, mask };
}

function pick(contrast: Uint8Array, usable: Uint8Array): number {
  const histogram = histogramOf(contrast, usable);
  const first = otsu(histogram);
  let split = first;
  const lower = histogram.slice(0, Math.min(256, first.threshold));
  const second = otsu(lower);
  let n = 0,
    m = 0;
  for (const v of histogram) n += v;
  for (const v of lower) m += v;
  const mid = (second.upperShare * m) / Math.max(1, n);
  if (mid > TUNE.mid * first.upperShare && second.separability > TUNE.sep) split = second;
  for (let round = 0; round < 2; round++) {
    const clip = Math.min(255, Math.ceil(split.upperMean * TUNE.clip));
    const next = otsu(histogramOf(contrast, usable, clip));
    if (next.threshold > split.threshold) break;
    split = next;
  }
  return Math.max(4, Math.round(split.lowerMean + TUNE.half * (split.upperMean - split.lowerMean)));
}

function chooseWeights(
  overview: Planes,
  light: Illumination,
  contrast: Uint8Array,
  usable: Uint8Array,
  threshold: number,
): ChannelWeights {
  const channels = [
    { red: 1, green: 0, blue: 0 },
    { red: 0, green: 1, blue: 0 },
    { red: 0, green: 0, blue: 1 },
  ];
  const out = channels.map((w) => {
    const map = contrastMap(overview, light, w);
    let n0 = 0,
      s0 = 0,
      q0 = 0,
      n1 = 0,
      s1 = 0,
      q1 = 0;
    const high = threshold * 3.2;
    for (let i = 0; i < map.length; i++) {
      if (usable[i] === 0) continue;
      const c = contrast[i];
      const v = map[i];
      if (c < threshold * 0.7) {
        n0++;
        s0 += v;
        q0 += v * v;
      } else if (c > threshold * 1.3 && c < high) {
        n1++;
        s1 += v;
        q1 += v * v;
      }
    }
    if (n0 === 0 || n1 === 0) return 0;
    const v0 = q0 / n0 - (s0 / n0) ** 2;
    const v1 = q1 / n1 - (s1 / n1) ** 2;
    return Math.max(0, s1 / n1 - s0 / n0) / (v0 + v1 + 4);
  });
  const sum = out[0] + out[1] + out[2];
  if (!(sum > 0)) return GREEN;
  return { red: out[0] / sum, green: out[1] / sum, blue: out[2] / sum };
}

function overviewDiameter(view: View, overview: Planes, usable: Uint8Array): number {
  const { width, height } = overview;
  const { lone, share } = loneDiameters(view.mask, usable, width, height);
  (globalThis as any).__lone?.(lone, share);
  const pool = lone.map((d) => ({ d, w: d ** TUNE.pw }));
  if (share < TUNE.loneShare || lone.length < TUNE.enough) {
    const mask = view.mask.slice();
    fillRound(mask, usable, width, height, { always: 6, never: (width * height) / 60 });
    for (const d of thicknesses(mask, width, height)) pool.push({ d, w: TUNE.thick * d ** TUNE.pw });
  }
  pool.sort((a, b) => a.d - b.d);
  let sum = 0;
  for (const e of pool) sum += e.w;
  let acc = 0;
  for (const e of pool) {
    acc += e.w;
    if (acc >= sum / 2) return e.d;
  }
  return 0;
}

function thicknesses(mask: Uint8Array, width: number, height: number): number[] {
  const runs = maskRuns(mask, width, height);
  const squared = squaredDistance(mask, width, height, runs);
  const { labels, count } = splitCells(squared, width, height, 0.75, 0);
  // Area-weighted median of inscribed radius
  const peak = new Int32Array(count + 1);
  const area = new Int32Array(count + 1);
  for (let p = 0; p < labels.length; p++) {
    const l = labels[p];
    if (l === 0) continue;
    area[l]++;
    if (squared[p] > peak[l]) peak[l] = squared[p];
  }
  const out: number[] = [];
  for (let l = 1; l <= count; l++) if (area[l] >= 12) out.push(2 * Math.sqrt(peak[l]));
  return out;
}

export function localThreshold(contrast: Uint8Array, usable: Uint8Array, width: number, height: number, block: number, high: number, mask: Uint8Array): void {
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  const peak = new Uint8Array(columns * rows);
  const map = new Int32Array(width);
  for (let x = 0; x < width; x++) map[x] = Math.floor(x / block);
  for (let y = 0, p = 0; y < height; y++) {
    const base = Math.floor(y / block) * columns;
    for (let x = 0; x < width; x++, p++) {
      const t = base + map[x];
      if (contrast[p] > peak[t]) peak[t] = contrast[p];
    }
  }
  const low = Math.max(4, high * TUNE.low);
  const level = new Uint8Array(columns * rows);
  for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) {
    let top = 0;
    for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++) for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++) top = Math.max(top, peak[b * columns + a]);
    level[j * columns + i] = Math.min(high, Math.max(low, top * TUNE.local));
  }
  for (let y = 0, p = 0; y < height; y++) {
    const base = Math.floor(y / block) * columns;
    for (let x = 0; x < width; x++, p++) mask[p] = usable[p] === 1 && contrast[p] >= level[base + map[x]] ? 1 : 0;
  }
}

interface Working {
  labels: Int32Array;
  count: number;
  squared: Int32Array;
  contrast: Uint8Array;
  usable: Uint8Array;
}

function segment(planes: Planes, area: UsableArea, view: View, diameter: number): Working {
  const { width, height } = planes;
  const usable = usableMask(area, width, height, planes.scale);
  const contrast = contrastMap(planes, view.light, view.weights);
  smooth(contrast, width, height);
  const mask = new Uint8Array(contrast.length);
  localThreshold(contrast, usable, width, height, Math.max(2, Math.round(diameter / 4)), view.threshold, mask);
  (globalThis as any).__dump?.({mask:mask.slice(),usable,width,height,contrast,threshold:view.threshold,diameter,scale:planes.scale});
  fillHoles(mask, usable, width, height, diameter);
  fillBrokenRims(mask, usable, width, height, diameter);
  const runs = maskRuns(mask, width, height);
  const squared = squaredDistance(mask, width, height, runs);
  const { labels, count } = splitCells(squared, width, height, TUNE.neck, (TUNE.least * diameter) / 2);
  return { labels, count, squared, contrast, usable };
}

function describe(working: Working, planes: Planes, frame: RgbImage, diameter: number): FieldObject[] {
  const { labels, count, squared, contrast, usable } = working;
  const { width, height, scale } = planes;
  const regions = measureRegions(labels, count, width, squared, contrast);
  const border = new Uint8Array(count + 1);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (labels[p] === 0) continue;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) border[labels[p]] = 1;
      else if (
        usable[p - 1] === 0 ||
        usable[p + 1] === 0 ||
        usable[p - width] === 0 ||
        usable[p + width] === 0
      )
        border[labels[p]] = 1;
    }
  }
  const cell = (Math.PI / 4) * diameter * diameter;
  const objects: FieldObject[] = [];
  for (let l = 1; l <= count; l++) {
    const a = regions.area[l] / cell;
    let kind: ObjectKind = 'red';
    if (a < 0.3) kind = 'debris';
    else if (a > 2.5) kind = 'clump';
    else if (regions.thickest[l] < (0.25 * diameter) ** 2 / 1) kind = 'debris';
    const x = regions.left[l] * scale;
    const y = regions.top[l] * scale;
    const object = {
      label: l,
      kind,
      box: {
        x,
        y,
        width: Math.min(frame.width, (regions.right[l] + 1) * scale) - x,
        height: Math.min(frame.height, (regions.bottom[l] + 1) * scale) - y,
      },
      centre: {
        x: (regions.sumX[l] / regions.area[l] + 0.5) * scale - 0.5,
        y: (regions.sumY[l] / regions.area[l] + 0.5) * scale - 0.5,
      },
      area: regions.area[l] * scale * scale,
    };
    objects.push(
      kind === 'red' && border[l] === 0
        ? { ...object, counted: true }
        : kind === 'red'
          ? { ...object, counted: false, notCounted: 'cut-by-border' }
          : { ...object, counted: false },
    );
  }
  return objects;
}

function nothing(frame: RgbImage, usableArea: UsableArea): FieldAnalysis {
  return {
    frame: { width: frame.width, height: frame.height },
    usableArea,
    cellDiameter: 0,
    objects: [],
    labels: { width: 0, height: 0, scale: 1, data: new Int32Array(0) },
    quality: { ok: false, findings: [] },
    fingerprint: { points: new Float32Array(0), width: 0, height: 0 },
  };
}
