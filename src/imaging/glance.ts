/**
 * A quick look at a live frame, for feedback while a person turns the focus and moves the stage: far cheaper than the analysis
 * of a field, and never what a count rests on.
 */
export interface Glance {
  /** Outline blur, σ in cell diameters (as `edgeBlur` judges a field: smaller is sharper); 1 when no outline is seen. */
  readonly blur: number;
  /** Bright level of the background, 0–255. */
  readonly level: number;
  /** Share of the usable area clipped to white, 0–1. */
  readonly clipped: number;
  /** Share of the usable area covered by cells, 0–1. */
  readonly coverage: number;
  /** Share of the frame that shows the smear, 0–1. */
  readonly usableShare: number;
  /** How far the view moved since the last glance, share of the frame's width; null for the first, or when nothing matches. */
  readonly moved: number | null;
  /** Share (0–1) of this view that lies in the view of the last field taken; 0 when there is none or nothing matches. */
  readonly overlapWithTaken: number;
}
