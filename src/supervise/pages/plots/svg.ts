/** Percent along an axis with three decimals: coordinates in per cent let a drawing stretch while its letters stay as they are. */
export function along(share: number): string {
  return `${Number((100 * Math.min(1, Math.max(0, share))).toFixed(3))}%`;
}
