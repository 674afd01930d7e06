// What a frame is taken to show, for the analysis of a field and for quick looks alike.

/** Cell diameter at the working scale, px: more sharpens no outline that counts, less loses the necks between cells. */
export const WORKING_DIAMETER = 30;
/** Of cells smaller than this in the frame, px, nothing can be said; noise that looks like cells is smaller still. */
export const SMALLEST_DIAMETER = 8;
/** A frame whose bright level is below this is black: contrast would be that of its noise. */
export const BLACK = 24;
/** Mean diameter of a red cell on a dried smear, µm (normal 7–8). */
export const RED_CELL_MICROMETRES = 7.5;
