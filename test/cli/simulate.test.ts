import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '../../src/evaluate/schema.js';
import { ringform, scratchFolder } from './run.js';

describe('ringform simulate', () => {
  it('writes a slide that evaluate reads, with every cell found where the truth has it', async () => {
    const folder = scratchFolder();
    const words = [
      'simulate',
      '-n',
      '2',
      '-p',
      '5',
      '--width',
      '1000',
      '--height',
      '800',
      '--um-per-px',
      '0.12',
      '-o',
      'slide',
    ];
    const written = await ringform([...words, '-q'], folder);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(path.join(folder, 'slide/boxes.csv'), 'utf8')).toMatch(
      /^image,label,x,y,width,height\n/,
    );
    const { code, stdout } = await ringform(['evaluate', 'slide', '--json', '-q'], folder);
    expect(code).toBe(0);
    const { segmentation, infectedFound } = evaluationSchema.parse(JSON.parse(stdout));
    expect(segmentation?.f1).toBeGreaterThan(0.95);
    expect(infectedFound?.n).toBeGreaterThan(0);
  });

  it('is the same slide for the same seed and another for another', async () => {
    const folder = scratchFolder();
    const render = async (seed: string, out: string): Promise<Buffer> => {
      await ringform(
        ['simulate', '-n', '1', '--seed', seed, '--width', '300', '--height', '200', '-q', '-o', out],
        folder,
      );
      return readFileSync(path.join(folder, out, 'field-0001.png'));
    };
    const first = await render('3', 'a');
    expect((await render('3', 'b')).equals(first)).toBe(true);
    expect((await render('4', 'c')).equals(first)).toBe(false);
  });
});
