import { Command, Option } from 'commander';
import { UsageError } from '../base/errors.js';
import { defaultModel, loadModel, readModel } from '../classify/load-model.js';
import { evaluateFolder } from '../evaluate/evaluate-folder.js';
import { evaluationTable } from '../evaluate/table.js';
import { duration } from '../report/duration.js';
import { exitCodes } from './exit-codes.js';
import { numberBetween, wholeNumberBetween } from './options.js';
import { Progress } from './progress.js';
import { refuseOptions, runTruthTable } from './truth-table-run.js';

/** A score, or a threshold that the manifest names. */
type Threshold = number | 'operating' | 'balanced';

interface EvaluateCommandOptions {
  out?: string;
  json?: true;
  quiet?: true;
  model: string;
  fold?: string;
  includeTrained?: true;
  limit?: number;
  threshold?: Threshold[];
  umPerPx?: number;
  overlays?: number;
  table?: true;
  scores?: string;
  blocks?: string;
  kinds?: string;
  html?: string;
  gallery?: string;
  tiles?: number;
}

const ofFolder = ['out', 'fold', 'includeTrained', 'limit', 'umPerPx', 'overlays'] as const;
const ofTable = ['scores', 'blocks', 'kinds', 'html', 'gallery', 'tiles'] as const;

/** `ringform evaluate FOLDER`: figures with intervals from labelled cells or fields. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure the classifier and the segmentation on labelled images')
    .description(
      'Measures accuracy, sensitivity, specificity and AUC on labelled cells; precision, recall, F1, count error and false\n' +
        'positives on labelled fields. The layout of the folder is recognised by itself. With --table: one table of what a model finds\n' +
        'and what it calls falsely, over all sets.',
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
    .option(
      '--threshold <score>',
      "instead of the model's operating threshold: a score, or operating or balanced; with --table as often as wanted",
      addThreshold,
    )
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
    .option(
      '--table',
      'the slide-level truth of the model on all sets of research images in the folder: see below',
    )
    .option(
      '--scores <file>',
      'with --table: per-fold predictions; default: out-of-fold.csv beside the manifest',
    )
    .option(
      '--blocks <file>',
      'with --table: images trained on, by set; default: blocks.json beside the manifest',
    )
    .option('--html <file>', 'with --table: write a page with the tables and pictures of the failures')
    .option('--gallery <folder>', 'with --table: write contact sheets of the failures (PNG) and failures.csv')
    .option(
      '--tiles <number>',
      'with --html or --gallery: pictures of at most so many failures per set and kind; default: 25',
      wholeNumberBetween(1, 10_000),
    )
    .option(
      '--kinds <file>',
      'with --table: failures named by eye; default: gallery/kinds.csv beside the manifest',
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
Cells and boxes that touch the border are left out of both sides.

--table takes the folder that holds nih-cells, falciparum-elsewhere, vivax-fields, nih-fields, normal-blood and
abnormal-blood. What is found, by stage and laboratory, stands above the false positives/µL at the same threshold, each beside
its goal. Figures on held-out patients come from the per-fold predictions; the fold that the weights never saw is scored again,
and the output says when the two do not agree. JSON shape: ringform schema truth-table.`,
    )
    .action(evaluate);
}

/** Collects what --threshold is given: the option may stand several times. */
function addThreshold(text: string, before: readonly Threshold[] | undefined): Threshold[] {
  const named = text === 'operating' || text === 'balanced' ? text : undefined;
  return [...(before ?? []), named ?? numberBetween(0, 1)(text)];
}

/** The single threshold of a folder's figures, as a score. */
async function singleThreshold(options: EvaluateCommandOptions): Promise<number | undefined> {
  const [first, ...more] = options.threshold ?? [];
  if (more.length > 0)
    throw new UsageError(
      'thresholds-need-table',
      'several thresholds are for --table',
      'Name one threshold, or add --table.',
    );
  if (typeof first !== 'string') return first;
  const { manifest } = await readModel(options.model);
  return manifest[first].value;
}

async function evaluate(folder: string, options: EvaluateCommandOptions): Promise<void> {
  if (options.table) {
    refuseOptions(options, ofFolder, 'without effect with --table');
    await runTruthTable(folder, options);
    return;
  }
  refuseOptions(options, ofTable, 'for --table only');
  const threshold = await singleThreshold(options);
  const progress = options.quiet ? undefined : new Progress();
  const classifier = await loadModel(options.model);
  try {
    const evaluation = await evaluateFolder(folder, {
      classifier,
      ...(options.fold !== undefined && { fold: options.fold }),
      ...(options.includeTrained && { includeTrained: true }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(threshold !== undefined && { threshold }),
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
