import { unreachable } from '../base/errors.js';
import type { SlideResult } from './result.js';
import { density, grouped, percent } from './rounding.js';

/** What the sentences are made of: a result whose wording is still to be found. */
export type WordlessResult = Omit<SlideResult, 'wording'>;

/** Share of infected red cells above which WHO calls a falciparum infection hyperparasitaemic, by setting. */
export const severityLimits = { low: 0.02, high: 0.1 } as const;

function counted({ redCells, fields }: WordlessResult): string {
  return `${grouped(redCells)} red cells in ${grouped(fields)} ${fields === 1 ? 'field' : 'fields'}`;
}

function findings(result: WordlessResult, minimumCells: number): string[] {
  const { verdict, parasitaemia: share, perMicrolitre, infected } = result;
  const below = `below ${density(perMicrolitre.high, 'up')} per µL, ${percent(share.high, 'up')} of red cells`;
  const calls = infected === 1 ? '1 cell looked' : `${grouped(infected)} cells looked`;
  switch (verdict) {
    case 'positive':
      return [
        `Positive: ${percent(share.value, 'nearest')} of red cells infected ` +
          `(95 % interval ${percent(share.low, 'down')} to ${percent(share.high, 'up')}).`,
        `${density(perMicrolitre.value, 'nearest')} parasites per µL ` +
          `(${density(perMicrolitre.low, 'down')} to ${density(perMicrolitre.high, 'up')}).`,
      ];
    case 'not-seen':
      return [
        `No parasites seen in ${grouped(result.redCells)} red cells (${below}).`,
        'This does not exclude malaria below that number.',
      ];
    case 'unclear':
      return [
        `Unclear: ${calls} infected, but no more than false alarms can explain (${below}).`,
        'Neither positive nor negative: have a microscopist look at these cells.',
      ];
    case 'no-result':
      return [
        result.redCells === 0
          ? 'No result: no red cell could be counted.'
          : `No result: only ${grouped(result.redCells)} red cells counted, at least ${grouped(minimumCells)} are needed` +
            `${infected > 0 ? `; ${calls} infected` : ''}.`,
        'Photograph more fields of good quality.',
      ];
    default:
      return unreachable(verdict);
  }
}

function severityLine({ severity, verdict, parasitaemia: { value, low, high } }: WordlessResult): string[] {
  const sure = (limit: number) => (low > limit ? 'is above' : 'is probably above');
  switch (severity) {
    case 'above-10-percent':
      return [
        `SEVERE: the share of infected red cells ${sure(severityLimits.high)} 10 %. Tell the clinician at once.`,
      ];
    case 'above-2-percent':
      return [
        `HIGH: the share of infected red cells ${sure(severityLimits.low)} 2 %` +
          `${high > severityLimits.high ? ', and above 10 % is not excluded' : ''}. Tell the clinician at once.`,
      ];
    case 'none':
      if (verdict === 'unclear' && value > severityLimits.low) {
        return [
          'If these are parasites, more than 2 % of red cells are infected: have them looked at at once.',
        ];
      }
      // Only where something was found: a bound above 2 % after a few cells is no sign of severity.
      return low > 0 && high > severityLimits.low
        ? ['More than 2 % of red cells infected is not excluded.']
        : [];
    default:
      return unreachable(severity);
  }
}

function stainLine({ stain }: WordlessResult): string[] {
  if (!stain) return [];
  const dots = `dark dots on ${percent(stain.dotted, 'nearest')} of red cells`;
  if (stain.dirty) {
    return [`Dirty stain: ${dots}. Dots can pass for parasites: filter the stain and make a new slide.`];
  }
  return stain.falsePositives > 1 ? [`The interval allows for stain deposits: ${dots}.`] : [];
}

function stoppedLine({ stopped }: WordlessResult): string {
  switch (stopped) {
    case 'precision-reached':
      return 'Counting stopped because enough infected cells were found.';
    case 'cell-limit':
      return 'Counting stopped at the cell limit.';
    case 'no-more-fields':
      return 'All fields given were counted.';
    case 'ended-early':
      return 'Ended before the count was complete.';
    case 'still-counting':
      return 'Still counting: this result can change.';
    default:
      return unreachable(stopped);
  }
}

/**
 * A result in plain English, most important first, the confirm-by-microscopist line last; every sentence stands alone.
 * Numbers have two significant digits, limits rounded outward. No species is named: the classifier cannot tell.
 * All wording of a result is in this file, so that a translation has one place to go.
 * @param minimumCells red cells below which nothing was claimed, for the no-result sentence
 */
export function resultWording(result: WordlessResult, minimumCells: number): string[] {
  const { value, source } = result.redCellsPerMicrolitre;
  const seen =
    result.verdict === 'positive'
      ? [`${grouped(result.infected)} of ${counted(result)} looked infected.`]
      : [`Counted: ${counted(result)}.`];
  return [
    ...findings(result, minimumCells).slice(0, 1),
    ...severityLine(result),
    ...findings(result, minimumCells).slice(1),
    ...stainLine(result),
    ...(result.redCells > 0 ? seen : []),
    ...(result.stopped === 'no-more-fields' && result.redCells === 0 ? [] : [stoppedLine(result)]),
    source === 'measured'
      ? `Per µL from this patient's measured ${grouped(value)} red cells per µL.`
      : `Per µL assumes ${grouped(value)} red cells per µL; the patient's own count was not entered.`,
    'Screening aid: confirm by microscopist.',
  ];
}
