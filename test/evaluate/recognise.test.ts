import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { infectionOf, meaningOf, patientInName } from '../../src/evaluate/labels.js';
import { namesInYaml } from '../../src/evaluate/layouts/yolo.js';
import { knownLayouts, recognise } from '../../src/evaluate/recognise.js';
import type { CellTruth, FieldTruth } from '../../src/evaluate/truth.js';
import { discs, folderOf } from './fixtures.js';

const picture = discs(8, 8, []);

async function cellsOf(files: Parameters<typeof folderOf>[0]): Promise<CellTruth> {
  const truth = await recognise(await folderOf(files));
  expect(truth.of).toBe('cells');
  return truth as CellTruth;
}

async function fieldsOf(files: Parameters<typeof folderOf>[0]): Promise<FieldTruth> {
  const truth = await recognise(await folderOf(files));
  expect(truth.of).toBe('fields');
  return truth as FieldTruth;
}

describe('cells listed in manifest.csv', () => {
  it('are read with patient, field and fold, whatever the order of columns', async () => {
    const truth = await cellsOf({
      'manifest.csv':
        '\uFEFFfold,patient,"label",file,field\r\n0,P1,parasitized,a/one.webp,f1\r\nfield,P2,uninfected,a/two.png,f2\r\n',
      'a/one.webp': picture,
      'a/two.png': picture,
    });
    expect(truth.layout).toBe('cell-manifest');
    expect(truth.cells).toMatchObject([
      { file: 'a/one.webp', infected: true, patient: 'P1', field: 'f1', fold: '0' },
      { file: 'a/two.png', infected: false, patient: 'P2', field: 'f2', fold: 'field' },
    ]);
    expect(truth.problems).toEqual([]);
    expect(truth.notes).toEqual([]);
  });

  it('need no more than file and label; patients then come from the file names, or the output says that there are none', async () => {
    const known = await cellsOf({
      'manifest.csv': 'file,label\nC7P3thinF_IMG_1_cell_9.png,1\n',
      'C7P3thinF_IMG_1_cell_9.png': picture,
    });
    expect(known.cells).toMatchObject([{ infected: true, patient: 'C7', field: 'C7P3thinF_IMG_1' }]);
    const unknown = await cellsOf({ 'manifest.csv': 'file,label\nx.PNG,healthy\n', 'x.PNG': picture });
    expect(unknown.cells[0].patient).toBeUndefined();
    expect(unknown.notes.join()).toMatch(/Patients are not known/);
  });

  it('that are missing, listed twice or labelled with an unknown word are named, and the others are used', async () => {
    const truth = await cellsOf({
      'manifest.csv':
        'file,label\nhere.png,ring\ngone.png,ring\ngone.png,ring\nhere.png,uninfected\nodd.png,unicorn\n,ring\n',
      'here.png': picture,
      'odd.png': picture,
    });
    expect(truth.cells).toMatchObject([{ file: 'here.png', infected: true, stage: 'ring' }]);
    expect(truth.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'gone.png: is listed but not in the folder',
      'here.png: line 5 lists it again; the first line is used',
      'odd.png: line 6: label "unicorn" is neither infected nor uninfected',
      ': line 7 names no image',
    ]);
  });

  it('are refused when the table lacks a column, which is named, or names nothing that is there', async () => {
    const noFile = await folderOf({ 'manifest.csv': 'picture,label\na.png,ring\n', 'a.png': picture });
    await expect(recognise(noFile)).rejects.toThrow(/no column "file"/);
    const noLabel = await folderOf({ 'manifest.csv': 'file,patient\na.png,P1\n', 'a.png': picture });
    await expect(recognise(noLabel)).rejects.toThrow(/no column "label"/);
    const nothing = await folderOf({ 'manifest.csv': 'file,label\na.png,ring\n' });
    await expect(recognise(nothing)).rejects.toThrow(/a\.png is listed but not in the folder/);
  });

  it('never reach outside the folder', async () => {
    const truth = await cellsOf({
      'manifest.csv': 'file,label\n../../etc/x.png,ring\na.png,ring\n',
      'a.png': picture,
    });
    expect(truth.cells.map((cell) => cell.file)).toEqual(['a.png']);
    expect(truth.problems).toHaveLength(1);
  });
});

