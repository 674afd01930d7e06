// What the field of an ordinal holds, so that both sides of the crash test know it without telling each other.

/** Its raw frame: a few kilobytes that differ from field to field. */
export function frameOf(ordinal) {
  return new Uint8Array(3000 + (ordinal % 7) * 1111).fill(ordinal % 251);
}

/** Its record, with 5 to 44 cells, every third of them infected. */
export function fieldOf(ordinal, at) {
  const cells = Array.from({ length: 5 + ((ordinal * 13) % 40) }, (_, i) => ({
    box: { x: i, y: ordinal, width: 40, height: 41 },
    kind: 'red',
    counted: true,
    score: (i % 8) / 8,
    infected: i % 3 === 0,
  }));
  return {
    ordinal,
    name: `field ${ordinal}`,
    width: 640,
    height: 480,
    accepted: true,
    quality: { ok: true, findings: [] },
    seenBefore: 0,
    usableArea: { shape: 'full' },
    cellDiameter: 40,
    redCells: cells.length,
    infected: cells.filter((cell) => cell.infected).length,
    timing: {},
    at,
    cells,
  };
}
