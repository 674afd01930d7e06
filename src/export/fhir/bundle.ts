import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { SlideDetail } from '../../registry/reading.js';
import { fullUrl, slideResources } from './slide-resources.js';

/** Slides as one collection; what several slides share (their device with the same weights) stands in it once. */
export function slidesBundle(slides: readonly SlideDetail[], atMs: number): Bundle {
  const byName = new Map<string, Resource>();
  for (const slide of slides) {
    for (const resource of slideResources(slide)) byName.set(fullUrl(resource.id ?? ''), resource);
  }
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: new Date(atMs).toISOString(),
    entry: [...byName].map(([name, resource]) => ({ fullUrl: name, resource })),
  };
}
