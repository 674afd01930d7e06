import path from 'node:path';
import { UsageError } from '../base/errors.js';
import { readModel, startModel } from '../classify/load-model.js';
import type { Manifest } from '../classify/manifest.js';
import { truthTable, type TruthTableOptions } from '../evaluate/truth-table/truth-table.js';
import { writeGallery } from '../evaluate/truth-table/write-gallery.js';
import { prepareOutput } from '../evaluate/write.js';
import { truthTablePage } from '../report/truth-table-page.js';
import { NodeDisk } from '../store/node-disk.js';
import { writeDurably } from '../store/write-durably.js';
import { exitCodes } from './exit-codes.js';
import { Progress } from './progress.js';
import { truthTableText } from './truth-table-text.js';

export interface TableCommandOptions {
  readonly model: string;
  readonly threshold?: readonly (number | 'operating' | 'balanced')[];
  readonly scores?: string;
  readonly blocks?: string;
  readonly kinds?: string;
  readonly html?: string;
  readonly gallery?: string;
  readonly tiles?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** `ringform evaluate FOLDER --table`. */
export async function runTruthTable(folder: string, options: TableCommandOptions): Promise<void> {
  // Before minutes of work, not after them.
  if (options.gallery !== undefined) await prepareOutput(options.gallery);
  if (options.html !== undefined) await prepareOutput(path.dirname(options.html));
  const model = await readModel(options.model);
  const beside = (name: string): string => path.join(path.dirname(options.model), name);
  const classifier = await startModel(model);
  const progress = new StagedProgress(options.quiet === true);
  try {
    const pictures = options.html !== undefined || options.gallery !== undefined;
    const result = await truthTable(folder, {
      classifier,
      manifest: model.manifest,
      thresholds: thresholdsOf(options.threshold ?? ['operating'], model.manifest),
      predictions: options.scores ?? beside('out-of-fold.csv'),
      blocks: options.blocks ?? beside('blocks.json'),
      kinds: options.kinds ?? beside('gallery/kinds.csv'),
      tiles: pictures ? (options.tiles ?? 25) : 0,
      onProgress: (set, { done, total, unit }) => progress.update(set, done, total, unit),
    });
    progress.end();
    if (options.gallery !== undefined) await writeGallery(options.gallery, result);
    if (options.html !== undefined) {
      const disk = new NodeDisk(path.dirname(options.html));
      await writeDurably(disk, path.basename(options.html), Buffer.from(await truthTablePage(result)));
    }
    const { table } = result;
    process.stdout.write(options.json ? `${JSON.stringify(table)}\n` : `${truthTableText(table)}\n`);
    if (options.json) {
      for (const warning of table.warnings) process.stderr.write(`ringform: ${warning}\n`);
    }
    for (const { file, message } of table.problems) process.stderr.write(`ringform: ${file}: ${message}\n`);
    if (table.problems.length > 0) process.exitCode = exitCodes.someFramesUnreadable;
  } finally {
    progress.end();
    await classifier.close();
  }
}

function thresholdsOf(
  asked: readonly (number | 'operating' | 'balanced')[],
  { operating, balanced }: Manifest,
): TruthTableOptions['thresholds'] {
  return asked.map((one) =>
    one === 'operating'
      ? { name: one, value: operating.value }
      : one === 'balanced'
        ? { name: one, value: balanced.value }
        : { name: 'given' as const, value: one },
  );
}

/** Refuses options of the other mode, which would be without effect. */
export function refuseOptions<T extends object>(
  given: T,
  names: readonly (keyof T & string)[],
  why: string,
): void {
  const strange = names.filter((name) => given[name] !== undefined);
  if (strange.length === 0) return;
  const flags = strange.map(
    (name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  throw new UsageError('option-without-effect', `${flags.join(', ')}: ${why}`, 'Leave it away.');
}

/** A progress line whose rate and time left are those of the set in work. */
class StagedProgress {
  private stage = '';
  private progress: Progress | undefined;

  constructor(private readonly quiet: boolean) {}

  update(set: string, done: number, total: number, unit: string): void {
    if (this.quiet) return;
    if (this.stage !== set || done === 0) {
      this.progress?.end();
      this.progress = new Progress();
      this.stage = set;
    }
    this.progress?.update(done, total, unit, set);
  }

  end(): void {
    this.progress?.end();
  }
}
