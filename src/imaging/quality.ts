import type { FieldQuality, QualityCheck, QualityFinding } from './field.js';

/** What is measured of a field to judge it. */
export interface FieldMeasures {
  /** Share of the frame that shows the smear, 0–1. */
  readonly usableShare: number;
  /** Outline blur, σ in cell diameters (`edgeBlur`). */
  readonly blur: number;
  /** Bright level, 0–255. */
  readonly level: number;
  /** Share of the usable area that is clipped to white, 0–1. */
  readonly clipped: number;
  /** Share of the usable area covered by cells, 0–1. */
  readonly coverage: number;
  /** Whole red cells counted. */
  readonly cells: number;
  /** Contrast of the red cells against the background, 0–1. */
  readonly stain: number;
}

/** Less of the frame than this is an eyepiece badly out of line: few cells, all near the blurred rim. */
const LEAST_USABLE = 0.12;
/**
 * Rings are a quarter of a cell across with walls a third of that, 0.08: a blur that wide swallows them. The measure reads
 * 0.03–0.05 on sharp fields and about 0.07 where they were blurred by 0.08 (its own smoothing included at the low end).
 */
const MOST_BLUR = 0.065;
/** Below this level 8 bits leave fewer than about ten steps for a pale cell's contrast of a sixth. */
const LEAST_LEVEL = 60;
/** With more than this clipped the background's level, which everything is measured against, is not known. */
const MOST_CLIPPED = 0.5;
/** Fewer cells cover less than this only in empty, smeared-off or wrongly placed fields. */
const LEAST_COVERAGE = 0.03;
/** Above this cells lie on each other: discs in the densest single layer cover 0.91, random ones seldom 0.7. */
const MOST_COVERAGE = 0.8;
/** A field with no whole cell says nothing. */
const LEAST_CELLS = 1;
/** Paler than this, cells sink into the texture of the background. */
const LEAST_STAIN = 0.06;

/**
 * Judges a field: one finding per check, each with its measure (units in `FieldMeasures`) and, where it fails, one line
 * saying what is wrong and what to do. A field counts only when all pass.
 */
export function judgeField(measures: FieldMeasures): FieldQuality {
  const { usableShare, blur, level, clipped, coverage, cells, stain } = measures;
  const findings = [
    finding(
      'usable-area',
      usableShare,
      usableShare >= LEAST_USABLE,
      'Too little of the picture shows the smear: centre the camera on the eyepiece.',
    ),
    finding(
      'focus',
      blur,
      blur <= MOST_BLUR,
      'Out of focus: turn the fine focus until cell edges are sharp.',
    ),
    finding('exposure', level, level >= LEAST_LEVEL, 'Too dark: turn up the lamp or open the condenser.'),
    finding(
      'saturation',
      clipped,
      clipped <= MOST_CLIPPED,
      'Too bright: turn down the lamp until the background is not pure white.',
    ),
    density(coverage, cells),
    finding(
      'stain',
      stain,
      stain >= LEAST_STAIN,
      'Cells too pale to tell from the background: check the stain and the condenser.',
    ),
  ];
  return { ok: findings.every((one) => one.ok), findings };
}

function density(coverage: number, cells: number): QualityFinding {
  if (coverage > MOST_COVERAGE) {
    return finding(
      'density',
      coverage,
      false,
      'Too crowded: move towards the thin, feathered end of the smear.',
    );
  }
  const enough = coverage >= LEAST_COVERAGE && cells >= LEAST_CELLS;
  return finding(
    'density',
    coverage,
    enough,
    'Hardly any whole red cells here: move towards the thicker part of the smear.',
  );
}

function finding(check: QualityCheck, value: number, ok: boolean, advice: string): QualityFinding {
  return ok ? { check, value, ok } : { check, value, ok, advice };
}
