/** A label fit for a terminal: control characters, which could steer it, and those that turn text around become `·`. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}
