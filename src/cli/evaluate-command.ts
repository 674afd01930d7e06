import { Command, Option } from 'commander';
import { defaultModel, loadModel } from '../classify/load-model.js';
import { evaluateFolder } from '../evaluate/evaluate-folder.js';
import { evaluationTable } from '../evaluate/table.js';
import { duration } from '../report/duration.js';
import { exitCodes } from './exit-codes.js';
import { numberBetween, wholeNumberBetween } from './options.js';
import { Progress } from './progress.js';

interface EvaluateCommandOptions {
  out?: string;
  json?: true;
  quiet?: true;
  model: string;
  fold?: string;
  includeTrained?: true;
  limit?: number;
  threshold?: number;
  umPerPx?: number;
  overlays?: number;
}

/** `ringform evaluate FOLDER`: figures with intervals from labelled cells or fields. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure the classifier and the segmentation on labelled images')
    .description(
      'Measures accuracy, sensitivity, specificity and AUC on labelled cells; precision, recall, F1, count error and false\n' +
        'positives on labelled fields. The layout of the folder is recognised by itself.',
    )
    .argument('<folder>', 'folder of labelled images')
    .option('-o, --out <folder>', 'write evaluation.json, tables (CSV) and plots (SVG, PNG) there')
    .option(
      '--json',
      'print the figures as one JSON document on standard output (shape: ringform schema evaluate)',
    )
    .option('-q, --quiet', 'no progress')
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .option('--fold <name>', 'only cells of this fold, where manifest.csv has folds')
    .option(
      '--include-trained',
      'also cells of patients that the weights were fitted on: such figures flatter',
    )
    .option('--limit <number>', 'at most so many images, spread evenly', wholeNumberBetween(1, 10_000_000))
    .option('--threshold <score>', "operating threshold instead of the model's", numberBetween(0, 1))
    .option(
      '--um-per-px <number>',
      'magnification of whole fields; default: found from the cells',
      numberBetween(0.005, 2),
    )
    .option(
      '--overlays <number>',
      'with --out: draw so many of the worst fields',
      wholeNumberBetween(0, 10_000),
    )
    .addHelpText(
      'after',
      `
Layouts understood:
  cells cut out on black      manifest.csv (file, label, patient, field, fold), or Parasitized/ and Uninfected/ folders
                              with the patient in the file name, as the NIH archive comes
  cells with surroundings     manifest.csv (file, stage)
  fields with boxes           boxes.csv (image, label, x, y, width, height), fields.csv where only some cells are boxed
  fields with YOLO labels     images/ and labels/*.txt
  fields with marked cells    images/ and cells.csv (file, x, y, kind)

Cells of patients that the weights were trained on are left out wherever patients are known, and the output says so.
Cells and boxes that touch the border are left out of both sides.`,
    )
    .action(evaluate);
}

async function evaluate(folder: string, options: EvaluateCommandOptions): Promise<void> {
  const progress = options.quiet ? undefined : new Progress();
  const classifier = await loadModel(options.model);
  try {
    const evaluation = await evaluateFolder(folder, {
      classifier,
      ...(options.fold !== undefined && { fold: options.fold }),
      ...(options.includeTrained && { includeTrained: true }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.threshold !== undefined && { threshold: options.threshold }),
      ...(options.umPerPx !== undefined && { micrometresPerPixel: options.umPerPx }),
      ...(options.out !== undefined && { output: options.out }),
      ...(options.overlays !== undefined && { overlays: options.overlays }),
      onProgress: ({ done, total, unit, seconds }) => progress?.update(done, total, unit, duration(seconds)),
    });
    progress?.end();
    process.stdout.write(
      options.json ? `${JSON.stringify(evaluation)}\n` : `${evaluationTable(evaluation)}\n`,
    );
    for (const { file, message } of evaluation.problems)
      process.stderr.write(`ringform: ${file}: ${message}\n`);
    if (evaluation.problems.length > 0) process.exitCode = exitCodes.someFramesUnreadable;
  } finally {
    progress?.end();
    await classifier.close();
  }
}
