import path from 'node:path';
import { Command, Option } from 'commander';
import { UsageError } from '../base/errors.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import { slideFolder } from '../report/slide-folder.js';
import { keepCuts } from '../review/kept-cuts.js';
import { reviewSheet, type ReviewSheet } from '../review/review-sheet.js';
import { sheetCsv } from '../review/sheet-csv.js';
import { sheetPage } from '../review/sheet-page.js';
import { reviewerName } from '../review/reviewer-name.js';
import { takeReviews } from '../review/take-reviews.js';
import { NodeDisk } from '../store/node-disk.js';
import type { StoredSlide } from '../store/slide-store.js';
import { writeDurably } from '../store/write-durably.js';
import { withDataOptions, type ConfigOptions } from './config-command.js';
import { wholeNumberBetween } from './options.js';
import { printable } from './printable.js';
import { theSlide } from './report-command.js';
import { reviewTable } from './review-table.js';
import { withStoredData, type StoredData } from './stored-data.js';

interface ReviewOptions extends ConfigOptions {
  readonly cells: number;
  readonly blind?: true;
  readonly to?: string;
  readonly by?: string;
  readonly take?: string;
}

/** `ringform review SLIDE`: the cells worth a look, a sheet to label them on, and the filled sheet back. */
export function reviewCommand(): Command {
  return withDataOptions(new Command('review'))
    .summary('look at the cells that matter of a slide, label them, take the labels in')
    .description(
      'Lists the cells of a slide that are most worth a look and writes them as a page with pictures and a CSV file to be filled in.\n' +
        'With --take the filled file is read back: all of it or nothing. What the device said of a cell and of the slide stays.',
    )
    .argument('<slide>', 'its label, its id, or the first digits of its id')
    .option('--cells <number>', 'so many cells at most', wholeNumberBetween(1, 10_000), 60)
    .option('--blind', 'nothing of what the device said, in an order that does not tell it either')
    .option('--by <name>', 'who labels: needed with --take; a sheet then leaves out what they have labelled')
    .option('--to <folder>', "write the sheet there; default: the slide's folder in the data folder")
    .addOption(
      new Option('--take <file>', 'take a filled sheet (CSV) into the store').conflicts(['blind', 'to']),
    )
    .addHelpText(
      'after',
      `
Examples:
  ringform review 0007 --by Amina --blind          a sheet of 60 cells of slide 0007 for Amina
  ringform review 0007 --by Amina --take filled.csv
  ringform review 0007 -o copy-of-data --cells 200 --to sheet

Labels: parasitized, uninfected, not-a-red-cell, unsure; a line without a label counts as not looked at. A later label by the
same person stands in place of the earlier one, which is kept too. Safe while the device runs.`,
    )
    .action((wanted: string, options: ReviewOptions) =>
      withStoredData(options, async (data) => {
        const slide = await theSlide(data.store, wanted);
        if (options.take === undefined) await write(data, slide, options);
        else await take(data, slide, options.take, options.by);
      }),
    );
}

async function write(
  { store, disk, root }: StoredData,
  slide: StoredSlide,
  { cells, blind, by, to }: ReviewOptions,
): Promise<void> {
  const reviewer = by === undefined ? undefined : nameOf(by);
  const sheet = await reviewSheet(store, disk, slide, {
    cells,
    blind: blind === true,
    ...(reviewer !== undefined && { reviewer }),
  });
  if (sheet.cells.length === 0) {
    process.stdout.write(nothingToShow(sheet, reviewer));
    return;
  }
  const folder =
    to === undefined ? path.join(root, slideFolder(slide.label, slide.id), 'review') : path.resolve(to);
  const target = new NodeDisk(folder);
  const name = `review-${slide.id.slice(0, 8)}`;
  await writeDurably(target, `${name}.html`, Buffer.from(sheetPage(sheet, `${name}-filled.csv`)));
  await writeDurably(target, `${name}.csv`, Buffer.from(sheetCsv(sheet)));
  process.stdout.write(reviewTable(sheet, await store.reviews(slide.id)));
  const blank = sheet.cells.filter(({ picture }) => picture.from === 'nothing').length;
  if (blank > 0)
    process.stdout.write(
      `\n${blank} of these cells ${blank === 1 ? 'has' : 'have'} no picture: their frames were not kept or gave way (storage.keepFramesMiB).\n`,
    );
  process.stdout.write(`\n${path.join(folder, `${name}.html`)}\n${path.join(folder, `${name}.csv`)}\n`);
}

function nothingToShow({ slide, left }: ReviewSheet, reviewer: string | undefined): string {
  const who = reviewer === undefined || left > 0 ? '' : ` that ${printable(reviewer)} has not labelled`;
  return `Slide ${printable(slide.label)} has no cells with a score${who}.\n`;
}

async function take(
  { store, disk }: StoredData,
  slide: StoredSlide,
  file: string,
  by: string | undefined,
): Promise<void> {
  if (by === undefined)
    throw new UsageError('reviewer-missing', 'Nobody is named who labelled these cells.', 'Add --by NAME.');
  const at = new SystemClock({ trust: systemClockTrust() }).moment();
  const taken = await takeReviews(store, slide, file, { reviewer: nameOf(by), at });
  const parts = [
    `${taken.added} labels of ${printable(taken.reviewer)} taken for slide ${printable(slide.label)}`,
    ...(taken.changed > 0 ? [`${taken.changed} of them in place of another one of theirs`] : []),
    ...(taken.repeated > 0 ? [`${taken.repeated} were known`] : []),
    ...(taken.empty > 0 ? [`${taken.empty} left without a label`] : []),
  ];
  process.stdout.write(`${parts.join('; ')}.\n`);
  // After the labels: whatever becomes of the pictures, they are in the store.
  const { without } = await keepCuts(store, disk, slide);
  if (without > 0)
    process.stdout.write(
      `${without} labelled cells cannot be cut out for training: their frames were not kept or gave way (storage.keepFramesMiB).\n`,
    );
}

function nameOf(text: string): string {
  const name = reviewerName(text);
  if (name === '')
    throw new UsageError('reviewer-missing', '--by names nobody.', 'Name who labelled the cells.');
  return name;
}