describe('cells with surroundings', () => {
  it('are recognised by a stage without a label, and all infected', async () => {
    const truth = await cellsOf({
      'manifest.csv': 'file,field,stage\na.png,0,Ring\nb.png,1,schizont\n',
      'a.png': picture,
      'b.png': picture,
    });
    expect(truth.layout).toBe('cells-in-surroundings');
    expect(truth.cells).toMatchObject([
      { infected: true, stage: 'ring', field: '0' },
      { infected: true, stage: 'schizont', field: '1' },
    ]);
  });
});

describe("the NIH archive's own folders", () => {
  const infected = 'C100P61ThinF_IMG_20150918_144104_cell_162.png';
  const uninfected = 'C33P1thinF_IMG_20150619_114756a_cell_179.JPG';

  it.each([
    ['as published', 'Parasitized', 'Uninfected'],
    ['in small letters', 'parasitized', 'uninfected'],
    ['one level down', 'cell_images/Parasitized', 'cell_images/Uninfected'],
  ])('are read %s, with Thumbs.db lying about', async (_, first, second) => {
    const truth = await cellsOf({
      [`${first}/${infected}`]: picture,
      [`${first}/Thumbs.db`]: 'x',
      [`${second}/${uninfected}`]: picture,
      [`${second}/Thumbs.db`]: 'x',
    });
    expect(truth.layout).toBe('nih-archive');
    expect(truth.cells).toMatchObject([
      { infected: true, patient: 'C100', field: 'C100P61ThinF_IMG_20150918_144104' },
      { infected: false, patient: 'C33' },
    ]);
    expect(truth.problems).toEqual([]);
  });

  it('may be links to folders elsewhere', async () => {
    const elsewhere = await folderOf({ [infected]: picture });
    const folder = await folderOf({});
    symlinkSync(elsewhere, path.join(folder, 'Parasitized'));
    symlinkSync('/nowhere/at/all', path.join(folder, 'Uninfected'));
    const truth = (await recognise(folder)) as CellTruth;
    expect(truth.cells.map((cell) => cell.file)).toEqual([`Parasitized/${infected}`]);
  });

  it('may be one class only, which the output says', async () => {
    const truth = await cellsOf({ 'Uninfected/a.webp': picture });
    expect(truth.cells).toMatchObject([{ infected: false }]);
    expect(truth.notes.join(' ')).toMatch(/no folder of infected cells/);
  });

  it.each([
    ['C100P61ThinF_IMG_20150918_144104_cell_162.png', 'C100'],
    ['Parasitized/C33P1thinF_IMG_x_cell_1.png', 'C33'],
    ['C1_thinF_IMG_20150604_104722_cell_9.png', 'C1'],
    ['C37BP2_thinF_IMG_x_cell_1.png', 'C37'],
    ['C99P60ThinF_original_IMG_x_cell_1.png', 'C99'],
    ['C173P134NThinF_IMG_x_cell_1.png', 'C173'],
    ['IMG_C12_cell_4.png', undefined],
    ['cell_4.png', undefined],
  ])('%s is of patient %s', (name, patient) => {
    expect(patientInName(name)).toBe(patient);
  });
});

