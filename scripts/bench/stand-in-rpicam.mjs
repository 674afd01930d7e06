// A stand-in for rpicam-vid: writes fields of raw I420 from a folder to standard output, each for so many frames, for ever; its
// "noise" differs from frame to frame as a sensor's does. `stand-in-rpicam.mjs FOLDER FRAMES_PER_FIELD FRAMES_PER_SECOND`
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder, framesPerField, framesPerSecond] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith('.yuv'));
/** One sample in so many changes by one level. */
const NOISY = 997;

process.stdout.on('error', () => process.exit(0));
const begun = performance.now();
for (let frame = 0; ; frame++) {
  const field = Math.floor(frame / Number(framesPerField)) % files.length;
  const bytes = readFileSync(join(folder, files[field]));
  for (let at = frame % NOISY; at < bytes.length; at += NOISY) bytes[at] ^= 1;
  await new Promise((resolve) => process.stdout.write(bytes, resolve));
  const late = begun + ((frame + 1) * 1000) / Number(framesPerSecond) - performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, late)));
}
