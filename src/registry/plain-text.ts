import { refusedText } from './registry-error.js';

/**
 * Text as both databases can hold it: PostgreSQL knows no character 0, and neither half a surrogate pair. Each becomes U+FFFD;
 * the record as it came is in its message.
 */
export function plainText(text: string): string {
  return text.replace(
    /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}

/** A name as it can stand on one line. Throws RefusedError invalid-text for one that is empty, too long or has control characters. */
export function nameOf(what: string, text: string, most = 200): string {
  if (text.trim() === '' || text.length > most || /[\u0000-\u001f\u007f]/.test(text)) throw refusedText(what);
  return plainText(text);
}
