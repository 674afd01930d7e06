import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith, runPython } from './python.js';

const python = pythonWith('torch', 'cv2', 'matplotlib');
const nih = path.resolve('../shared/data/nih-cells');

interface Row {
  file: string;
  label: string;
  patient: string;
  fold: string;
  random: string;
}

describe.skipIf(python === undefined)(
  'the seed’s pipeline and net (skipped without PyTorch, OpenCV, Matplotlib)',
  { timeout: 300_000 },
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringform-seed-'));
    const data = path.join(folder, 'data');
    const places = ['--data', data, '--cache', path.join(folder, 'cache')];
    const infected = path.join(data, 'parasitized/C200_cell_0.png');
    const run = (script: string, ...args: string[]) =>
      runPython(python!, [`models/seed/${script}.py`, ...args]);

    beforeAll(() => {
      expect(runPython(python!, ['test/models/seed-drawn.py', data])).toMatchObject({ status: 0 });
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it('have a net of 310,732 parameters, 310,412 of them trained', () => {
      const { status, stdout } = run('cnn', 'summary');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Total params: 310,732$/m);
      expect(stdout).toMatch(/^Trainable params: 310,412$/m);
      expect(stdout).toMatch(/^Non-trainable params: 320$/m);
      expect(stdout).toMatch(/^flatten \(Flatten\) +\(None, 2304\) +0$/m);
      expect(stdout).toMatch(/^dense \(Dense\) +\(None, 110\) +253,550$/m);
    });

    it('split four to one at random, and by patients without one on both sides', () => {
      const out = path.join(folder, 'pipeline');
      const { status, stderr } = run('pipeline', ...places, '--out', out, '--image', infected);
      expect(stderr).not.toContain('Traceback');
      expect(status).toBe(0);
      const figures: unknown = JSON.parse(readFileSync(path.join(out, 'pipeline.json'), 'utf8'));
      const fold = { train: 64, validation: 16, patients: 2, patientsOnBothSides: 0 };
      expect(figures).toMatchObject({
        cells: 80,
        patients: 10,
        parasitized: 40,
        uninfected: 40,
        shape: [50, 50, 3],
        random: { train: 64, validation: 16 },
        folds: [0, 1, 2, 3, 4].map((number) => ({ fold: number, ...fold })),
      });
      const rows = parse<Row>(readFileSync(path.join(out, 'split.csv'), 'utf8'), { columns: true });
      expect(rows).toHaveLength(80);
      expect(rows.filter((row) => row.random === 'train')).toHaveLength(64);
      expect(new Set(rows.map((row) => `${row.patient} ${row.fold}`)).size).toBe(10);
      expect(rows.map((row) => row.patient)).not.toContain('C12');
      for (const picture of ['samples.png', 'image.png'])
        expect(readFileSync(path.join(out, picture)).subarray(1, 4).toString()).toBe('PNG');
    });

    it('refuse a collection whose folds would put a patient on both sides', () => {
      const leaking = path.join(folder, 'leaking');
      expect(runPython(python!, ['test/models/seed-drawn.py', leaking]).status).toBe(0);
      const manifest = path.join(leaking, 'manifest.csv');
      const text = readFileSync(manifest, 'utf8');
      writeFileSync(manifest, text.replace(/^(parasitized\/C200_cell_0.*),0$/m, '$1,1'));
      const { status, stderr } = run('pipeline', '--data', leaking, '--cache', folder, '--out', leaking);
      expect(status).toBe(1);
      expect(stderr).toContain('a patient stands on both sides');
    });

    it('train, stop and go on to the net an unbroken training gives; saved and loaded it scores the same', () => {
      const args = ['train', ...places, '--epochs', '3', '--batch', '16', '--fold', '1'];
      const broken = path.join(folder, 'broken');
      const unbroken = path.join(folder, 'unbroken');
      const stopped = run('cnn', ...args, '--out', broken, '--stop-after', '1');
      expect(stopped.stderr).toContain('stopped after epoch 1 of 3');
      const resumed = run('cnn', ...args, '--out', broken, '--image', infected);
      expect(resumed.stdout).toContain('taken up after epoch 1 of 3');
      const whole = run('cnn', ...args, '--out', unbroken, '--image', infected);
      expect([resumed.status, whole.status]).toEqual([0, 0]);
      const said = (text: string) => /: (?:parasitized|uninfected), score (\d\.\d+)/.exec(text)?.[1];
      expect(said(whole.stdout)).toBeDefined();
      expect(said(resumed.stdout)).toBe(said(whole.stdout));

      const written = path.join(unbroken, 'cnn-fold1');
      expect(readdirSync(written).sort()).toEqual(
        ['checkpoint.pt', 'cnn.json', 'cnn.npz', 'history.json', 'history.png', 'result.json'].sort(),
      );
      const again = run('cnn', 'predict', '--json', '--model', path.join(written, 'cnn'), infected);
      const [answer] = JSON.parse(again.stdout) as [{ class: string; score: number }];
      expect(answer.score.toFixed(3)).toBe(said(whole.stdout));
      expect(JSON.parse(readFileSync(path.join(written, 'result.json'), 'utf8'))).toMatchObject({
        train: 64,
        validation: 16,
        patientsOnBothSides: 0,
        epochs: 3,
      });
    });

    it('refuse weights that are not those of the structure', () => {
      const stem = path.join(folder, 'narrow');
      const structure = readFileSync('models/seed/cnn.json', 'utf8').replace('"units": 110', '"units": 111');
      writeFileSync(`${stem}.json`, structure);
      writeFileSync(`${stem}.npz`, readFileSync('models/seed/cnn.npz'));
      const { status, stderr } = run('cnn', 'predict', '--model', stem, infected);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: .*narrow\.npz does not fit .*narrow\.json/);
    });

    it.each([
      ['that is not there', 'no-such-cell.png', 'there is no file'],
      ['that is a folder', 'models', 'is a folder'],
      ['that is no image', 'README.md', 'cannot be read as an image'],
    ])('say in plain words what is wrong with an image %s', (_, image, words) => {
      for (const args of [
        ['cnn', 'predict', image],
        ['pipeline', '--image', image],
      ] as const) {
        const { status, stderr } = run(args[0], ...args.slice(1));
        expect(status).toBe(1);
        expect(stderr).toMatch(/^error: /);
        expect(stderr).toContain(words);
        expect(stderr).not.toContain('Traceback');
      }
    });

    it.skipIf(!existsSync(nih))(
      'ship weights that work on the research crops (skipped where they are absent)',
      () => {
        const some = (label: string) =>
      readdirSync(path.join(nih, label)).filter((_, i) => i % 100 === 0).map((file) => path.join(nih, label, file)); // prettier-ignore
        const files = [...some('parasitized'), ...some('uninfected')];
        const { stdout } = run('cnn', 'predict', '--json', ...files);
        const answers = JSON.parse(stdout) as { file: string; class: string }[];
        expect(answers).toHaveLength(files.length);
        const right = answers.filter((answer) => path.basename(path.dirname(answer.file)) === answer.class);
        // Mostly cells it was trained on: this shows that the right weights were shipped, not how good they are.
        expect(right.length / answers.length).toBeGreaterThan(0.9);
      },
    );
  },
);
