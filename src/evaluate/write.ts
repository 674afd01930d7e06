import { sharp } from '../capture/image-library.js';
import { NodeDisk } from '../store/node-disk.js';
import { writeDurably } from '../store/write-durably.js';
import { csvText as csv, type CsvValue as Value } from './csv-text.js';
import type { EvaluationDetails } from './details.js';
import type { EvaluateOptions } from './options.js';
import { drawWorstFields } from './overlay.js';
import { evaluationPlots } from './plots.js';
import type { Evaluation } from './schema.js';
import { evaluationTable } from './table.js';

/** Makes the output folder and proves that it takes files. Throws StorageError when it does not. */
export async function prepareOutput(folder: string): Promise<void> {
  const disk = new NodeDisk(folder);
  await disk.makeFolder('');
  const probe = `.ringform-${process.pid}.probe`;
  await disk.writeNew(probe, new Uint8Array(0));
  await disk.remove(probe);
}

/**
 * Writes evaluation.json, summary.txt, the tables (cells.csv and per-patient.csv, or per-image.csv and counted-cells.csv), the plots
 * as SVG and PNG, and overlays of the worst fields where asked for. Every file is written aside and renamed, so that an
 * earlier result is whole or replaced, never half. Throws StorageError when the disk refuses.
 */
export async function writeEvaluation(
  folder: string,
  evaluation: Evaluation,
  details: EvaluationDetails,
  options: EvaluateOptions,
): Promise<void> {
  const disk = new NodeDisk(folder);
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeDurably(disk, name, typeof content === 'string' ? Buffer.from(content) : content);
  await write('evaluation.json', `${JSON.stringify(evaluation, null, 2)}\n`);
  await write('summary.txt', `${evaluationTable(evaluation)}\n`);
  for (const [name, rows] of tables(evaluation, details)) await write(name, csv(rows));
  for (const [name, svg] of evaluationPlots(evaluation)) {
    await write(`${name}.svg`, svg);
    await write(`${name}.png`, await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer());
  }
  const worst = options.overlays ?? 0;
  if (worst === 0 || details.fields.length === 0) return;
  for await (const { name, png } of drawWorstFields(details.fields, worst, options)) {
    await write(`overlays/${name}`, png);
  }
}

function tables(evaluation: Evaluation, details: EvaluationDetails): [string, Value[][]][] {
  if (evaluation.cells) {
    const { threshold, perPatient } = evaluation.cells;
    const cells = details.cells.map((cell): Value[] => [
      cell.file, cell.patient, cell.field, cell.fold, cell.stage, cell.infected, cell.score, cell.score >= threshold,
    ]); // prettier-ignore
    return [
      [
        'cells.csv',
        [['file', 'patient', 'field', 'fold', 'stage', 'infected', 'score', 'called_infected'], ...cells],
      ],
      ['per-patient.csv', records(perPatient)],
    ];
  }
  const threshold = evaluation.falsePositives?.threshold;
  const counted = details.fields.flatMap(({ field, counted: cells }) =>
    cells.map((cell): Value[] => {
      const { x, y, width, height } = cell.box;
      const called =
        cell.score === undefined || threshold === undefined ? undefined : cell.score >= threshold;
      return [field.file, x, y, width, height, cell.state, cell.label, cell.uninfected, cell.score, called];
    }),
  );
  const head = [
    'file',
    'x',
    'y',
    'width',
    'height',
    'state',
    'label',
    'taken_as_uninfected',
    'score',
    'called_infected',
  ];
  return [
    ['per-image.csv', records(evaluation.segmentation?.perImage ?? [])],
    ['counted-cells.csv', [head, ...counted]],
  ];
}

function records(rows: readonly Readonly<Record<string, unknown>>[]): Value[][] {
  if (rows.length === 0) return [];
  const columns = Object.keys(rows[0]);
  const value = (of: unknown): Value => (Array.isArray(of) ? of.join(' ') : (of as Value));
  return [columns.map(snakeCase), ...rows.map((row) => columns.map((column) => value(row[column])))];
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
