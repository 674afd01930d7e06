import { contrastMap, smooth } from './contrast.js';
import { squaredDistance } from './distance.js';
import type { UsableArea } from './field.js';
import { findForeground } from './foreground.js';
import type { Planes } from './planes.js';
import { withBand, withoutBand } from './rim.js';
import { maskRuns } from './runs.js';
import { splitCells } from './split.js';
import { usableMask } from './usable-area.js';
import type { View } from './view.js';

/** A field at its working scale, cut into labels; all maps height×width. */
export interface Segmentation {
  readonly labels: Int32Array;
  readonly count: number;
  readonly squared: Int32Array;
  readonly contrast: Uint8Array;
  readonly usable: Uint8Array;
}

/** Cells part where the neck is narrower than this share of the thinner one: overlaps up to a quarter diameter deep. */
const NECK = 0.9;
/** An appendix of less than this share of a cell's radius is no cell. */
const LEAST = 0.25;

/** Finds and parts the objects of a field. `diameter` is the cells' in plane px. */
export function segment(planes: Planes, area: UsableArea, view: View, diameter: number): Segmentation {
  const { width, height } = planes;
  const usable = usableMask(area, width, height, planes.scale);
  const contrast = contrastMap(planes, view.light, view.weights);
  smooth(contrast, width, height);
  const mask = findForeground(contrast, usable, width, height, view.threshold, diameter);
  const circle = area.shape === 'circle';
  const whole = circle ? withBand(mask, usable, width, height, Math.round(diameter)) : mask;
  const squared = squaredDistance(whole, width, height, maskRuns(whole, width, height));
  const { labels, count } = splitCells(squared, width, height, NECK, (LEAST * diameter) / 2);
  return {
    labels,
    count: circle ? withoutBand(labels, count, usable, width) : count,
    squared,
    contrast,
    usable,
  };
}
