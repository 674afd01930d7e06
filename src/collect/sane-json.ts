/** A record is six levels deep; unknown fields of later versions may go further, a stack may not. */
const MOST_DEPTH = 32;

export type SaneJson =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly wrong: 'text' | 'content'; readonly detail: string };

/**
 * The JSON object that bytes hold, if any database and any later reader can keep it as it is: UTF-8 without a byte order mark,
 * at most 32 levels deep, every name and text well-formed Unicode without NUL (PostgreSQL keeps neither). Never throws.
 */
export function readSaneJson(bytes: Uint8Array): SaneJson {
  const text = decode(bytes);
  if (text === undefined) return { wrong: 'text', detail: 'the bytes are not UTF-8' };
  // Before parsing: what is made of text that nests without end would fill memory first.
  if (depthOf(text) > MOST_DEPTH)
    return { wrong: 'content', detail: `nested deeper than ${MOST_DEPTH} levels` };
  const value = parse(text);
  if (value === undefined) return { wrong: 'text', detail: 'the text is not JSON' };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { wrong: 'text', detail: 'the JSON is not an object' };
  return isStorable(value)
    ? { value: value as Readonly<Record<string, unknown>> }
    : { wrong: 'text', detail: 'a text in it holds NUL or half a surrogate pair' };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // the caller names the reason
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // likewise; JSON has no undefined of its own
  }
}

/** How deep the brackets outside strings go; right for JSON, and for other text as good as anything. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

/** By code point, so that only halves without their other half count. */
const unstorable = /[\0\p{Surrogate}]/u;

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !unstorable.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member));
}
