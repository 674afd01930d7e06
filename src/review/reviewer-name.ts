/** A reviewer's name as it is kept: blanks tidied, one form of every letter. Empty for a name of nothing. */
export function reviewerName(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Whether two names are one person's: capitals do not make another. */
export function isSameReviewer(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
