/** Optical density per unit of dye in red, green and blue light: −log10 of the transmitted share. */
export type Density = readonly [red: number, green: number, blue: number];

/** How one laboratory's Giemsa colours the parts of a smear, with the light and camera it is looked at with. */
export interface Stain {
  /** Red-cell body where it is thickest. */
  readonly haemoglobin: Density;
  /** Nuclei of parasites. */
  readonly chromatin: Density;
  /** Parasite cytoplasm. */
  readonly cytoplasm: Density;
  /** Haemozoin of the later stages. */
  readonly pigment: Density;
  /** Nuclei and cytoplasm of white cells. */
  readonly nucleus: Density;
  readonly leucocyte: Density;
  readonly platelet: Density;
  /** Precipitated stain. */
  readonly deposit: Density;
  /** Share of the body's density missing in its middle, 0–1: mean over the slide's cells. */
  readonly pallor: number;
  /** Colour of empty glass as the camera writes it, 0–255. */
  readonly background: readonly [red: number, green: number, blue: number];
}

const base = {
  chromatin: [0.24, 1.6, 0.17],
  cytoplasm: [0.12, 0.32, 0.04],
  pigment: [0.5, 0.75, 1.1],
  nucleus: [0.75, 1.5, 0.3],
  leucocyte: [0.16, 0.22, 0.04],
  platelet: [0.16, 0.55, 0.1],
  deposit: [0.5, 1.6, 0.4],
} as const;

/**
 * Presets. Cells and nuclei follow medians read off images of the NIH archive (magenta, salmon, grey, violet) and of another
 * laboratory (green); the glass of salmon, grey and violet is guessed, as those cells come cut out. Densities assume a camera
 * gamma of 2.2.
 */
export const STAINS = {
  magenta: { ...base, haemoglobin: [0.09, 0.42, 0.07], pallor: 0.1, background: [234, 178, 175] },
  salmon: { ...base, haemoglobin: [0.1, 0.33, 0.19], pallor: 0.22, background: [235, 212, 196] },
  grey: {
    ...base,
    haemoglobin: [0.3, 0.25, 0.12],
    chromatin: [0.26, 1.35, 0.1],
    cytoplasm: [0.17, 0.3, 0.02],
    pallor: 0.25,
    background: [216, 222, 218],
  },
  violet: {
    ...base,
    haemoglobin: [0.35, 0.45, 0.08],
    chromatin: [0.22, 1.25, 0.08],
    pallor: 0.4,
    background: [222, 222, 214],
  },
  green: { ...base, haemoglobin: [0.16, 0.55, 0.24], pallor: 0.35, background: [187, 217, 188] },
} as const satisfies Record<string, Stain>;

export type StainName = keyof typeof STAINS;
