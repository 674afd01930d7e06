/** Evidence → score 0–1 by the manifest's calibration. Math.exp of V8 is the same code on every CPU. */
export function calibrated(
  evidence: number,
  calibration: { readonly slope: number; readonly offset: number },
): number {
  return 1 / (1 + Math.exp(-(calibration.slope * evidence + calibration.offset)));
}
