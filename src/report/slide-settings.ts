import { z } from 'zod';
import type { StoppingPolicy } from '../counting/stopping.js';
import type { StoredSlide } from '../store/slide-store.js';
import { rateSchema } from './count-document.js';
import type { JudgedBy } from './judged-by.js';

/** What a slide was counted under, as far as the store has it: earlier versions kept less. */
export interface KnownSettings {
  readonly model: JudgedBy;
  readonly stopping?: StoppingPolicy;
  readonly redCellsPerMicrolitre?: number;
}

const policySchema = z.object({ calledCells: z.number(), minimumCells: z.number(), cellLimit: z.number() });
const ratesSchema = z.object({ sensitivity: rateSchema, falsePositiveRate: rateSchema });

/** The settings of a stored slide; what is not there, or not of the form this version knows, is left out. */
export function knownSettings({ model, settings }: StoredSlide): KnownSettings {
  const threshold = z.number().safeParse(settings['threshold']).data;
  const rates = ratesSchema.safeParse(settings['rates']).data;
  const stopping = policySchema.safeParse(settings['stopping']).data;
  const redCells = z.number().safeParse(settings['redCellsPerMicrolitre']).data;
  return {
    model: { ...model, ...(threshold !== undefined && { threshold }), ...rates },
    ...(stopping && { stopping }),
    ...(redCells !== undefined && { redCellsPerMicrolitre: redCells }),
  };
}
