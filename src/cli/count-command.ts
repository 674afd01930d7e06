import path from 'node:path';
import { Command, Option } from 'commander';
import { InputError } from '../base/errors.js';
import { FolderFrames } from '../capture/folder-frames.js';
import { defaultModel } from '../classify/load-model.js';
import { stoppingPolicy } from '../counting/stopping.js';
import { countTable } from './count-table.js';
import { runCount } from './count-run.js';
import { exitCodes } from './exit-codes.js';
import { numberBetween, wholeNumberBetween } from './options.js';
import { Progress } from './progress.js';

interface CountOptions {
  out: string;
  label?: string;
  json?: true;
  quiet?: true;
  recursive?: true;
  model: string;
  keepFrames?: number;
  umPerPx?: number;
  redCells?: number;
  stop?: true;
  precision?: number;
  cellLimit?: number;
}

/** `ringform count FILES|FOLDER`: all given images are the fields of one slide. */
export function countCommand(): Command {
  return new Command('count')
    .summary('count the red cells and parasites of one slide from image files')
    .description(
      'Counts one slide. Every image given, or found in a folder given, is one field of it (JPEG, PNG, TIFF, WebP).\n' +
        'Fields that are out of focus, badly lit, empty or too crowded are shown and left out; a field that comes twice is counted once.',
    )
    .argument('<paths...>', 'image files or folders of images')
    .option('-o, --out <folder>', 'where store, pictures and report go', 'ringform-data')
    .option(
      '-l, --label <text>',
      "the slide's label (never a patient's name); default: the folder's or first file's name",
    )
    .option(
      '--json',
      'print the result as one JSON document on standard output (shape: ringform schema count)',
    )
    .option('-q, --quiet', 'no progress')
    .option('-r, --recursive', 'search folders inside folders too')
    .option(
      '--keep-frames <MiB>',
      'keep the raw frames too, at most so much of them; the oldest go first, results never',
      numberBetween(1, 1e7),
    )
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .option(
      '--um-per-px <number>',
      'magnification, µm per pixel; default: found from the cells',
      numberBetween(0.005, 2),
    )
    .option(
      '--red-cells <number>',
      "the patient's own red cells per µL; default: 5,000,000 assumed, and said so",
      numberBetween(1e5, 1e7),
    )
    .option(
      '--stop',
      'stop early once the count is precise enough or long enough, instead of counting every image',
    )
    .option(
      '--precision <share>',
      'with --stop: relative half-width that counting may leave (default 0.25)',
      numberBetween(0.02, 0.9),
    )
    .option(
      '--cell-limit <number>',
      'with --stop: red cells to stop at (default 5000)',
      wholeNumberBetween(100, 10_000_000),
    )
    .addHelpText(
      'after',
      `
Examples:
  ringform count slide-17/                    all images of a folder, report in ringform-data/
  ringform count a.jpg b.jpg --label 2026-17  two fields, with a label
  ringform count slide-17/ --json > 17.json   for another program

Reading the result: "positive" means that the 95 % interval lies above zero. "No parasites seen" always comes with the
density that the count can exclude: it is not "negative". "Unclear" means that cells were called infected, but no more
than the classifier's false alarms explain: have a microscopist look.`,
    )
    .action(count);
}

async function count(paths: string[], options: CountOptions): Promise<void> {
  const source = await FolderFrames.open(paths, { recursive: options.recursive ?? false });
  const wishes = {
    ...(options.precision !== undefined && { precision: options.precision }),
    ...(options.cellLimit !== undefined && { cellLimit: options.cellLimit }),
  };
  try {
    const { document, picturesLeftOut, interrupted } = await runCount({
      source,
      model: options.model,
      out: options.out,
      keepFrames: options.keepFrames,
      progress: options.quiet ? undefined : new Progress(),
      settings: (model) => ({
        label: options.label ?? path.parse(path.resolve(paths[0])).name,
        ...(options.umPerPx !== undefined && { micrometresPerPixel: options.umPerPx }),
        ...(options.redCells !== undefined && { redCellsPerMicrolitre: options.redCells }),
        ...(options.stop && { stopping: stoppingPolicy(model.falsePositiveRate, wishes) }),
      }),
    });
    if (options.json) process.stdout.write(`${JSON.stringify(document)}\n`);
    else process.stdout.write(countTable(document));
    for (const { file, message } of document.unreadable)
      process.stderr.write(`ringform: ${file}: ${message}\n`);
    if (picturesLeftOut > 0) {
      process.stderr.write(
        `ringform: ${picturesLeftOut} cell pictures were not kept: the disk has too little room left\n`,
      );
    }
    if (interrupted) process.exitCode = exitCodes.interrupted;
    else if (document.fields.length === 0) throw nothingReadable(document.unreadable);
    else if (document.result.redCells === 0) process.exitCode = exitCodes.nothingCounted;
    else if (document.unreadable.length > 0) process.exitCode = exitCodes.someFramesUnreadable;
  } finally {
    await source.close();
  }
}

function nothingReadable(
  unreadable: readonly { file: string; message: string; remedy: string }[],
): InputError {
  const remedy = unreadable[0]?.remedy ?? 'Give images of a blood film.';
  return new InputError('nothing-readable', 'none of the given images could be read', remedy);
}
