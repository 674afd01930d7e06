/**
 * Text that a spreadsheet takes for text: an apostrophe before whatever could begin a formula, at the start and after any character
 * that some spreadsheet may split the line at (OWASP, CSV Injection). Line breaks and control characters become spaces.
 */
export function spreadsheetSafe(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/(^|[,;|"])(\s*)(?=[=+\-@＝＋－＠])/gu, "$1$2'");
}
