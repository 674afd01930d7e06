import { Command, Option } from 'commander';
import { RenderedMicroscope } from '../capture/rendered-microscope.js';
import { defaultModel } from '../classify/load-model.js';
import { percent, grouped } from '../counting/rounding.js';
import { stoppingPolicy } from '../counting/stopping.js';
import { countTable } from './count-table.js';
import { runCount } from './count-run.js';
import { exitCodes } from './exit-codes.js';
import { numberBetween, wholeNumberBetween } from './options.js';
import { Progress } from './progress.js';

interface DemoOptions {
  out: string;
  parasitaemia: number;
  fields: number;
  seed: number;
  model: string;
  keepFrames?: number;
}

/** `ringform demo`: a rendered slide counted as a real one is, bad fields among the good. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('count a rendered slide live: no microscope needed')
    .description(
      'Puts a rendered slide under a rendered microscope, whose operator sometimes loses the focus or comes back to a field,\n' +
        'and counts it until the result is precise enough, as on a real slide. Ends with the path of the report.',
    )
    .option('-o, --out <folder>', 'where store, pictures and report go', 'ringform-data')
    .option('-p, --parasitaemia <percent>', 'infected red cells, in percent', numberBetween(0, 100), 4)
    .option('-n, --fields <number>', 'fields to look at, at most', wholeNumberBetween(1, 10_000), 30)
    .option('-s, --seed <number>', 'the same seed is the same slide', wholeNumberBetween(0, 2 ** 31 - 1), 1)
    .option(
      '--keep-frames <MiB>',
      'keep the raw frames too, at most so much of them; the oldest go first, results never',
      numberBetween(1, 1e7),
    )
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const microscope = new RenderedMicroscope({
    slide: { seed: options.seed, parasitaemia: options.parasitaemia / 100 },
    fields: options.fields,
    faults: { defocused: 0.08, empty: 0.04, overexposed: 0.04, repeated: 0.06 },
  });
  process.stderr.write(
    `Counting a rendered slide, up to ${options.fields} fields; rendering takes most of the time.\n`,
  );
  try {
    const { document, interrupted } = await runCount({
      source: microscope,
      model: options.model,
      out: options.out,
      keepFrames: options.keepFrames,
      progress: new Progress(),
      settings: (model) => ({
        label: `rendered-${options.seed}`,
        stopping: stoppingPolicy(model.falsePositiveRate),
      }),
    });
    process.stdout.write(countTable(document));
    process.stdout.write(`${truthLine(microscope, document.fields)}\n`);
    if (interrupted) process.exitCode = exitCodes.interrupted;
  } finally {
    await microscope.close();
  }
}

/** What the renderer put into the fields that were counted: the one thing a real slide never tells. */
function truthLine(
  microscope: RenderedMicroscope,
  fields: readonly { file: string; accepted: boolean }[],
): string {
  // By identity: a field that comes back shows the same cells again, and they are counted once.
  const cells = new Map<number, boolean>();
  for (const { file, accepted } of fields) {
    if (!accepted) continue;
    for (const { id, kind, touchesBorder, infected } of microscope.truthOf(file).objects) {
      if (kind === 'red' && !touchesBorder) cells.set(id, infected);
    }
  }
  const redCells = cells.size;
  const infected = [...cells.values()].filter(Boolean).length;
  if (redCells === 0) return 'Truth:      no field was counted';
  return `Truth:      ${grouped(infected)} of ${grouped(redCells)} whole red cells in these fields are infected (${percent(infected / redCells, 'nearest')})`;
}
