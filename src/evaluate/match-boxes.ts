import { iou, type Box } from '../base/box.js';
import type { UsableArea } from '../imaging/field.js';

/** Boxes count as the same cell from this overlap on (PASCAL VOC's usual 0.5). */
export const sameCellIou = 0.5;

/** What became of one truth box or one counted cell. */
export type MatchState = 'matched' | 'unmatched' | 'ignored';

export interface BoxMatches {
  /** For each truth box. */
  readonly truth: readonly MatchState[];
  /** For each counted cell. */
  readonly counted: readonly MatchState[];
  /** For each truth box the counted cell that it was matched with, or −1. */
  readonly partner: Int32Array;
}

export interface MatchInput {
  /** Boxes of red cells that lie wholly inside. */
  readonly truth: readonly Box[];
  /** Boxes that make no demand: cut by the border, marked as unsure, or of unknown meaning. */
  readonly truthAside: readonly Box[];
  /** Boxes of cells that the program counts. */
  readonly counted: readonly Box[];
  /** Boxes of red cells that the program leaves out because the border cuts them. */
  readonly countedAside: readonly Box[];
}

/**
 * Matches counted cells with truth boxes one to one at IoU ≥ 0.5, the pair with the largest overlap first (greedy, as in
 * PASCAL VOC and COCO; equal overlaps in order of the lists). What then remains and overlaps as much with a box left aside on
 * the other side is ignored: a cell at the border is held neither against the program nor in its favour.
 */
export function matchBoxes(input: MatchInput): BoxMatches {
  const { truth, truthAside, counted, countedAside } = input;
  const partner = pairGreedily(truth, counted);
  const truthState = truth.map((_, i): MatchState => (partner[i] >= 0 ? 'matched' : 'unmatched'));
  const countedState = counted.map((): MatchState => 'unmatched');
  for (const i of partner) if (i >= 0) countedState[i] = 'matched';
  setAside(truth, truthState, countedAside);
  setAside(counted, countedState, truthAside);
  return { truth: truthState, counted: countedState, partner };
}

/** For each of `left` the index in `right` that it is paired with, or −1. */
export function pairGreedily(left: readonly Box[], right: readonly Box[]): Int32Array {
  const pairs: { left: number; right: number; overlap: number }[] = [];
  left.forEach((a, i) => {
    right.forEach((b, j) => {
      const overlap = iou(a, b);
      if (overlap >= sameCellIou) pairs.push({ left: i, right: j, overlap });
    });
  });
  pairs.sort((a, b) => b.overlap - a.overlap || a.left - b.left || a.right - b.right);
  const partner = new Int32Array(left.length).fill(-1);
  const taken = new Uint8Array(right.length);
  for (const pair of pairs) {
    if (partner[pair.left] >= 0 || taken[pair.right] === 1) continue;
    partner[pair.left] = pair.right;
    taken[pair.right] = 1;
  }
  return partner;
}

function setAside(boxes: readonly Box[], state: MatchState[], aside: readonly Box[]): void {
  const open = boxes.map((_, i) => i).filter((i) => state[i] === 'unmatched');
  const partner = pairGreedily(
    open.map((i) => boxes[i]),
    aside,
  );
  open.forEach((i, at) => {
    if (partner[at] >= 0) state[i] = 'ignored';
  });
}

/**
 * Whether a truth box touches the frame's border (within 1 px: labels are rounded) or the edge of the eyepiece circle. A cell is
 * round: at the circle what counts is the ellipse inscribed in its box, taken as a disc of the box's mean half side.
 */
export function touchesBorder(
  box: Box,
  frame: { readonly width: number; readonly height: number },
  area: UsableArea,
): boolean {
  const slack = 1;
  if (box.x <= slack || box.y <= slack) return true;
  if (box.x + box.width >= frame.width - slack || box.y + box.height >= frame.height - slack) return true;
  if (area.shape === 'full') return false;
  const dx = box.x + box.width / 2 - area.x;
  const dy = box.y + box.height / 2 - area.y;
  return Math.sqrt(dx * dx + dy * dy) + (box.width + box.height) / 4 >= area.radius - slack;
}
