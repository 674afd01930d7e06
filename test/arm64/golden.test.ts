import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModel, readModel } from '../../src/classify/load-model.js';
import { goldenFacts, goldenPicture, type Golden } from '../../src/doctor/golden-checks.js';
import { golden } from '../classify/golden.js';
import { syntheticCrops } from '../classify/synthetic-crops.js';
import { rig } from './rig.js';

/** What scripts/arm64/guest-golden.mjs prints. */
interface Facts {
  readonly arch: string;
  readonly net: { readonly first: number[]; readonly logits: string };
  readonly jpeg: string;
  readonly imaging: Record<'picture' | 'labels' | 'analysis' | 'crops', string>;
  readonly rendered: string;
  readonly count: Golden;
  readonly results: readonly {
    readonly verdict: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const script = fileURLToPath(new URL('../../scripts/arm64/guest-golden.mjs', import.meta.url));
const CELLS = 64;
const { CPUS, missing, onArm64 } = await rig();

describe.skipIf(missing !== undefined)(
  `one answer on every processor${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let folder: string;
    let words: string[];
    let here: Facts;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ringform-arm64-'));
      words = [join(folder, 'crops'), String(CELLS), join(folder, 'field.jpg')];
      const { manifest } = await readModel(defaultModel);
      writeFileSync(words[0], syntheticCrops(CELLS, manifest.crop.size).data);
      await sharp(goldenPicture).jpeg({ quality: 90 }).toFile(words[2]);
      here = JSON.parse(execFileSync(process.execPath, [script, ...words], { encoding: 'utf8' })) as Facts;
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(CPUS)(
      '%s: logits, pixels, segmentation, crops and scores have the bits of this machine and of the goldens',
      (cpu) => {
        const { results, ...there } = JSON.parse(onArm64(cpu, script, words).out) as Facts;
        const { results: resultsHere, ...bitsHere } = here;
        expect(there).toEqual({ ...bitsHere, arch: 'arm64' });
        expect(there.net).toEqual({ first: golden.firstLogits, logits: golden.logits });
        expect(there.count).toEqual(JSON.parse(readFileSync(goldenFacts, 'utf8')));
        // Exponentials and logarithms of V8 differ in the last bit between processors: no bits are promised here.
        const near = (value: number) => expect.closeTo(value, 9) as number;
        expect(results).toEqual(
          resultsHere.map(({ verdict, value, low, high }) => ({
            verdict,
            value: near(value),
            low: near(low),
            high: near(high),
          })),
        );
      },
      300_000,
    );
  },
);
