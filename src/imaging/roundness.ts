import type { Regions } from './regions.js';
import { ellipseFill } from './shapes.js';

/** Objects smaller than this share of a cell are specks and say nothing of the cells' outlines. */
const LEAST = 0.1;
/** Fewer whole objects than this say nothing of a field. */
const FEW = 4;

/**
 * How nearly whole objects fill the ellipse of the same second moments (`ellipseFill`), their median weighted by area: 0.98
 * and more for cells, 0.95 and less where cells flowed together and were parted at random. 0 with fewer than four whole
 * objects. `border` is `borderContact`'s, `cell` the cells' area in map px².
 */
export function roundness(regions: Regions, border: Int32Array, cell: number): number {
  const { area, sumX, sumY, sumXX, sumXY, sumYY } = regions;
  const whole: { fill: number; area: number }[] = [];
  let left = 0;
  for (let l = 1; l <= regions.count; l++) {
    if (border[l] > 0 || area[l] <= LEAST * cell) continue;
    const fill = ellipseFill(area[l], sumX[l], sumY[l], sumXX[l], sumXY[l], sumYY[l]);
    whole.push({ fill, area: area[l] });
    left += area[l];
  }
  if (whole.length < FEW) return 0;
  whole.sort((a, b) => a.fill - b.fill);
  left /= 2;
  for (const one of whole) {
    left -= one.area;
    if (left <= 0) return one.fill;
  }
  return 0;
}
