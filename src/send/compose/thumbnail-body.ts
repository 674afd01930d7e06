import { MOST_PICTURE_BYTES, type ThumbnailBody } from '../../record/thumbnail-body.js';

/** Which picture it is. */
export interface PicturePlace {
  readonly slide: string;
  readonly ordinal: number;
  /** Without one it is the whole field's. */
  readonly cell?: number;
}

/** A picture as it travels, or why it cannot: not a JPEG, or more than `MOST_PICTURE_BYTES`. */
export function thumbnailBody(
  { slide, ordinal, cell }: PicturePlace,
  bytes: Uint8Array,
): ThumbnailBody | 'not-a-jpeg' | 'too-large' {
  if (!(bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff)) return 'not-a-jpeg';
  if (bytes.length > MOST_PICTURE_BYTES) return 'too-large';
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const common = { slide, ordinal, mediaType: 'image/jpeg', data } as const;
  return cell === undefined ? { ...common, of: 'field' } : { ...common, of: 'cell', cell };
}
