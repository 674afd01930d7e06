import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { iou } from '../../src/base/box.js';
import { analyseField } from '../../src/imaging/analyse-field.js';

const data = fileURLToPath(new URL('../../../shared/data/nih-fields/', import.meta.url));
const present = existsSync(`${data}fields.csv`);
const rows = (file: string): string[][] =>
  readFileSync(`${data}${file}`, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

describe.skipIf(!present)('real fields (skipped where ../shared/data is absent)', () => {
  it.each([
    ['IMG_20150821_150718.jpg', 205],
    ['IMG_20150821_151224.jpg', 212],
  ])(
    '%s: circle found, %i cells within 3 percent, every parasitised box counted, quality good',
    async (file, total) => {
      const { data: bytes, info } = await sharp(`${data}${file}`).raw().toBuffer({ resolveWithObject: true });
      const analysis = analyseField({ width: info.width, height: info.height, data: bytes });
      expect(analysis.usableArea.shape).toBe('circle');
      expect(analysis.quality.ok).toBe(true);
      const cells = analysis.objects.filter((object) => object.counted);
      expect(Math.abs(cells.length / total - 1)).toBeLessThanOrEqual(0.03);
      const infected = rows('boxes.csv').filter((row) => row[0] === file && row[1] === 'parasitized');
      expect(infected.length).toBeGreaterThan(0);
      for (const row of infected) {
        const [x, y, width, height] = row.slice(3).map(Number);
        expect(
          Math.max(...cells.map((cell) => iou(cell.box, { x, y, width, height }))),
        ).toBeGreaterThanOrEqual(0.5);
      }
    },
  );
});
