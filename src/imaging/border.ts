/**
 * How many pixels of each label touch the border of the usable area (the map's edge, or a pixel outside the circle).
 */
export function borderContact(
  labels: Int32Array,
  count: number,
  usable: Uint8Array,
  width: number,
  height: number,
): Int32Array {
  const contact = new Int32Array(count + 1);
  for (let y = 0, p = 0; y < height; y++) {
    const edgeRow = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++, p++) {
      // Inside, nothing is asked of most pixels but whether all four neighbours are usable.
      if (edgeRow || x === 0 || x === width - 1) contact[labels[p]]++;
      else if ((usable[p - 1] & usable[p + 1] & usable[p - width] & usable[p + width]) === 0)
        contact[labels[p]]++;
    }
  }
  contact[0] = 0;
  return contact;
}

/** A chord half a diameter long cuts off 3 % of a disc: less contact than that is touching, not being cut. */
const TOUCH = 0.5;
/** A border object smaller than this share of a cell is what the border left of one, however short the contact. */
const REMNANT = 0.6;

/**
 * Whether the border cuts a cell: it touches the border over more than half a diameter, or only a remnant of it is seen. A
 * cut cell is not counted, on whichever side it is cut. Large cells are cut a little more often than small ones, so the
 * count leans slightly to small cells; the unbiased alternative, counting the cells cut on two of the four sides (the
 * forbidden line rule, Gundersen 1977), would give the classifier cells of which a part is missing, so it is not used.
 * `contact` in map px, `size` in median cells, `diameter` in map px.
 */
export function isCut(contact: number, size: number, diameter: number): boolean {
  return contact > 0 && (contact > TOUCH * diameter || size < REMNANT);
}
