/** Most bytes of a message that a page shows. */
export const MOST_SHOWN = 16 * 1024;

export interface ShownBytes {
  readonly as: 'text' | 'hex';
  readonly text: string;
  /** Bytes that `text` stands for. */
  readonly shown: number;
}

/**
 * Bytes of unknown origin made visible: as text where they are UTF-8, with every sign that is not seen, moves the cursor or turns the
 * reading direction written as its code; as rows of 16 hexadecimal bytes otherwise. Still to be escaped for HTML.
 */
export function showBytes(bytes: Uint8Array): ShownBytes {
  const beginning = bytes.subarray(0, MOST_SHOWN);
  const text = decoded(beginning, bytes.length > MOST_SHOWN);
  if (text === undefined) return { as: 'hex', text: hexRows(beginning), shown: beginning.length };
  return { as: 'text', text: visible(text), shown: beginning.length };
}

function decoded(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    // A character may be cut in two where the beginning ends: `stream` keeps quiet about it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function visible(text: string): string {
  return text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

function hexRows(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = row
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
      .join('');
    rows.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${letters}`);
  }
  return rows.join('\n');
}
