import { basename } from 'node:path';
import type { RgbImage } from '../base/image.js';
import { paintBox, paintPixel, type Colour } from '../base/paint.js';
import { encodePng } from '../capture/encode.js';
import { sharp } from '../capture/image-library.js';
import type { FieldAnalysis } from '../imaging/field.js';
import { paintOutlines } from '../imaging/outline.js';
import type { FieldComparison } from './compare-field.js';
import type { EvaluateOptions } from './options.js';
import { analyseLabelledField } from './run-fields.js';

/**
 * Found green, false orange, missed red, grey what the border or an unsure label takes out, sky blue cells of which the truth says
 * nothing, violet what is not counted as a red cell (Okabe and Ito 2008 but for red and violet).
 */
const colours = {
  matched: [0, 158, 115],
  unmatched: [230, 159, 0],
  ignored: [120, 120, 120],
  missed: [213, 0, 30],
  unknown: [86, 180, 233],
  notCounted: [110, 60, 190],
} as const satisfies Record<string, Colour>;

const widest = 1600;

/** The fields on which counting went worst, worst first; only completely labelled ones where there are any: two marks judge no field. */
export function worstFields(fields: readonly FieldComparison[], n: number): readonly FieldComparison[] {
  const score = (comparison: FieldComparison): number => {
    const states = comparison.truth.map((truth) => truth.state);
    const matched = states.filter((state) => state === 'matched').length;
    const missed = states.filter((state) => state === 'unmatched').length;
    const falsely = comparison.field.complete
      ? comparison.counted.filter((cell) => cell.state === 'unmatched').length
      : 0;
    return matched + missed + falsely === 0 ? 1 : (2 * matched) / (2 * matched + missed + falsely);
  };
  const complete = fields.filter((comparison) => comparison.field.complete);
  return [...(complete.length > 0 ? complete : fields)].sort((a, b) => score(a) - score(b)).slice(0, n);
}

/** Pictures of the worst fields with cells and truth drawn in. The fields are read and analysed again: frames are not kept. */
export async function* drawWorstFields(
  fields: readonly FieldComparison[],
  n: number,
  options: Pick<EvaluateOptions, 'micrometresPerPixel'>,
): AsyncGenerator<{ name: string; png: Uint8Array }> {
  for (const [i, comparison] of worstFields(fields, n).entries()) {
    const { frame, analysis } = await analyseLabelledField(comparison.field, options);
    const name = `${String(i + 1).padStart(2, '0')}-${basename(comparison.field.file).replace(/\.\w+$/, '')}.png`;
    yield { name, png: await encodePng(await drawComparison(frame, analysis, comparison)) };
  }
}

/** The frame, at most 1600 px wide, with counted cells outlined and missed truth boxed (or crossed, where truth is marks). */
export async function drawComparison(
  frame: RgbImage,
  analysis: FieldAnalysis,
  comparison: FieldComparison,
): Promise<RgbImage> {
  // Small fields are enlarged: an outline of one pixel would hide a cell of thirty.
  const zoom =
    frame.width > widest ? widest / frame.width : Math.max(1, Math.min(3, Math.round(1200 / frame.width)));
  const width = Math.round(frame.width * zoom);
  const height = Math.round(frame.height * zoom);
  const raw = await sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const image: RgbImage = { width, height, data: new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength) };
  const colourOf = new Map<number, Colour>();
  let next = 0;
  for (const object of analysis.objects) {
    if (object.counted) {
      const { state } = comparison.counted[next++];
      // Where only some cells are labelled, a cell without a label is no mistake.
      const unknown = state === 'unmatched' && !comparison.field.complete;
      colourOf.set(object.label, unknown ? colours.unknown : colours[state]);
    } else {
      colourOf.set(object.label, object.notCounted === undefined ? colours.notCounted : colours.ignored);
    }
  }
  paintOutlines(image, analysis.labels, zoom, colourOf);
  for (const truth of comparison.truth) {
    if (truth.box !== undefined && truth.state === 'unmatched')
      paintBox(image, truth.box, zoom, colours.missed);
  }
  comparison.field.marks
    .filter((mark) => mark.kind === 'red')
    .forEach((mark, i) => {
      const { state } = comparison.truth[i];
      cross(image, mark.x * zoom, mark.y * zoom, state === 'unmatched' ? colours.missed : colours[state]);
    });
  return image;
}

function cross(image: RgbImage, x: number, y: number, colour: Colour): void {
  const [column, row] = [Math.round(x), Math.round(y)];
  for (let step = -6; step <= 6; step++) {
    for (let thick = 0; thick < 2; thick++) {
      paintPixel(image, column + step, row + thick, colour);
      paintPixel(image, column + thick, row + step, colour);
    }
  }
}
