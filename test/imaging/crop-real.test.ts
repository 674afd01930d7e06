import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { iou, type Box } from '../../src/base/box.js';
import { decodeImage, readImageFile } from '../../src/capture/decode.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { countedCells, cropCells, cropCutOut, cutOutDiameter, median } from '../../src/imaging/crop.js';

const data = new URL('../../../shared/data/', import.meta.url).pathname;
const present = existsSync(`${data}nih-fields/boxes.csv`) && existsSync(`${data}nih-cells/manifest.csv`);
const spec = { size: 48, diameter: 36, convention: 'median-150' };
const rows = (file: string) =>
  parse(readFileSync(data + file), { columns: true }) as unknown as Record<string, string>[];
const read = async (file: string) => decodeImage(await readImageFile(data + file));

describe.skipIf(!present)(
  `real fields and their published cut-outs${present ? '' : ' (../shared/data absent: skipped)'}`,
  () => {
    it('give nearly the same crop of the same cell: the archive’s mask and our own make little difference', async () => {
      const image = 'IMG_20150614_124244.jpg';
      const boxes = rows('nih-fields/boxes.csv').filter((row) => row['image'] === image);
      const files = new Map(
        rows('nih-cells/manifest.csv').map((row) => [row['file'].replace(/^.*\/|\.\w+$/g, ''), row['file']]),
      );
      const frame = await read(
        `nih-fields/${existsSync(`${data}nih-fields/images`) ? 'images/' : ''}${image}`,
      );
      const analysis = analyseField(frame);
      const cells = countedCells(analysis);
      const own = cropCells(frame, analysis, spec);
      const pairs: { crop: Uint8Array; name: string }[] = [];
      for (const row of boxes) {
        const box: Box = {
          x: Number(row['x']),
          y: Number(row['y']),
          width: Number(row['width']),
          height: Number(row['height']),
        };
        const at = cells.findIndex((cell) => iou(cell.box, box) >= 0.7);
        if (at < 0) continue;
        const bytes = own.data.length / own.count;
        pairs.push({
          crop: own.data.subarray(at * bytes, (at + 1) * bytes),
          name: row['crop'].replace(/\.\w+$/, ''),
        });
      }
      expect(pairs.length).toBeGreaterThanOrEqual(10);
      const published = await Promise.all(pairs.map(({ name }) => read(`nih-cells/${files.get(name)!}`)));
      const diameter = median(published.map(cutOutDiameter));
      const differences = published.map((cut, k) => {
        const crop = cropCutOut(cut, spec, diameter).data;
        return crop.reduce((sum, value, i) => sum + Math.abs(value - pairs[k].crop[i]), 0) / crop.length;
      });
      // Levels of 255, over the whole crop; the cells themselves differ from flat by some ten levels.
      expect(median(differences)).toBeLessThan(2.5);
    });
  },
);
