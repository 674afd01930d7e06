import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../base/errors.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import type { DeviceName } from '../review/provenance.js';
import { writeTrainingSet, type WrittenTrainingSet } from '../review/training-set.js';
import { NodeDisk } from '../store/node-disk.js';
import { exitCodes } from './exit-codes.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { withStoredData, type StoredData } from './stored-data.js';
import { version } from './version.js';

interface TrainingSetOptions extends ConfigOptions {
  readonly since?: number;
}

/** `ringform training-set FOLDER`: the reviewed cells in the layout that the training code reads. */
export function trainingSetCommand(): Command {
  return withDataOptions(new Command('training-set'))
    .summary('write the cells that reviewers labelled as a training set')
    .description(
      'Writes the reviewed cells of all slides, cut out on black, with manifest.csv as models/prepare.mjs and\n' +
        'ringform evaluate read it. Cells whose reviewers disagree or are unsure are left out, and counted.',
    )
    .argument('<folder>', 'an empty folder, or one to be made')
    .option(
      '--since <date>',
      'only cells last labelled on this day (UTC, such as 2026-11-01) or later; those whose time is not known are left out',
      dayStart,
    )
    .addHelpText(
      'after',
      `
Examples:
  ringform training-set reviewed                   everything that was labelled, where the configuration says the data is
  ringform training-set november -o copy-of-data --since 2026-11-01
  node models/prepare.mjs --data reviewed --out models/cache-reviewed

Cells are cut from the kept frames, else as they were cut when their labels were taken in. Patients are pseudonyms of slides, the same in
every export; slide labels and notes stay behind, names of reviewers are in provenance.json.`,
    )
    .action((folder: string, options: TrainingSetOptions) =>
      withStoredData(options, (data) => write(data, path.resolve(folder), options)),
    );
}

async function write(
  { store, disk }: StoredData,
  folder: string,
  options: TrainingSetOptions,
): Promise<void> {
  const target = new NodeDisk(folder);
  if ((await target.list('')).length > 0)
    throw new UsageError(
      'folder-not-empty',
      `${folder} is not empty.`,
      'Name a folder that is not there yet.',
    );
  const device = deviceOf(options);
  const written = await writeTrainingSet(
    { store, disk, target },
    {
      version,
      now: new SystemClock({ trust: systemClockTrust() }).moment(),
      ...(device !== undefined && { device }),
      ...(options.since !== undefined && { sinceMs: options.since }),
    },
  );
  process.stdout.write(summary(written, folder));
  if (written.provenance.cells.length === 0) process.exitCode = exitCodes.nothingCounted;
}

/** The device by the configuration; unknown of a copy of the data whose configuration is elsewhere. */
function deviceOf(options: TrainingSetOptions): DeviceName | undefined {
  if (options.out !== undefined && options.config === undefined && options.set === undefined)
    return undefined;
  const { name, site } = configByOptions(options).config.device;
  return { name, site: site ?? null };
}

function summary({ cells, slides, leftOut }: WrittenTrainingSet, folder: string): string {
  const total = cells.parasitized + cells.uninfected + cells['not-a-red-cell'];
  const why = Object.entries(leftOut).map(([reason, count]) => `  ${reason}: ${count}`);
  const lines = [
    total === 0
      ? 'No reviewed cell could be written; nothing was.'
      : `${cells.parasitized} parasitized, ${cells.uninfected} uninfected and ${cells['not-a-red-cell']} that are no red cells, of ${slides} ${slides === 1 ? 'slide' : 'slides'}, in ${folder}`,
    ...(why.length > 0 ? ['Left out:', ...why] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Ms since 1970 of a day's beginning, UTC. */
function dayStart(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse makes 3 March of 31 February in some engines, and NaN in others.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('It must be a date such as 2026-11-01.');
  return ms;
}
