/** The formats a frame may come in. */
export type ImageFormat = 'jpeg' | 'png' | 'tiff' | 'webp';

/** What the first bytes of a file say it is. */
export type SniffedFormat =
  | { readonly accepted: true; readonly format: ImageFormat }
  | { readonly accepted: false; readonly looksLike: string | undefined };

/** How many leading bytes `sniffFormat` looks at. */
export const SNIFF_BYTES = 32;

/**
 * Tell a file by its first bytes, never by its name: signatures of ITU-T T.81 (JPEG), the PNG specification,
 * TIFF 6.0 and BigTIFF, and RIFF/WebP. Others that people really hand over are named so that the error can say so.
 * This runs before any decoder sees the bytes: the library would also open SVG and others, which have no business here.
 */
export function sniffFormat(bytes: Uint8Array): SniffedFormat {
  const head = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES));
  if (head.startsWith('\xff\xd8\xff')) return { accepted: true, format: 'jpeg' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { accepted: true, format: 'png' };
  if (/^(?:II[*+]\0|MM\0[*+])/.test(head)) return { accepted: true, format: 'tiff' };
  if (/^RIFF[^]{4}WEBP/.test(head)) return { accepted: true, format: 'webp' };
  return { accepted: false, looksLike: foreignFormat(head) };
}

function foreignFormat(head: string): string | undefined {
  if (head.startsWith('GIF8')) return 'a GIF';
  if (head.startsWith('BM')) return 'a BMP';
  if (head.startsWith('%PDF')) return 'a PDF';
  if (/^\s*<(?:\?xml|svg|!DOCTYPE svg)/i.test(head)) return 'an SVG or XML file';
  if (/^[^]{4}ftyp(?:heic|heix|mif1|msf1|heim|avif)/.test(head)) return 'a HEIC or AVIF photo';
  if (/^[^]{4}ftyp/.test(head) || head.startsWith('\x1aE\xdf\xa3')) return 'a video';
  if (head.startsWith('PK\x03\x04')) return 'a ZIP archive';
  if (/^[\t\n\r\x20-\x7e]+$/.test(head)) return 'text';
  return undefined;
}