describe('fields with boxes', () => {
  const files = { 'f1.JPG': picture, 'f2.jpg': picture };

  it('are complete where nothing says otherwise, and each label is mapped', async () => {
    const truth = await fieldsOf({
      ...files,
      'boxes.csv':
        'height,width,y,x,crop,label,image\n4,3,2,1,c,ring,f1.JPG\n4,3,2,1,c,red_blood_cell,f1.JPG\n' +
        '4,3,2,1,c,leukocyte,f2.jpg\n4,3,2,1,c,difficult,f2.jpg\n4,3,2,1,c,unicorn,f2.jpg\n4,-3,2,1,c,ring,f2.jpg\n',
    });
    expect(truth.fields.map((field) => [field.file, field.complete, field.boxes.length])).toEqual([
      ['f1.JPG', true, 2],
      ['f2.jpg', true, 3],
    ]);
    expect(truth.fields[0].boxes[0]).toEqual({
      label: 'ring',
      kind: 'red',
      infected: true,
      stage: 'ring',
      box: { x: 1, y: 2, width: 3, height: 4 },
    });
    expect(truth.labels.map(({ label, kind }) => [label, kind])).toEqual([
      ['difficult', 'unsure'],
      ['leukocyte', 'white'],
      ['red_blood_cell', 'red'],
      ['ring', 'red'],
      ['unicorn', 'other'],
    ]);
    expect(truth.notes.join(' ')).toMatch(/"unicorn" \(1\)/);
    expect(truth.problems).toMatchObject([
      { file: 'f2.jpg', message: expect.stringMatching(/line 7/) as string },
    ]);
  });

  it('are partial where fields.csv names more cells than have boxes', async () => {
    const truth = await fieldsOf({
      ...files,
      'boxes.csv': 'image,label,x,y,width,height\nf1.JPG,parasitized,1,1,2,2\nf2.jpg,uninfected,1,1,2,2\n',
      'fields.csv':
        'image,patient,infected,parasitized_cells,annotated_cells,annotated_cells_is\n' +
        'f1.JPG,C9,TRUE,1,7,total\nf2.jpg,C8,false,0,1,lower_bound\ngone.jpg,C8,false,0,1,total\n',
    });
    expect(truth.fields).toMatchObject([
      { complete: false, patient: 'C9', infected: true, annotatedCells: { count: 7, is: 'total' } },
      {
        complete: true,
        patient: 'C8',
        infected: false,
        parasitizedCells: 0,
        annotatedCells: { is: 'lower_bound' },
      },
    ]);
    expect(truth.notes.join(' ')).toMatch(/In 1 of 2 fields/);
    expect(truth.problems).toMatchObject([{ file: 'gone.jpg' }]);
  });

  it('may list a field without a single box', async () => {
    const truth = await fieldsOf({
      ...files,
      'boxes.csv': 'image,label,x,y,width,height\nf1.JPG,ring,1,1,2,2\n',
      'fields.csv': 'image,infected\nf1.JPG,yes\nf2.jpg,no\n',
    });
    expect(truth.fields).toMatchObject([{ infected: true }, { infected: false, boxes: [], complete: false }]);
  });
});

