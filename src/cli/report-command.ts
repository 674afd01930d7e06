import { statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../base/errors.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import { toCountDocument, type CountDocument } from '../report/count-document.js';
import { dateWords } from '../report/date-words.js';
import { findSlide } from '../report/find-slide.js';
import { slideFolder } from '../report/slide-folder.js';
import { storedPage } from '../report/stored-page.js';
import { storedPictures } from '../report/stored-pictures.js';
import { readSlide, type SlideFromStore } from '../report/stored-slide.js';
import { NodeDisk } from '../store/node-disk.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';
import { writeDurably } from '../store/write-durably.js';
import { withDataOptions, type ConfigOptions } from './config-command.js';
import { withStoredData, type StoredData } from './stored-data.js';
import { printable } from './printable.js';
import { version } from './version.js';

interface ReportOptions extends ConfigOptions {
  readonly html?: string;
  readonly json?: true;
}

/** `ringform report LABEL|ID`: one slide's page, from the store alone. */
export function reportCommand(): Command {
  return withDataOptions(new Command('report'))
    .summary('write the page of one slide that was counted: result, pictures, fields')
    .description(
      'Writes the page of a slide from what is kept of it, into its folder beside the store; it stands alone and can be mailed.\n' +
        'Safe while the device runs. A slide that is not finished gets a page that says so.',
    )
    .argument('<slide>', 'its label, its id, or the first digits of its id')
    .option('--html <file>', 'write the page there instead')
    .option(
      '--json',
      'print the slide as one JSON document instead (shape: ringform schema count); no page without --html',
    )
    .addHelpText(
      'after',
      `
Examples:
  ringform report 0007                             page of slide 0007, where the configuration says the data is
  ringform report 0007 -o ringform-data --html 7.html
  ringform report 5f0e9312 --json > 7.json         by id, for another program`,
    )
    .action((wanted: string, options: ReportOptions) =>
      withStoredData(options, (data) => report(data, wanted, options)),
    );
}

async function report(data: StoredData, wanted: string, { html, json }: ReportOptions): Promise<void> {
  // A page is put in place by renaming: a folder or a device would be in its way, or be replaced.
  if (html !== undefined && statSync(html, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError('html-not-a-file', `${html} is no file.`, 'Name a file to write with --html.');
  const slide = await theSlide(data.store, wanted);
  const from = await readSlide(data.store, slide);
  const file = html ?? (json ? undefined : path.join(slideFolder(slide.label, slide.id), 'report.html'));
  // Checked first: a page must not be left behind by a command that fails.
  const document = json && documentOf(from, null);
  const written =
    file === undefined
      ? null
      : await writePage(data, from, path.resolve(html === undefined ? data.root : '.', file));
  if (document) {
    const told = { ...document, slide: { ...document.slide, report: written } };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } else process.stdout.write(`${written ?? ''}\n`);
}

/** Writes a slide's page into its folder beside the store; gives its path. */
export async function writeReport(data: StoredData, slide: StoredSlide): Promise<string> {
  const file = path.join(data.root, slideFolder(slide.label, slide.id), 'report.html');
  return writePage(data, await readSlide(data.store, slide), file);
}

async function writePage({ disk }: StoredData, from: SlideFromStore, file: string): Promise<string> {
  const pictures = await storedPictures(disk, from);
  for (const { path: lost, error } of pictures.lost)
    process.stderr.write(`ringform: the page goes without ${lost}: ${error.message}\n`);
  const clock = new SystemClock({ trust: systemClockTrust() });
  const page = storedPage(from, pictures, clock.moment());
  await writeDurably(new NodeDisk(path.dirname(file)), path.basename(file), Buffer.from(page));
  return file;
}

function documentOf(from: SlideFromStore, written: string | null): CountDocument {
  const { slide, fields, unreadable, result, model } = from;
  if (!result) {
    throw new UsageError(
      'still-counting',
      `Slide ${printable(slide.label)} is not finished, and the rates it would be judged by were not kept with it.`,
      'Ask again when it is finished; the page can be made now, without --json.',
    );
  }
  const { id: slideId, label } = slide;
  return toCountDocument({ version, slideId, label, report: written, fields, unreadable, result, model });
}

/** The slide that a label, an id or its start means. @throws UsageError slide-ambiguous, no-such-slide. */
export async function theSlide(store: SlideStore, wanted: string): Promise<StoredSlide> {
  const found = await findSlide(store, wanted);
  switch (found.kind) {
    case 'found':
      return found.slide;
    case 'ambiguous': {
      const anchors = await store.anchors();
      const list = found.slides.map(
        (slide) => `${slide.id} (${printable(slide.label)}, ${dateWords(slide, anchors)})`,
      );
      throw new UsageError(
        'slide-ambiguous',
        `${list.length} slides fit ${printable(wanted)}.`,
        `Name one by its id:\n    ${list.join('\n    ')}`,
      );
    }
    case 'unknown':
      throw new UsageError(
        'no-such-slide',
        `There is no slide ${printable(wanted)}.`,
        found.nearest === undefined
          ? 'List them with: ringform slides.'
          : `Did you mean ${printable(found.nearest)}? List them with: ringform slides.`,
      );
  }
}
