/** What a record is about. */
export const RECORD_KINDS = ['slide', 'review', 'health', 'thumbnail'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** The ways out of a device, most important first: each has its own chain, and an earlier one is always emptied first. */
export const LANES = ['results', 'health', 'thumbnails'] as const;
export type Lane = (typeof LANES)[number];

const laneOfKind: Readonly<Record<RecordKind, Lane>> = {
  slide: 'results',
  review: 'results',
  health: 'health',
  thumbnail: 'thumbnails',
};

export function laneOf(kind: RecordKind): Lane {
  return laneOfKind[kind];
}

/** Lanes that may lose records when a device is full, the first to be given up first. Results never are. */
export const DROPPABLE_LANES = ['thumbnails', 'health'] as const satisfies readonly Lane[];