describe('YOLO labels', () => {
  const label = '1 0.5 0.5 0.25 0.5\r\n0 0.25 0.75 0.1 0.1\r\n';

  it('are fractions of the frame, with white cell, red cell and platelet by default', async () => {
    const truth = await fieldsOf({ 'images/a.jpg': picture, 'labels/a.txt': label });
    expect(truth.layout).toBe('yolo');
    expect(truth.fields[0]).toMatchObject({ file: 'images/a.jpg', unit: 'fraction', complete: true });
    expect(truth.fields[0].boxes).toMatchObject([
      { label: 'red cell', kind: 'red', box: { x: 0.375, y: 0.25, width: 0.25, height: 0.5 } },
      { label: 'white cell', kind: 'white' },
    ]);
  });

  it.each([
    ['classes.txt', 'RBC\nPlatelets\n'],
    ['labels/classes.txt', 'RBC\r\nPlatelets\r\n\r\n'],
    ['data.yaml', 'nc: 2\nnames: ["RBC", \'Platelets\']\n'],
    ['data.yaml', 'names:\n  0: RBC\n  1: Platelets # small\nnc: 2\n'],
    ['data.yaml', 'train: x\nnames:\n- RBC\n- Platelets\nval: y\n'],
  ])('take class names from %s', async (name, content) => {
    const truth = await fieldsOf({
      'images/train/a.png': picture,
      'labels/train/a.txt': label,
      [name]: content,
    });
    expect(truth.fields[0].boxes.map((box) => [box.label, box.kind])).toEqual([
      ['Platelets', 'platelet'],
      ['RBC', 'red'],
    ]);
  });

  it('that cannot be read are named by line, and an image without labels is left out and said', async () => {
    const truth = await fieldsOf({
      'images/a.png': picture,
      'images/b.png': picture,
      'labels/a.txt': '1 0.5 0.5 0.2\n1 0.5 0.5 0.2 0.2\nx 0.5 0.5 0.2 0.2\n1 250 250 20 20\n',
      'labels/c.txt': '1 0.5 0.5 0.2 0.2\n',
    });
    expect(truth.fields.map((field) => [field.file, field.boxes.length])).toEqual([['images/a.png', 1]]);
    expect(truth.problems.map(({ message }) => message.slice(0, 7))).toEqual([
      'line 1 ',
      'line 3 ',
      'line 4 ',
      'has no ',
    ]);
    expect(truth.notes.join(' ')).toMatch(/1 images of the folder have no label/);
  });

  it('leaves a name that a list skips as a number', () => {
    expect(namesInYaml('names: {}\n')).toEqual([]);
    expect(namesInYaml('names:\n  0: a\n  2: c\n')).toEqual(['a', 'class 1', 'c']);
  });
});

describe('marked cells', () => {
  it('are complete from 60 marks on; unlisted images take part without marks', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `a.jpg,${i},3,target cell`).join('\n');
    const truth = await fieldsOf({
      'images/a.jpg': picture,
      'images/b.jpg': picture,
      'images/c.jpg': picture,
      'cells.csv': `file,x,y,kind\n${many}\nb.jpg,1,1,normal\nb.jpg,1,,normal\n`,
    });
    expect(truth.layout).toBe('fields-with-marks');
    expect(truth.fields.map((field) => [field.complete, field.marks.length])).toEqual([
      [true, 60],
      [false, 1],
      [false, 0],
    ]);
    expect(truth.fields[0].marks[0]).toMatchObject({ kind: 'red', label: 'target cell' });
    expect(truth.problems).toHaveLength(1);
  });
});

describe('an unknown folder', () => {
  it('is an InputError that lists what is understood', async () => {
    const folder = await folderOf({ 'a.png': picture, 'notes.txt': 'x' });
    await expect(recognise(folder)).rejects.toThrow(InputError);
    for (const layout of knownLayouts) await expect(recognise(folder)).rejects.toThrow(layout);
    await expect(recognise(`${folder}/nowhere`)).rejects.toThrow(InputError);
  });
});

describe('labels', () => {
  it.each([
    ['Red Blood Cell', { kind: 'red' }],
    ['uninfected', { kind: 'red', infected: false }],
    ['Parasitised', { kind: 'red', infected: true }],
    ['schizont', { kind: 'red', infected: true, stage: 'schizont' }],
    ['WBC', { kind: 'white' }],
    ['Platelets', { kind: 'platelet' }],
    ['difficult', { kind: 'unsure' }],
    ['constructor', { kind: 'other' }],
  ])('%s', (label, meaning) => {
    expect(meaningOf(label)).toEqual(meaning);
  });

  it('of single cells must say infected or not', () => {
    expect(infectionOf('0')).toEqual({ infected: false });
    expect(infectionOf('Ring')).toEqual({ infected: true, stage: 'ring' });
    expect(infectionOf('leukocyte')).toBeUndefined();
    expect(infectionOf('')).toBeUndefined();
  });
});
