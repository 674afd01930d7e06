import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../base/errors.js';
import { dataValueSet, type LeftOut } from '../export/dhis2.js';
import { readDhis2Settings } from '../export/dhis2-settings.js';
import { everyLine } from '../export/every-slide.js';
import { exported, FORMATS, type Format } from '../export/formats.js';
import type { SlideFilter, SlideLine } from '../registry/reading.js';
import type { Registry } from '../registry/registry.js';
import { fromSystem } from '../store/storage-error.js';
import { Progress } from './progress.js';
import { actor } from './supervise/acting.js';
import { withRegistry, withRegistryOptions, type RegistryOptions } from './supervise/registry-place.js';

interface ExportOptions extends RegistryOptions {
  readonly format: Format | 'dhis2';
  readonly to?: string;
  readonly site?: string;
  readonly device?: string;
  readonly from?: number;
  readonly until?: number;
  readonly status?: 'preliminary' | 'final';
  readonly dhis2?: string;
  readonly preliminary?: true;
}

/** `ringform export`: what the supervisor's store holds, for other systems. */
export function exportCommand(): Command {
  return withRegistryOptions(new Command('export'))
    .summary('pass results on: CSV, FHIR R4, DHIS2')
    .description(
      'Writes slides of the supervisor’s registry for a spreadsheet (csv), a record system (fhir: one bundle; fhir-ndjson: one resource\n' +
        'a line) or the national statistics (dhis2: cases tested and positive by month, unit, age band and sex).',
    )
    .addOption(
      new Option('-f, --format <format>', 'what to write')
        .choices([...Object.keys(FORMATS), 'dhis2'])
        .default('csv'),
    )
    .option('-t, --to <file>', 'where to (default: standard output)')
    .option('--site <site>', 'only of this site')
    .option('--device <id>', 'only of this device')
    .option('--from <date>', 'from this day on (UTC), such as 2026-03-01', day)
    .option('--until <date>', 'before this day (UTC)', day)
    .addOption(new Option('--status <status>', 'only these').choices(['preliminary', 'final']))
    .option('--dhis2 <file>', 'for dhis2: how it names sites and breakdowns (docs/export.md)')
    .option('--preliminary', 'for dhis2: count results that nobody has confirmed, too')
    .addHelpText(
      'after',
      `
Examples:
  ringform export --to slides.csv
  ringform export --format fhir --site kisumu --status final --to kisumu.json
  ringform export --format dhis2 --dhis2 names.yaml --from 2026-03-01 --until 2026-04-01 --to march.json

A date is only given where a trusted clock vouches for it; a slide without a result has no numbers. See docs/export.md.`,
    )
    .action(run);
}

async function run(options: ExportOptions): Promise<void> {
  if ((options.format === 'dhis2') !== (options.dhis2 !== undefined))
    throw new UsageError(
      'dhis2-settings',
      '--format dhis2 and --dhis2 FILE go together.',
      'Name the file that says how your DHIS2 calls sites and breakdowns; docs/export.md has an example.',
    );
  const { format, site, device, from, until, status } = options;
  const filter: SlideFilter = {
    ...(site !== undefined && { site }),
    ...(device !== undefined && { device }),
    ...(from !== undefined && { fromMs: from }),
    ...(until !== undefined && { toMs: until }),
    ...(status !== undefined && { status }),
  };
  await withRegistry(options, async (registry) => {
    const nowMs = Date.now();
    await registry.note({
      atMs: nowMs,
      who: actor(),
      what: 'export',
      on: 'slides',
      detail: { format, ...filter },
    });
    if (format === 'dhis2') await writeDhis2(registry, filter, options);
    else {
      const progress = new Progress();
      let slides = 0;
      await write(
        exported(registry, filter, format, nowMs, (done) =>
          progress.update((slides = done), undefined, 'slide', format),
        ),
        options.to,
      );
      progress.end();
      process.stderr.write(
        `${slides} ${slides === 1 ? 'slide' : 'slides'}${options.to === undefined ? '' : ` in ${options.to}`}\n`,
      );
    }
  });
}

async function writeDhis2(registry: Registry, filter: SlideFilter, options: ExportOptions): Promise<void> {
  const settings = { ...readDhis2Settings(options.dhis2 ?? ''), preliminary: options.preliminary === true };
  const lines: SlideLine[] = [];
  for await (const line of everyLine(registry, filter)) lines.push(line);
  const { set, leftOut, cases } = dataValueSet(lines, settings);
  await write([`${JSON.stringify(set, null, 1)}\n`], options.to);
  process.stderr.write(
    `${cases} of ${lines.length} slides are in ${set.dataValues.length} values.\n${leftOutWords(leftOut)}`,
  );
}

/** What is in no value, and why. */
function leftOutWords({ preliminary, undated, ageOrSexUnknown, noResult, siteUnknown }: LeftOut): string {
  const said: [number, string][] = [
    [noResult, 'without a result, unclear or unusable'],
    [preliminary, 'that nobody has confirmed (--preliminary counts them)'],
    [undated, 'that no trusted clock dated'],
    [ageOrSexUnknown, 'without age band or sex'],
    ...Object.entries(siteUnknown).map(([site, count]): [number, string] => [
      count,
      `of ${site}, which has no organisation unit in the file`,
    ]),
  ];
  return said
    .filter(([count]) => count > 0)
    .map(([count, why]) => `  left out: ${count} ${why}\n`)
    .join('');
}

/** A file appears whole or not at all. */
async function write(
  pieces: Iterable<string> | AsyncIterable<string>,
  to: string | undefined,
): Promise<void> {
  if (to === undefined) {
    for await (const piece of pieces) process.stdout.write(piece);
    return;
  }
  const part = `${to}.part`;
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), createWriteStream(part));
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw fromSystem(error, `Writing ${to}`);
  }
}

function day(text: string): number {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(ms))
    throw new InvalidArgumentError('It must be a day such as 2026-03-01.');
  return ms;
}
