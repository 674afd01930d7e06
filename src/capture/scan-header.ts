const SCAN = 0xda;
const BASELINE_FRAMES = [0xc0, 0xc1];

/**
 * A copy of a sequential JPEG whose scan headers state their coefficients as the standard wants them (0–63, no
 * successive approximation; ITU-T T.81, B.2.3), or undefined when the bytes are no such file. Some phones (Samsung's,
 * by many reports) write zeros there. Decoders use the right values anyway but complain, and a complaint is otherwise a damaged image.
 */
export function withStandardScanHeaders(jpeg: Uint8Array): Uint8Array | undefined {
  const fixed = new Uint8Array(jpeg); // not slice(): on a Buffer that would share its memory
  let sequential = false;
  let scans = 0;
  for (let at = 2; at + 4 <= fixed.length;) {
    if (fixed[at] !== 0xff) {
      at++; // within a scan's data; a marker follows it
      continue;
    }
    const marker = fixed[at + 1];
    // Fill bytes, stuffed zeros and restart marks carry no length.
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd9)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = fixed[at + 2] * 256 + fixed[at + 3];
    if (BASELINE_FRAMES.includes(marker)) sequential = true;
    if (marker === SCAN && at + 2 + length <= fixed.length) {
      fixed.set([0, 63, 0], at + 2 + length - 3);
      scans++;
    }
    at += 2 + length;
  }
  return sequential && scans > 0 ? fixed : undefined;
}
