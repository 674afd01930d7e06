import type { FieldFingerprint, FieldObject, UsableArea } from './field.js';

/**
 * What `sameField` needs of a field: where its counted cells lie. Places are in cell diameters from the frame's corner, so
 * they hold for any reduction of the same frame. `diameter` is in frame px; 0 gives an empty fingerprint.
 */
export function fingerprintOf(
  frame: { readonly width: number; readonly height: number },
  usableArea: UsableArea,
  objects: readonly FieldObject[],
  diameter: number,
): FieldFingerprint {
  if (!(diameter > 0))
    return { points: new Float32Array(0), width: 0, height: 0, usableArea: { shape: 'full' } };
  const cells = objects.filter((object) => object.counted);
  const points = new Float32Array(cells.length * 2);
  cells.forEach((cell, i) => {
    points[2 * i] = (cell.centre.x + 0.5) / diameter;
    points[2 * i + 1] = (cell.centre.y + 0.5) / diameter;
  });
  const area: UsableArea =
    usableArea.shape === 'full'
      ? usableArea
      : {
          shape: 'circle',
          x: (usableArea.x + 0.5) / diameter,
          y: (usableArea.y + 0.5) / diameter,
          radius: usableArea.radius / diameter,
        };
  return { points, width: frame.width / diameter, height: frame.height / diameter, usableArea: area };
}
