import { InputError } from '../../base/errors.js';
import type { LabelledFolder } from '../folder.js';
import { fieldInName, patientInName } from '../labels.js';
import type { CellTruth, LabelledCell } from '../truth.js';
import { patientsFromNames } from './cell-manifest.js';

const infectedNames = ['parasitized', 'parasitised', 'infected'];
const uninfectedNames = ['uninfected'];

/** Images per class, when the folder (or the only folder in it) holds Parasitized/ and/or Uninfected/; otherwise undefined. */
export function archiveClasses(
  folder: LabelledFolder,
): { infected: string[]; uninfected: string[] } | undefined {
  const of = (names: readonly string[], depth: number): string[] =>
    folder.images.filter((file) => {
      const parts = file.toLowerCase().split('/');
      return parts.length === depth + 2 && names.includes(parts[depth]);
    });
  for (const depth of [0, 1]) {
    const infected = of(infectedNames, depth);
    const uninfected = of(uninfectedNames, depth);
    if (infected.length > 0 || uninfected.length > 0) return { infected, uninfected };
  }
  return undefined;
}

/** The NIH archive as it is published: the class is the folder, patient and field are in the file name. */
export function readNihArchive(folder: LabelledFolder): CellTruth {
  const classes = archiveClasses(folder);
  if (classes === undefined) {
    throw new InputError(
      'nothing-labelled',
      `${folder.path} holds no Parasitized/ or Uninfected/ images`,
      'Name the folder that holds them.',
    );
  }
  const cellOf = (file: string, infected: boolean): LabelledCell => {
    const patient = patientInName(file);
    const field = fieldInName(file);
    return {
      file,
      path: folder.at(file),
      infected,
      ...(patient !== undefined && { patient }),
      ...(field !== undefined && { field }),
    };
  };
  const cells = [
    ...classes.infected.map((file) => cellOf(file, true)),
    ...classes.uninfected.map((file) => cellOf(file, false)),
  ];
  const notes = [patientsFromNames(cells)];
  if (classes.infected.length === 0)
    notes.push('There is no folder of infected cells: sensitivity and AUC cannot be had.');
  if (classes.uninfected.length === 0)
    notes.push('There is no folder of uninfected cells: specificity and AUC cannot be had.');
  return {
    of: 'cells',
    layout: 'nih-archive',
    recognisedBy: 'single cells, by the folders Parasitized/ and Uninfected/',
    notes,
    problems: [],
    cells,
  };
}
