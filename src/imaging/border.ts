/**
 * Labels that touch the border of the usable area (the map's edge, or a pixel outside the circle): 1 per such label. A cell
 * cut by the border is not counted, whichever side it is cut on. Large cells are cut a little more often than small ones,
 * so the count leans slightly to small cells; the unbiased alternative, counting those cut on two sides only (the forbidden
 * line rule, Gundersen 1977), would show the classifier cells of which a part is missing, so it is not used.
 */
export function borderLabels(
  labels: Int32Array,
  count: number,
  usable: Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const border = new Uint8Array(count + 1);
  for (let x = 0; x < width; x++) {
    border[labels[x]] = 1;
    border[labels[(height - 1) * width + x]] = 1;
  }
  for (let y = 0; y < height; y++) {
    border[labels[y * width]] = 1;
    border[labels[y * width + width - 1]] = 1;
  }
  for (let y = 1; y < height - 1; y++) {
    for (let p = y * width + 1; p < (y + 1) * width - 1; p++) {
      if (labels[p] === 0) continue;
      if (usable[p - 1] === 0 || usable[p + 1] === 0 || usable[p - width] === 0 || usable[p + width] === 0)
        border[labels[p]] = 1;
    }
  }
  border[0] = 0;
  return border;
}
