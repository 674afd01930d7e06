import type { RgbImage } from '../base/image.js';
import { contrastMap, smooth } from './contrast.js';
import type { UsableArea } from './field.js';
import { blurOfSlope, medianSlope, NO_OUTLINE, outlineSlopes, SLOPES } from './focus.js';
import { areaAverage } from './planes.js';
import { usableMask } from './usable-area.js';
import type { View } from './view.js';

/** Working rows in a strip, and from one strip to the next: a quarter of the frame has outlines enough for their median. */
const STRIP = 24;
const PITCH = 96;

/** A map of the overview: height×width bytes, `scale` frame px to a pixel. */
export interface OverviewMap {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly data: Uint8Array;
}

/**
 * Outline blur of a frame as `edgeBlur` measures it (σ in cell diameters), from strips of it. `pallor` marks what lies
 * inside cells and is no outline; `diameter` is the cells' in frame px, `scale` the reduction at which outlines are measured.
 */
export function stripBlur(
  frame: RgbImage,
  area: UsableArea,
  view: View,
  pallor: OverviewMap,
  diameter: number,
  scale: number,
): number {
  const histogram = new Int32Array(SLOPES);
  const rows = Math.ceil(frame.height / scale);
  const strip = rows <= PITCH ? rows : STRIP;
  const first = ((rows - strip) % PITCH) >> 1;
  let outlines = 0;
  for (let top = first; top + strip <= rows; top += PITCH)
    outlines += measureStrip(frame, area, view, pallor, scale, top, strip, histogram);
  if (outlines === 0) return NO_OUTLINE;
  // Between whole steps, so that turning the focus a little always shows; half a step less, as the analysis cuts off on average.
  const { slope, share } = medianSlope(histogram, outlines);
  return blurOfSlope(slope + share - 0.5, view.level, diameter / scale);
}

function measureStrip(
  frame: RgbImage,
  area: UsableArea,
  view: View,
  pallor: OverviewMap,
  scale: number,
  top: number,
  strip: number,
  histogram: Int32Array,
): number {
  const from = top * scale;
  const until = Math.min(frame.height, (top + strip) * scale);
  const stride = frame.width * 3;
  const planes = areaAverage(
    { width: frame.width, height: until - from, data: frame.data.subarray(from * stride, until * stride) },
    scale,
  );
  const { width, height } = planes;
  const contrast = contrastMap(planes, view.light, view.weights, top);
  smooth(contrast, width, height);
  const shifted: UsableArea = area.shape === 'full' ? area : { ...area, y: area.y - from };
  const cells = new Int32Array(usableMask(shifted, width, height, scale));
  const column = Int32Array.from({ length: width }, (_, x) =>
    Math.min(pallor.width - 1, Math.floor(((x + 0.5) * scale) / pallor.scale)),
  );
  for (let y = 0, p = 0; y < height; y++) {
    const row = Math.min(pallor.height - 1, Math.floor((from + (y + 0.5) * scale) / pallor.scale));
    const base = row * pallor.width;
    for (let x = 0; x < width; x++, p++)
      cells[p] &= ((view.threshold - 1 - contrast[p]) >>> 31) | pallor.data[base + column[x]];
  }
  return outlineSlopes(cells, contrast, width, height, histogram);
}
