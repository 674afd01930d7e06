import type { SlideDetail } from '../registry/reading.js';
import type { SlideWord } from '../registry/review-book.js';

/** The word of a person that stands: the latest that was not a blinded re-reading. */
export function lastWord({ words }: Pick<SlideDetail, 'words'>): SlideWord | undefined {
  return words
    .filter(({ blind }) => !blind)
    .reduce<SlideWord | undefined>(
      (latest, word) => (latest === undefined || word.atMs >= latest.atMs ? word : latest),
      undefined,
    );
}
