import { readFile } from 'node:fs/promises';
import { InputError } from '../../base/errors.js';
import type { LabelledFolder } from '../folder.js';
import { meaningOf } from '../labels.js';
import type { FieldTruth, LabelledField, Problem, TruthBox } from '../truth.js';
import { labelUses, otherLabelsNote } from './label-uses.js';

const defaultClasses = ['white cell', 'red cell', 'platelet'];

/** Label files: *.txt below a folder named labels. */
export function yoloLabelFiles(folder: LabelledFolder): string[] {
  return folder.files.filter(
    (file) => /(^|\/)labels\/(.*\/)?[^/]+\.txt$/i.test(file) && !/(^|\/)classes\.txt$/i.test(file),
  );
}

/**
 * Whole fields with YOLO labels: labels/NAME.txt beside images/NAME.jpg, each line `class x y width height` with the middle and
 * the size as fractions of the frame (Ultralytics' format). Class names come from classes.txt or data.yaml; without them
 * 0 is a white cell, 1 a red cell, 2 a platelet.
 */
export async function readYolo(folder: LabelledFolder): Promise<FieldTruth> {
  const { names, from } = await classNames(folder);
  const problems: Problem[] = [];
  const fields: LabelledField[] = [];
  const labelled = new Set<string>();
  const imageByStem = new Map(
    folder.images.map((image) => [image.toLowerCase().replace(/\.\w+$/, ''), image]),
  );
  for (const labelFile of yoloLabelFiles(folder)) {
    const stem = labelFile.replace(/(^|\/)labels\//i, '$1images/').replace(/\.txt$/i, '');
    const image = imageByStem.get(stem.toLowerCase());
    if (image === undefined) {
      problems.push({ file: labelFile, message: 'has no image of the same name' });
      continue;
    }
    labelled.add(image);
    const boxes: TruthBox[] = [];
    const lines = (await readFile(folder.at(labelFile), 'utf8')).replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    lines.forEach((line, i) => {
      if (line.trim() === '') return;
      const box = boxIn(line, names);
      if (box === undefined)
        problems.push({
          file: labelFile,
          message: `line ${i + 1} is not "class x y width height" in fractions of the frame`,
        });
      else boxes.push(box);
    });
    fields.push({ file: image, path: folder.at(image), unit: 'fraction', boxes, marks: [], complete: true });
  }
  if (fields.length === 0) {
    throw new InputError(
      'nothing-labelled',
      `${folder.path}: no label file belongs to an image`,
      'Put NAME.txt into labels/ and NAME.jpg into images/.',
    );
  }
  fields.sort((a, b) => (a.file < b.file ? -1 : 1));
  const labels = labelUses(fields.flatMap((field) => field.boxes));
  return {
    of: 'fields',
    layout: 'yolo',
    recognisedBy: 'whole fields with YOLO boxes, by labels/*.txt',
    truthIs: 'boxes',
    notes: [
      `Class names: ${names.map((name, i) => `${i} ${name}`).join(', ')} (${from}).`,
      ...folder.unlabelledNote(labelled),
      ...otherLabelsNote(labels),
    ],
    problems,
    labels,
    fields,
  };
}

function boxIn(line: string, names: readonly string[]): TruthBox | undefined {
  const parts = line.trim().split(/\s+/);
  const numbers = parts.map(Number);
  if (parts.length !== 5 || !numbers.every(Number.isFinite)) return undefined;
  const [index, x, y, width, height] = numbers;
  if (!Number.isInteger(index) || index < 0 || !(width > 0) || !(height > 0)) return undefined;
  if ([x, y, width, height].some((value) => value < 0 || value > 1.01)) return undefined;
  const label = names[index] ?? `class ${index}`;
  return { label, ...meaningOf(label), box: { x: x - width / 2, y: y - height / 2, width, height } };
}

async function classNames(folder: LabelledFolder): Promise<{ names: string[]; from: string }> {
  const list =
    folder.topFile('classes.txt') ?? folder.topFile('labels/classes.txt') ?? folder.topFile('obj.names');
  if (list !== undefined) {
    const names = (await readFile(folder.at(list), 'utf8')).split(/\r\n|\n|\r/).map((name) => name.trim());
    while (names.at(-1) === '') names.pop();
    if (names.length > 0) return { names, from: list };
  }
  const yaml = folder.topFile('data.yaml') ?? folder.topFile('data.yml') ?? folder.topFile('dataset.yaml');
  if (yaml !== undefined) {
    const names = namesInYaml(await readFile(folder.at(yaml), 'utf8'));
    if (names.length > 0) return { names, from: yaml };
  }
  return { names: [...defaultClasses], from: 'the default, for want of classes.txt or data.yaml' };
}

/** The `names` key of an Ultralytics data.yaml: `[a, b]`, `- a` lines or `0: a` lines. */
export function namesInYaml(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const start = lines.findIndex((line) => /^names\s*:/.test(line));
  if (start < 0) return [];
  const bare = (name: string): string =>
    name
      .replace(/\s+#.*$/, '')
      .trim()
      .replace(/^(['"])(.*)\1$/, '$2');
  const inline = /^names\s*:\s*\[(.*)$/.exec(lines[start]);
  if (inline) {
    const rest = [inline[1], ...lines.slice(start + 1)].join(' ');
    return rest.slice(0, rest.indexOf(']')).split(',').map(bare).filter((name) => name !== ''); // prettier-ignore
  }
  const names: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const listed = /^\s*-\s*(.+)$/.exec(line);
    const keyed = /^\s+(\d+)\s*:\s*(.+)$/.exec(line);
    if (listed) names.push(bare(listed[1]));
    else if (keyed) names[Number(keyed[1])] = bare(keyed[2]);
    else if (line.trim() !== '' && !line.trim().startsWith('#')) break;
  }
  return Array.from(names, (name: string | undefined, i) => name ?? `class ${i}`);
}
