import type { FieldFingerprint, UsableArea } from '../imaging/field.js';

const VERSION = 1;
/** Version, shape of the area, five doubles. */
const HEADER = 2 + 5 * 8;

/**
 * A fingerprint as bytes, little-endian: version, shape of the usable area (0 full, 1 circle), width, height and the
 * circle's x, y, radius as doubles, then the points as floats. Nothing is rounded: a count taken up again recognises
 * exactly what it would have recognised without the break.
 */
export function fingerprintToBytes({ points, width, height, usableArea }: FieldFingerprint): Uint8Array {
  const bytes = new Uint8Array(HEADER + 4 * points.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, usableArea.shape === 'full' ? 0 : 1);
  const circle = usableArea.shape === 'full' ? [0, 0, 0] : [usableArea.x, usableArea.y, usableArea.radius];
  [width, height, ...circle].forEach((value, i) => {
    view.setFloat64(2 + 8 * i, value, true);
  });
  points.forEach((value, i) => {
    view.setFloat32(HEADER + 4 * i, value, true);
  });
  return bytes;
}

/** Throws RangeError for bytes that `fingerprintToBytes` of this version did not make. */
export function fingerprintFromBytes(bytes: Uint8Array): FieldFingerprint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || (bytes.length - HEADER) % 8 !== 0 || view.getUint8(0) !== VERSION)
    throw new RangeError(`${bytes.length} bytes are no fingerprint`);
  const [width, height, x, y, radius] = Array.from({ length: 5 }, (_, i) => view.getFloat64(2 + 8 * i, true));
  const points = new Float32Array((bytes.length - HEADER) / 4);
  for (let i = 0; i < points.length; i++) points[i] = view.getFloat32(HEADER + 4 * i, true);
  const usableArea: UsableArea =
    view.getUint8(1) === 0 ? { shape: 'full' } : { shape: 'circle', x, y, radius };
  return { points, width, height, usableArea };
}
