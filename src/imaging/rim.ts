/**
 * The eyepiece's rim, for splitting. Were all beyond the rim background, the part of a cell that the rim leaves would look
 * like an appendix of its whole neighbour. So a band beyond the rim is treated as one large object: cut cells flow into it
 * and whole ones that merely touch it part from it at the narrow place of contact.
 */

/** Adds the band to a mask: all outside the usable area within `reach` px (square distance) of it. Returns a new mask. */
export function withBand(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  reach: number,
): Uint8Array {
  const out = mask.slice();
  for (let y = 0; y < height; y++) {
    let first = -1;
    let last = -1;
    for (let x = 0, p = y * width; x < width; x++, p++) {
      if (usable[p] === 0) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first < 0) continue;
    // The circle's span in this row, widened; rows are shifted too, which gives the band its thickness at top and bottom.
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      if (row !== y - reach && row !== y + reach && row !== y) continue;
      const base = row * width;
      for (let x = Math.max(0, first - reach); x <= Math.min(width - 1, last + reach); x++) {
        if (usable[base + x] === 0) out[base + x] = 1;
      }
    }
  }
  return out;
}

/**
 * Takes the band out of the labels again: what lies outside the usable area becomes background, and each connected piece
 * of a label that reached outside becomes a label of its own. Returns the number of labels.
 */
export function withoutBand(labels: Int32Array, count: number, usable: Uint8Array, width: number): number {
  const reached = new Uint8Array(count + 1);
  for (let p = 0; p < labels.length; p++) if (usable[p] === 0) reached[labels[p]] = 1;
  reached[0] = 0;
  for (let p = 0; p < labels.length; p++) {
    if (usable[p] === 0) labels[p] = 0;
    else if (reached[labels[p]] === 1) labels[p] = -1;
  }
  let labelled = count;
  const stack = new Int32Array(labels.length);
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== -1) continue;
    labels[start] = ++labelled;
    let top = 0;
    stack[top++] = start;
    while (top > 0) {
      const p = stack[--top];
      // The usable area never reaches a side of the map where a neighbour would wrap around: such pieces are cut anyway.
      for (const q of [p - 1, p + 1, p - width, p + width]) {
        if (q < 0 || q >= labels.length || labels[q] !== -1) continue;
        labels[q] = labelled;
        stack[top++] = q;
      }
    }
  }
  return labelled;
}
