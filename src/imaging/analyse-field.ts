import type { RgbImage } from '../base/image.js';
import { contrastMap, smooth, type ChannelWeights } from './contrast.js';
import { chooseWeights, GREEN } from './contrast-choice.js';
import { withBand, withoutBand } from './rim.js';
import { borderContact, isCut } from './border.js';
import { darkShares, joinNuclei, kindOf } from './kinds.js';
import { splitOverlaps } from './overlaps.js';
import { edgeBlur } from './focus.js';
import { measureExposure, type Exposure } from './exposure.js';
import { judgeField } from './quality.js';
import { fingerprintOf } from './fingerprint.js';
import { squaredDistance } from './distance.js';
import type { FieldAnalysis, FieldObject, FieldOptions, UsableArea } from './field.js';
import { fillHoles, fillRound, fillBrokenRims, loneDiameters, HT } from './holes.js';
import { backgroundLevels, brightSurface, TILE, type Illumination } from './illumination.js';
import { areaAverage, glance, type Planes } from './planes.js';
import { measureRegions, type Regions } from './regions.js';
import { maskRuns } from './runs.js';
import { splitCells } from './split.js';
import { histogramOf, otsu } from './threshold.js';
import { findUsableArea, usableMask } from './usable-area.js';

export const TUNE: any = {
  ht: HT,
  neck: 0.9,
  half: 0.5,
  clip: 1.6,
  weights: 'auto',
  least: 0.25,
  mid: 0.7,
  sep: 0.6,
  low: 0.5,
  local: 0.5,
  dIter: 0,
  loneShare: 0.15,
  pw: 2,
  enough: 12,
  thick: 0.5,
  faint: 0.5,
  pair: true, aw: true,
};

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
  const exposure = measureExposure(overview, usable);
  const view = understand(overview, usable);
  const diameter =
    options.micrometresPerPixel !== undefined
      ? 7.5 / options.micrometresPerPixel
      : overviewDiameter(view, overview, usable) * overview.scale;
  if (!(diameter >= 6)) return nothing(frame, usableArea, exposure);
  const scale = Math.max(1, Math.round(diameter / WORKING_DIAMETER));
  const planes = areaAverage(frame, scale);
  const working = segment(planes, usableArea, view, diameter / scale);
  const found = describe(working, planes, frame, diameter / scale);
  const cellDiameter = options.micrometresPerPixel !== undefined ? diameter : found.diameter * scale;
  const quality = judgeField({
    usableShare: usableShareOf(usableArea, frame),
    blur: edgeBlur(working.labels, working.contrast, planes.width, planes.height, view.level, found.diameter),
    level: exposure.level,
    clipped: exposure.clipped,
    coverage: found.coverage,
    cells: found.objects.filter((object) => object.counted).length,
    stain: found.usual / 255,
  });
  return {
    frame: { width: frame.width, height: frame.height },
    usableArea,
    cellDiameter,
    objects: found.objects,
    labels: { width: planes.width, height: planes.height, scale, data: working.labels },
    quality,
    fingerprint: fingerprintOf(frame, usableArea, found.objects, cellDiameter),
  };
}

function usableShareOf(area: UsableArea, frame: RgbImage): number {
  if (area.shape === 'full') return 1;
  const w = 64;
  const scaleX = frame.width / w;
  let n = 0;
  const rows = Math.max(1, Math.round(frame.height / scaleX));
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < w; x++) {
      const dx = (x + 0.5) * scaleX - area.x;
      const dy = (y + 0.5) * scaleX - area.y;
      if (dx * dx + dy * dy <= area.radius * area.radius) n++;
    }
  return n / (w * rows);
}

interface View {
  light: Illumination;
  weights: ChannelWeights;
  threshold: number;
  /** Usual contrast of what lies above the threshold, 0–255. */
  level: number;
  mask: Uint8Array;
}

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
  let n = 0;
  let sum = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0 || contrast[i] > threshold * 3.2) continue;
    n++;
    sum += contrast[i];
  }
  return { light, weights, threshold, level: n > 0 ? sum / n : 255, mask };
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

export function localThreshold(
  contrast: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  block: number,
  high: number,
  mask: Uint8Array,
): void {
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
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      let top = 0;
      for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++)
        for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++)
          top = Math.max(top, peak[b * columns + a]);
      level[j * columns + i] = Math.min(high, Math.max(low, top * TUNE.local));
    }
  for (let y = 0, p = 0; y < height; y++) {
    const base = Math.floor(y / block) * columns;
    for (let x = 0; x < width; x++, p++)
      mask[p] = usable[p] === 1 && contrast[p] >= level[base + map[x]] ? 1 : 0;
  }
}

interface Working {
  labels: Int32Array;
  count: number;
  squared: Int32Array;
  contrast: Uint8Array;
  usable: Uint8Array;
  view: View;
}

