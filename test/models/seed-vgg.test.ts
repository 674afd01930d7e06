import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith, runPython } from './python.js';

const python = pythonWith('torch', 'cv2', 'matplotlib');
const withH5py = pythonWith('torch', 'cv2', 'matplotlib', 'h5py');

interface Epoch {
  loss: number;
  validation: { loss: number };
}

// The published ImageNet weights cannot be had here: the code is shown to work on weights drawn from a seed.
const title = 'VGG16 (skipped without PyTorch, OpenCV, Matplotlib)';
describe.skipIf(python === undefined)(title, { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-vgg-'));
  const data = path.join(folder, 'data');
  const weights = path.join(folder, 'vgg16.pth');
  const cell = path.join(data, 'parasitized/C200_cell_0.png');
  const facts = (...args: string[]): unknown => {
    const { status, stdout, stderr } = runPython(python!, ['test/models/seed-vgg.py', ...args]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  };
  const train = (...args: string[]) =>
    runPython(python!, [
      'models/seed/vgg.py',
      'train',
      '--data',
      data,
      '--cache',
      folder,
      '--out',
      folder,
      ...args,
    ]);

  beforeAll(() => {
    expect(runPython(python!, ['test/models/seed-drawn.py', data]).status).toBe(0);
    expect(runPython(python!, ['test/models/seed-vgg.py', 'draw', weights]).status).toBe(0);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes 512 features of a 50×50 image, different ones for different images', () => {
    const found = facts('features', weights) as { spread: number };
    expect(found).toMatchObject({ shape: [8, 512], finite: true });
    expect(found.spread).toBeGreaterThan(1e-3);
  });

  it('trains nothing of the body for the head, and the last block for the fine-tuning', () => {
    expect(facts('trained')).toEqual({
      body: [14_714_688, 0],
      head: [65_922, 65_922],
      joined: [14_780_610, 7_145_346],
    });
  });

  it('learns by head and fine-tuning, changes the last block alone, and is used after loading', () => {
    const steps = [
      '--weights',
      weights,
      '--head-epochs',
      '20',
      '--epochs',
      '4',
      '--batch',
      '16',
      '--fine-rate',
      '3e-5',
      '--fold',
      '0',
    ];
    const { status, stdout, stderr } = train(...steps, '--image', cell);
    expect(stderr).not.toContain('Traceback');
    expect(status).toBe(0);
    const run = path.join(folder, 'vgg-fold0');
    const history = (step: string) =>
      JSON.parse(readFileSync(path.join(run, step, 'history.json'), 'utf8')) as Epoch[];
    for (const [step, epochs] of [
      ['head', 20],
      ['fine-tuned', 4],
    ] as const) {
      // prettier-ignore
      const entries = history(step);
      expect(entries).toHaveLength(epochs);
      expect(entries.at(-1)!.loss).toBeLessThan(0.95 * entries[0].loss);
      expect(
        readFileSync(path.join(run, step, 'history.png'))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
    const stem = path.join(run, 'fine-tuned', 'vgg');
    expect(facts('changed', weights, stem)).toEqual(['block5_conv1', 'block5_conv2', 'block5_conv3']);

    const score = (text: string) => /C200_cell_0\.png: .*score (\d\.\d{3})/.exec(text)?.[1];
    const again = runPython(python!, ['models/seed/vgg.py', 'predict', '--model', stem, cell]);
    expect(score(stdout)).toBeDefined();
    expect(score(again.stdout)).toBe(score(stdout));
  });

  it.skipIf(withH5py === undefined)('reads Keras’ file to the same kernels (skipped without h5py)', () => {
    const keras = path.join(folder, 'notop.h5');
    expect(runPython(withH5py!, ['test/models/seed-vgg.py', 'draw', keras]).status).toBe(0);
    const { stdout } = runPython(withH5py!, ['test/models/seed-vgg.py', 'kernels', weights, keras]);
    expect(JSON.parse(stdout)).toEqual({ convolutions: 13, same: true });
  });

  it('says in plain words what is wrong with a weights file', () => {
    const text = path.join(folder, 'text.pth');
    writeFileSync(text, 'not weights\n');
    const damaged = path.join(folder, 'vgg16-397923af.pth');
    writeFileSync(damaged, readFileSync(weights).subarray(0, 1000));
    const begins = createHash('sha256').update(readFileSync(damaged)).digest('hex').slice(0, 8);
    for (const [file, words] of [
      [path.join(folder, 'none.pth'), 'there is no weights file'],
      [text, 'is no PyTorch state dict'],
      [damaged, `is damaged: its sha256 begins with ${begins}`],
    ]) {
      const { status, stderr } = train('--weights', file);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: /);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('Traceback');
    }
  });
});
