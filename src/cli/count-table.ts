import { grouped } from '../counting/rounding.js';
import { adviceOf } from '../report/advice.js';
import type { CountDocument } from '../report/count-document.js';
import { textTable } from './text-table.js';

/** The counted slide for a terminal: a line a field, then the result in words and the report's path. */
export function countTable({ fields, unreadable, result, model, slide }: CountDocument): string {
  const rows = fields.map((field) => {
    const advice = adviceOf(field.quality.findings);
    if (field.seenBefore > 0) advice.push(`${Math.round(field.seenBefore * 100)} % seen before`);
    const others = field.cells.filter(({ kind }) => kind !== 'red').length;
    return [
      shortened(field.file, 44),
      field.accepted ? 'counted' : 'left out',
      grouped(field.redCells),
      grouped(field.infected),
      grouped(others),
      field.cellDiameter > 0 ? field.cellDiameter.toFixed(0) : '–',
      advice.join('; ') || 'good',
    ];
  });
  const broken = unreadable.map(({ file, message }) => [
    shortened(file, 44),
    'not readable',
    '',
    '',
    '',
    '',
    message,
  ]);
  const head = ['field', '', 'red cells', 'called infected', 'other objects', 'cell px', 'quality'];
  const lines = [
    textTable(head, [...rows, ...broken], '<<>>>><'),
    '',
    ...result.wording,
    '',
    `Classifier: ${model.name} (${model.sha256.slice(0, 12)})`,
    ...(slide.report === null ? [] : [`Report:     ${slide.report}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The end of a long name tells more than its beginning. */
function shortened(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(1 - length)}`;
}