function segment(planes: Planes, area: UsableArea, view: View, diameter: number): Working {
  const { width, height } = planes;
  const usable = usableMask(area, width, height, planes.scale);
  const contrast = contrastMap(planes, view.light, view.weights);
  smooth(contrast, width, height);
  const mask = new Uint8Array(contrast.length);
  localThreshold(
    contrast,
    usable,
    width,
    height,
    Math.max(2, Math.round(diameter / 4)),
    view.threshold,
    mask,
  );
  (globalThis as any).__dump?.({
    mask: mask.slice(),
    usable,
    width,
    height,
    contrast,
    threshold: view.threshold,
    diameter,
    scale: planes.scale,
  });
  fillHoles(mask, usable, width, height, diameter);
  const faint = new Uint8Array(mask.length);
  const faintLevel = Math.max(4, view.threshold * TUNE.faint);
  for (let i = 0; i < mask.length; i++) faint[i] = usable[i] === 1 && contrast[i] >= faintLevel ? 1 : 0;
  fillBrokenRims(mask, faint, usable, width, height, diameter);
  fillHoles(mask, usable, width, height, diameter);
  const circle = area.shape === 'circle';
  const whole = circle ? withBand(mask, usable, width, height, Math.round(diameter)) : mask;
  const runs = maskRuns(whole, width, height);
  const squared = squaredDistance(whole, width, height, runs);
  const split = splitCells(squared, width, height, TUNE.neck, (TUNE.least * diameter) / 2);
  const { labels } = split;
  const count = circle ? withoutBand(labels, split.count, usable, width) : split.count;
  return { labels, count, squared, contrast, usable, view };
}

function describe(
  working: Working,
  planes: Planes,
  frame: RgbImage,
  guess: number,
): { objects: FieldObject[]; diameter: number; usual: number; coverage: number } {
  const { labels, squared, contrast, usable } = working;
  const { width, height, scale } = planes;
  const green = contrastMap(planes, working.view.light, GREEN);
  let regions = measureRegions(labels, working.count, width, squared, green);
  let border = borderContact(labels, working.count, usable, width, height);
  let diameter = typicalDiameter(regions, border, guess);
  const cellOf = (d: number): number => (Math.PI / 4) * d * d;
  const usual = usualContrast(regions, cellOf(diameter));
  let dark = darkShares(labels, green, regions, usual);
  if (joinNuclei(labels, width, dark)) {
    regions = measureRegions(labels, regions.count, width, squared, green);
    dark = darkShares(labels, green, regions, usual);
  }
  const skip = new Uint8Array(regions.count + 1);
  for (let l = 1; l <= regions.count; l++) skip[l] = dark[l] > 0.2 ? 1 : 0;
  const count = TUNE.pair ? splitOverlaps(labels, width, regions, cellOf(diameter), skip) : regions.count;
  regions = measureRegions(labels, count, width, squared, green);
  border = borderContact(labels, count, usable, width, height);
  dark = darkShares(labels, green, regions, usual);
  if (!TUNE.aw) diameter = typicalDiameter(regions, border, diameter);
  const objects: FieldObject[] = [];
  let covered = 0;
  for (let l = 1; l <= count; l++) {
    if (regions.area[l] === 0) continue;
    covered += regions.area[l];
    const kind = kindOf(l, regions, dark, cellOf(diameter), diameter, border[l] > 0);
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
    if (kind !== 'red') objects.push({ ...object, counted: false });
    else if (isCut(border[l], regions.area[l] / cellOf(diameter), diameter)) objects.push({ ...object, counted: false, notCounted: 'cut-by-border' });
    else objects.push({ ...object, counted: true });
  }
  let area = 0;
  for (const value of usable) area += value;
  return { objects, diameter, usual, coverage: area > 0 ? covered / area : 0 };
}

function typicalDiameter(regions: Regions, border: Int32Array, guess: number): number {
  const cell = (Math.PI / 4) * guess * guess;
  const areas: number[] = [];
  for (let l = 1; l <= regions.count; l++) {
    const a = regions.area[l];
    if (border[l] === 0 && a > cell * 0.5 && a < cell * 2) areas.push(a);
  }
  if (areas.length < 4) return guess;
  areas.sort((a, b) => a - b);
  let left = 0;
  for (const a of areas) left += TUNE.aw ? a : 1;
  left /= 2;
  for (const a of areas) {
    left -= TUNE.aw ? a : 1;
    if (left <= 0) return 2 * Math.sqrt(a / Math.PI);
  }
  return guess;
}

function usualContrast(regions: Regions, cell: number): number {
  const levels: number[] = [];
  for (let l = 1; l <= regions.count; l++) {
    if (regions.area[l] > cell * 0.5 && regions.area[l] < cell * 1.6)
      levels.push(regions.contrast[l] / regions.area[l]);
  }
  levels.sort((a, b) => a - b);
  return levels.length > 0 ? levels[levels.length >> 1] : 255;
}

function nothing(frame: RgbImage, usableArea: UsableArea, exposure: Exposure): FieldAnalysis {
  return {
    frame: { width: frame.width, height: frame.height },
    usableArea,
    cellDiameter: 0,
    objects: [],
    labels: {
      width: frame.width,
      height: frame.height,
      scale: 1,
      data: new Int32Array(frame.width * frame.height),
    },
    quality: judgeField({
      usableShare: usableShareOf(usableArea, frame),
      blur: Infinity,
      level: exposure.level,
      clipped: exposure.clipped,
      coverage: 0,
      cells: 0,
      stain: 0,
    }),
    fingerprint: fingerprintOf(frame, usableArea, [], 0),
  };
}
