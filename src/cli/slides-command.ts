import { Command, Option } from 'commander';
import { toSlidesDocument } from '../report/slides-document.js';
import { slidesCsv } from '../report/slides-csv.js';
import { summaries, type SlideSummary } from '../report/slide-summary.js';
import type { SlideStore } from '../store/slide-store.js';
import { withDataOptions, type ConfigOptions } from './config-command.js';
import { wholeNumberBetween } from './options.js';
import { slidesTable } from './slides-table.js';
import { withStoredData } from './stored-data.js';
import { version } from './version.js';

/** Slides in the table unless told otherwise: what fits a screen. */
const IN_TABLE = 20;

interface SlidesOptions extends ConfigOptions {
  readonly limit?: number;
  readonly json?: true;
  readonly csv?: true;
}

/** `ringform slides`: what was counted, newest first. */
export function slidesCommand(): Command {
  return withDataOptions(new Command('slides'))
    .summary('list the slides that were counted, newest first')
    .description(
      'Lists the slides of a data folder, newest first in the order the device began them. A date stands only where a clock\n' +
        'that can be believed vouches for it. Safe while the device runs.',
    )
    .option(
      '--limit <number>',
      `so many slides at most (default: ${IN_TABLE} in the table, all with --json and --csv)`,
      wholeNumberBetween(1, 10_000_000),
    )
    .addOption(
      new Option('--json', 'print one JSON document (shape: ringform schema slides)').conflicts('csv'),
    )
    .option('--csv', 'print a table for a spreadsheet, a line a slide')
    .addHelpText(
      'after',
      `
Examples:
  ringform slides                                  the newest slides, where the configuration says the data is
  ringform slides -o ringform-data --limit 100
  ringform slides --csv > slides.csv               all slides, for a spreadsheet

"none seen" is not "negative": the interval says up to which share parasites can have been missed.`,
    )
    .action((options: SlidesOptions) => withStoredData(options, ({ store }) => list(store, options)));
}

async function list(store: SlideStore, { limit, json, csv }: SlidesOptions): Promise<void> {
  const whole = json === true || csv === true;
  const wanted = limit ?? (whole ? Infinity : IN_TABLE);
  const slides: SlideSummary[] = [];
  // One more than shown tells whether there are more.
  for await (const slide of summaries(store, wanted + 1)) slides.push(slide);
  const shown = slides.slice(0, wanted);
  if (csv) process.stdout.write(slidesCsv(shown));
  else if (json) process.stdout.write(`${JSON.stringify(toSlidesDocument(version, shown))}\n`);
  else if (shown.length === 0) process.stdout.write('No slides yet.\n');
  else process.stdout.write(slidesTable(shown));
  if (!whole && slides.length > wanted)
    process.stdout.write(`\nThe newest ${wanted}; there are more: --limit ${wanted * 5}.\n`);
}
