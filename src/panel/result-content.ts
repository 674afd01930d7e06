import { unreachable } from '../base/errors.js';
import type { SlideResult } from '../counting/result.js';
import { severityLimits } from '../counting/wording.js';
import {
  millions,
  perMicrolitreBound,
  perMicrolitreInterval,
  perMicrolitreValue,
  shareBound,
  shareWithInterval,
  whole,
} from './amounts.js';
import type { Content, Line } from './fit.js';
import type { Language } from './vocabulary.js';
import { counted, wordings, wordsOf } from './words.js';

/**
 * A result, most important first. What could be misread alone stands in the two lines that are only shown together: "none
 * seen" with its bound, "unclear" with who must look, the verdict with its percent.
 * @param label the slide's label as a line
 * @param refused fields left out of the result
 */
export function resultContent(result: SlideResult, label: Line, language: Language, refused = 0): Content {
  const words = wordsOf(language);
  const { parasitaemia: share, perMicrolitre, infected } = result;
  const below = (bound: string): Line => wordings(words.below, bound);
  const suspects = counted(words.suspects, infected, whole(infected, words), language);
  const rest: Line[] = [
    ...(result.stain?.dirty === true ? [wordings(words.dirtyStain), wordings(words.newSlide)] : []),
    wordings(words.aid),
    wordings(words.confirm),
    counted(words.redCells, result.redCells, whole(result.redCells, words), language),
    counted(words.fields, result.fields, whole(result.fields, words), language),
    ...(refused > 0 ? [counted(words.leftOut, refused, whole(refused, words), language)] : []),
    wordings(
      words.perMicrolitre[result.redCellsPerMicrolitre.source],
      millions(result.redCellsPerMicrolitre.value, words),
    ),
    wordings(words.stopped[result.stopped]),
    label,
  ];
  switch (result.verdict) {
    case 'positive':
      return {
        main: [wordings(words.positive[result.severity]), shareWithInterval(share, words)],
        more: [
          ...(result.severity === 'none' ? [] : [wordings(words.tellClinician)]),
          [perMicrolitreValue(perMicrolitre.value, words)],
          perMicrolitreInterval(perMicrolitre, words),
          ...rest,
        ],
      };
    case 'not-seen':
      return {
        main: [wordings(words.notSeen), below(perMicrolitreBound(perMicrolitre.high, words))],
        more: [wordings(words.notExcluded), below(shareBound(share.high, words)), ...rest],
      };
    case 'unclear':
      return {
        main: [wordings(words.unclear), wordings(words.mustLook)],
        more: [
          ...(share.value > severityLimits.low ? [wordings(words.lookAtOnce)] : []),
          suspects,
          below(perMicrolitreBound(perMicrolitre.high, words)),
          below(shareBound(share.high, words)),
          ...rest,
        ],
      };
    case 'no-result':
      return {
        main: [wordings(words.noResult), wordings(words.tooFew)],
        more: [...(infected > 0 ? [suspects] : []), wordings(words.countMore), ...rest],
      };
    default:
      return unreachable(result.verdict);
  }
}
