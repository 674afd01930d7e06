// The prepared crops on disk: how prepare.mjs and prepare-foreign.mjs write them, and how they are read again.
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';

/** What both preparations may be told on the command line. */
export const PREPARE_OPTIONS = {
  out: { type: 'string', default: 'models/cache' },
  dist: { type: 'string', default: 'dist' },
  size: { type: 'string', default: '48' },
  diameter: { type: 'string', default: '36' },
};

/** A module of the compiled program. */
export const compiled = (dist, file) => import(pathToFileURL(path.resolve(dist, file)).href);

/** The crop convention asked for by `PREPARE_OPTIONS`. */
export async function askedSpec({ dist, size, diameter }) {
  const { MEDIAN_CONVENTION } = await compiled(dist, 'imaging/crop-kernel.js');
  return { size: Number(size), diameter: Number(diameter), convention: MEDIAN_CONVENTION };
}

/** Crop `at` of a batch (N×pixels×3) and its soft mask as they lie on disk: pixels×4. */
export function withMask(rgb, at, alpha) {
  const four = Buffer.alloc(alpha.length * 4);
  for (let p = 0; p < alpha.length; p++) {
    for (let k = 0; k < 3; k++) four[4 * p + k] = rgb[3 * (at * alpha.length + p) + k];
    four[4 * p + 3] = alpha[p];
  }
  return four;
}

/** The header of a version 1.0 .npy file of uint8 (NumPy's format document, NEP 1). */
export function npyHeader(shape) {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const head = Buffer.from([...Buffer.from('\x93NUMPY', 'latin1'), 1, 0, 0, 0]);
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, 'latin1')]);
}

/** The prepared NIH crops of a folder: `rows` of index.csv, each with its place `at`; `read(places)` gives N×size×size×3 uint8. */
export async function openCrops(folder) {
  const index = parse(await readFile(path.join(folder, 'index.csv')), { columns: true });
  const { crop } = JSON.parse(await readFile(path.join(folder, 'prepared.json'), 'utf8'));
  const pixels = crop.size * crop.size;
  const file = await open(path.join(folder, 'crops.npy'));
  const head = Buffer.alloc(10);
  await file.read(head, 0, 10, 0);
  const start = 10 + head.readUInt16LE(8);
  const four = Buffer.alloc(pixels * 4);
  return {
    rows: index.map((row, at) => ({ ...row, at })),
    crop,
    async read(places) {
      const rgb = new Uint8Array(places.length * pixels * 3);
      for (const [k, at] of places.entries()) {
        await file.read(four, 0, four.length, start + at * four.length);
        for (let p = 0; p < pixels; p++)
          for (let c = 0; c < 3; c++) rgb[(k * pixels + p) * 3 + c] = four[4 * p + c];
      }
      return rgb;
    },
    close: () => file.close(),
  };
}
