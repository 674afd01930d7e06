import type { OutputInfo } from 'sharp';
import { open, stat } from 'node:fs/promises';
import { InputError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import { SNIFF_BYTES, sniffFormat } from './image-format.js';
import { sharp } from './image-library.js';
import { withStandardScanHeaders } from './scan-header.js';

/** What a file may cost before it is refused unread. */
export interface DecodeLimits {
  /** Width × height. 50 million pixels need 150 MB as RGB. */
  readonly pixels: number;
  /** Size of the file, bytes. */
  readonly bytes: number;
}

/** 50 megapixels (three times a phone's frame through an eyepiece) and 256 MiB. */
export const DEFAULT_LIMITS: DecodeLimits = { pixels: 50e6, bytes: 256 * 1024 * 1024 };

// Any complaint is an error; pixel values stay as stored.
const STRICT = { failOn: 'warning', ignoreIcc: true } as const;

const SEND_IMAGE = 'Give a JPEG, PNG, TIFF or WebP image of one microscope field.';
const TAKE_AGAIN = 'Copy the file again from where it was made, or take the field again.';

/**
 * Decode one image into H×W×3 uint8 RGB.
 *
 * Pixels are as stored: no EXIF rotation (boxes are reported in stored pixels), no colour-profile conversion (the model
 * was fitted on stored values), an alpha channel is dropped. Greyscale, palette and CMYK become RGB; 16 bits become 8 by
 * their upper half. Of an animation or a file of several pages the first is taken.
 *
 * Size is judged from the header, before anything is decoded. Any complaint of the decoder is an error, not only a cut
 * file: a damaged block in the middle of a JPEG is otherwise decoded into smeared colour that can be taken for cells.
 * One complaint is known to be harmless and is put right instead, see `withStandardScanHeaders`.
 *
 * @throws InputError empty-file, not-an-image, unsupported-format, file-too-large, too-many-pixels, unsupported-pixels,
 * damaged-image.
 */
export async function decodeImage(
  bytes: Uint8Array,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Promise<RgbImage> {
  refuseSize(bytes.byteLength, limits);
  refuseForeign(bytes);
  // The header is read without the library's own limit, so that the size can be told in the error.
  const header = await sharp(bytes, { ...STRICT, limitInputPixels: false })
    .metadata()
    .catch(damaged);
  if (header.width * header.height > limits.pixels) {
    const megapixels = (pixels: number): string => (pixels / 1e6).toFixed(1);
    throw new InputError(
      'too-many-pixels',
      `The image is ${header.width}×${header.height} (${megapixels(header.width * header.height)} megapixels); ` +
        `the limit is ${megapixels(limits.pixels)}.`,
      'Take or save the field at a lower resolution; 2 to 16 megapixels are enough.',
    );
  }
  if (header.depth !== 'uchar' && header.depth !== 'ushort') {
    throw new InputError(
      'unsupported-pixels',
      `The image stores its pixels as ${header.depth}; only 8 and 16 bits a channel are read.`,
      'Save it with 8 bits a channel.',
    );
  }
  const { data, info } = await toRgb(bytes, limits).catch(async (error: unknown) => {
    const repaired = complainsOfScanHeader(error) ? withStandardScanHeaders(bytes) : undefined;
    return repaired === undefined ? damaged(error) : toRgb(repaired, limits).catch(damaged);
  });
  if (info.channels !== 3) throw new Error(`decoder gave ${info.channels} channels instead of 3`);
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/**
 * Read a file whole, refusing by its size and first bytes before the rest is read.
 *
 * @throws InputError no-such-file, not-a-file, unreadable-file, and those of `decodeImage` that need no decoder.
 */
export async function readImageFile(
  path: string,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Promise<Uint8Array> {
  try {
    // Asked before opening: a pipe named x.jpg would block the open for ever.
    const stats = await stat(path);
    if (!stats.isFile()) throw new InputError('not-a-file', `${path} is not a file.`, SEND_IMAGE);
    refuseSize(stats.size, limits);
    const file = await open(path, 'r');
    try {
      const head = new Uint8Array(SNIFF_BYTES);
      const { bytesRead } = await file.read(head, 0, SNIFF_BYTES, 0);
      refuseForeign(head.subarray(0, bytesRead));
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error);
  }
}

/** An InputError for a path the system will not read: no-such-file or unreadable-file. */
export function unreadable(path: string, cause: unknown): InputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown fault';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InputError('no-such-file', `${path} does not exist.`, 'Check the path.', { cause });
  }
  const remedy =
    code === 'EACCES' || code === 'EPERM'
      ? 'Give this user leave to read it.'
      : 'Check the disk or card it is on, then try again.';
  return new InputError('unreadable-file', `${path} cannot be read (${code}).`, remedy, { cause });
}

function toRgb(bytes: Uint8Array, limits: DecodeLimits): Promise<{ data: Buffer; info: OutputInfo }> {
  return sharp(bytes, { ...STRICT, limitInputPixels: limits.pixels })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}

/** libjpeg's words for the one fault that whole images of some phones have. */
function complainsOfScanHeader(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Invalid SOS parameters for sequential JPEG');
}

function refuseSize(bytes: number, limits: DecodeLimits): void {
  if (bytes === 0) throw new InputError('empty-file', 'The file is empty.', TAKE_AGAIN);
  if (bytes > limits.bytes) {
    const mebibytes = (size: number): string => (size / 1048576).toFixed(1);
    throw new InputError(
      'file-too-large',
      `The file has ${mebibytes(bytes)} MiB; the limit is ${mebibytes(limits.bytes)} MiB.`,
      SEND_IMAGE,
    );
  }
}

function refuseForeign(bytes: Uint8Array): void {
  const sniffed = sniffFormat(bytes);
  if (sniffed.accepted) return;
  if (sniffed.looksLike === undefined || sniffed.looksLike === 'text') {
    const what =
      sniffed.looksLike === 'text' ? 'It is text, whatever its name says.' : 'It is no image known.';
    throw new InputError('not-an-image', what, SEND_IMAGE);
  }
  throw new InputError('unsupported-format', `It is ${sniffed.looksLike}.`, SEND_IMAGE);
}

function damaged(cause: unknown): never {
  const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  throw new InputError('damaged-image', `The image is cut short or damaged (${why}).`, TAKE_AGAIN, { cause });
}
