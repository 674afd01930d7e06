import type { TruthMeaning } from './truth.js';

const red = ['red_blood_cell', 'red_blood_cells', 'red_cell', 'red', 'rbc', 'rbcs', 'erythrocyte', 'cell'];
const uninfected = [
  'uninfected',
  'uninfected_cell',
  'uninfected_rbc',
  'healthy',
  'healthy_cell',
  'normal',
  'normal_cell',
  'negative',
];
const infected = [
  'parasitized', 'parasitised', 'infected', 'infected_cell', 'infected_rbc', 'parasitized_cell', 'parasite', 'positive',
]; // prettier-ignore
const stages: Readonly<Record<string, string>> = {
  ring: 'ring', rings: 'ring', ring_form: 'ring',
  trophozoite: 'trophozoite', trophozoites: 'trophozoite', troph: 'trophozoite',
  schizont: 'schizont', schizonts: 'schizont',
  gametocyte: 'gametocyte', gametocytes: 'gametocyte',
}; // prettier-ignore
const white = [
  'leukocyte', 'leucocyte', 'leukocytes', 'white_blood_cell', 'white_blood_cells', 'white_cell', 'white', 'wbc', 'wbcs',
  'lymphocyte', 'monocyte', 'neutrophil', 'eosinophil', 'basophil',
]; // prettier-ignore
const platelet = ['platelet', 'platelets', 'thrombocyte', 'thrombocytes', 'plt'];
const unsure = ['difficult', 'uncertain', 'unsure', 'ignore', 'doubtful'];

/**
 * What a label means. Letter case does not matter, nor whether words are joined by a space, hyphen or underscore.
 * "red blood cell" says nothing of parasites in itself (`infected` undefined). An unknown name is `other`: an object of it
 * is neither demanded nor held against the program, and the output says how many there were.
 */
export function meaningOf(label: string): TruthMeaning {
  const name = label
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (red.includes(name)) return { kind: 'red' };
  if (uninfected.includes(name)) return { kind: 'red', infected: false };
  if (infected.includes(name)) return { kind: 'red', infected: true };
  if (Object.hasOwn(stages, name)) return { kind: 'red', infected: true, stage: stages[name] };
  if (white.includes(name)) return { kind: 'white' };
  if (platelet.includes(name)) return { kind: 'platelet' };
  if (unsure.includes(name)) return { kind: 'unsure' };
  return { kind: 'other' };
}

/**
 * What the kind beside a mark means: as `meaningOf`, except that an unknown name is taken for a red cell of an odd shape
 * (target cell, teardrop, …), since marks are set on cells.
 */
export function meaningOfMark(label: string): TruthMeaning {
  const meaning = meaningOf(label);
  return meaning.kind === 'other' ? { kind: 'red' } : meaning;
}

/** Parasitised or not, for images of single cells; undefined when the name is neither. */
export function infectionOf(label: string): { infected: boolean; stage?: string } | undefined {
  const name = label.trim();
  if (/^(1|true|yes)$/i.test(name)) return { infected: true };
  if (/^(0|false|no)$/i.test(name)) return { infected: false };
  const meaning = meaningOf(name);
  if (meaning.kind !== 'red') return undefined;
  const infection = { infected: meaning.infected ?? false };
  return meaning.stage === undefined ? infection : { ...infection, stage: meaning.stage };
}

/** Patient in a file name of the NIH archive (C100P61ThinF_IMG_…, C33P1thinF_…, C37BP2_thinF_…): "C100"; undefined for others. */
export function patientInName(file: string): string | undefined {
  const match = /(?:^|\/)(C\d+)[A-Z0-9_]*?thin/i.exec(file);
  return match?.[1].toUpperCase();
}

/** Field in such a file name: everything before `_cell_<number>`. */
export function fieldInName(file: string): string | undefined {
  return /([^/]+)_cell_\d+\.\w+$/i.exec(file)?.[1];
}
