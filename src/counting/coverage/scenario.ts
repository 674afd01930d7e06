/** How a rate is spread between patients, and the validation study it was measured in. */
export interface TrueRate {
  readonly mean: number;
  /** Coefficient of variation between patients of the rarer outcome. */
  readonly spread: number;
  readonly study: {
    readonly patients: number;
    readonly cells: { readonly from: number; readonly to: number };
  };
}

/** A classifier as it truly is, and how slides are counted. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly sensitivity: TrueRate;
  readonly falsePositiveRate: TrueRate;
  readonly cellLimit: number;
  /** Coefficient of variation of the infected share between fields. */
  readonly fieldVariation: number;
  /** Stain deposits that the false positives depend on; none unless given. */
  readonly stain?: {
    /** Share of cells with dots over the validation's patients, and its coefficient of variation between them. */
    readonly mean: number;
    readonly spread: number;
    /** Times the mean rate, per unit of share (`DotSlope`). */
    readonly slope: number;
    /** Share of dotted cells of the slides counted. */
    readonly slide: number;
    /** Whether the count looks at them. */
    readonly looked: boolean;
  };
}

/** The shipped weights as measured: 158 patients, on whom dots foretold the false positives. */
const shipped = {
  sensitivity: { mean: 0.85, spread: 0.7, study: { patients: 119, cells: { from: 60, to: 100 } } },
  falsePositiveRate: { mean: 0.013, spread: 0.6, study: { patients: 158, cells: { from: 50, to: 90 } } },
  cellLimit: 5000,
  fieldVariation: 0.15,
} as const;
const stained = { mean: 0.124, spread: 0.6, slope: 4.8, slide: 0.35 } as const;

const smallStudy = { patients: 32, cells: { from: 60, to: 100 } } as const;
const better = {
  sensitivity: { mean: 0.95, spread: 0.5, study: smallStudy },
  falsePositiveRate: { mean: 1e-4, spread: 1, study: { patients: 40, cells: { from: 2000, to: 4000 } } },
} as const;

/** Parasites/µL simulated, at 5,000,000 red cells/µL. 0 shows the false positives. */
export const densities = [0, 100, 500, 2000, 5000, 16_000, 50_000, 100_000, 200_000] as const;

export const scenarios: readonly Scenario[] = [
  {
    name: 'today',
    title:
      'A first classifier: sensitivity 90 %, false positives 0.5 %, both validated on 32 patients × 60–100 cells',
    sensitivity: { mean: 0.9, spread: 0.5, study: smallStudy },
    falsePositiveRate: { mean: 0.005, spread: 1, study: smallStudy },
    cellLimit: 5000,
    fieldVariation: 0.15,
  },
  {
    name: 'better',
    title:
      'A better classifier: sensitivity 95 % validated on 32 patients × 60–100 cells, false positives 0.01 % on 40 patients × 2,000–4,000 cells',
    ...better,
    cellLimit: 5000,
    fieldVariation: 0.15,
  },
  {
    name: 'better-unproven',
    title: 'The better classifier, its false positives validated on 32 patients × 60–100 cells only',
    ...better,
    falsePositiveRate: { ...better.falsePositiveRate, study: smallStudy },
    cellLimit: 5000,
    fieldVariation: 0.15,
  },
  {
    name: 'better-long',
    title: 'The better classifier with a cell limit of 75,000',
    ...better,
    cellLimit: 75_000,
    fieldVariation: 0.15,
  },
  {
    name: 'patchy',
    title: 'The better classifier on slides twice as uneven as assumed (±30 % between fields)',
    ...better,
    cellLimit: 5000,
    fieldVariation: 0.3,
  },
  {
    name: 'dirty',
    title:
      'Dirty slides: dots on 35 % of the cells, twice the usual false positives; dots looked at, as the program does',
    ...shipped,
    stain: { ...stained, looked: true },
  },
  {
    name: 'dirty-unseen',
    title: 'The same dirty slides, judged without looking at dots',
    ...shipped,
    stain: { ...stained, looked: false },
  },
];
