import type { Reading, SlideDetail, SlideFilter } from '../registry/reading.js';
import { everySlide } from './every-slide.js';
import { slidesBundle } from './fhir/bundle.js';
import { slideResources } from './fhir/slide-resources.js';
import { csvHead, csvLine } from './slides-csv.js';

export const FORMATS = {
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  fhir: { mediaType: 'application/fhir+json; charset=utf-8', extension: 'json' },
  'fhir-ndjson': { mediaType: 'application/fhir+ndjson; charset=utf-8', extension: 'ndjson' },
} as const;
export type Format = keyof typeof FORMATS;

/**
 * Slides as text, piece by piece; newest first. `csv` and `fhir-ndjson` (a resource a line) take the memory of one page however
 * many slides there are; `fhir` is one Bundle and holds them all.
 *
 * @param told called after every slide with how many there were so far
 */
export async function* exported(
  reading: Reading,
  filter: SlideFilter,
  format: Format,
  nowMs: number,
  told: (slides: number) => void = () => undefined,
): AsyncGenerator<string, void> {
  let slides = 0;
  const bundled: SlideDetail[] = [];
  const devices = new Set<string>();
  if (format === 'csv') yield csvHead();
  for await (const slide of everySlide(reading, filter)) {
    if (format === 'csv') yield csvLine(slide);
    else if (format === 'fhir') bundled.push(slide);
    else {
      for (const resource of slideResources(slide)) {
        const line = `${JSON.stringify(resource)}\n`;
        if (resource.resourceType === 'Device') {
          if (devices.has(line)) continue;
          devices.add(line);
        }
        yield line;
      }
    }
    told(++slides);
  }
  if (format === 'fhir') yield `${JSON.stringify(slidesBundle(bundled, nowMs), null, 1)}\n`;
}
