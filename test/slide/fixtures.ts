import type { FieldAnalysis, FieldObject } from '../../src/imaging/field.js';

/** An analysis as imaging gives it, of red cells at the given places (px); every cell a square of 20 px. */
export function analysisOf(
  places: readonly { readonly x: number; readonly y: number }[],
  options: { readonly ok?: boolean; readonly others?: readonly FieldObject['kind'][] } = {},
): FieldAnalysis {
  const at = (x: number, y: number, label: number, kind: FieldObject['kind']): FieldObject => ({
    label,
    kind,
    counted: kind === 'red',
    box: { x: x - 10, y: y - 10, width: 20, height: 20 },
    centre: { x, y },
    area: 314,
  });
  const reds = places.map(({ x, y }, index) => at(x, y, index + 1, 'red'));
  const others = (options.others ?? []).map((kind, index) =>
    at(15 + 30 * index, 15, reds.length + index + 1, kind),
  );
  const ok = options.ok ?? true;
  return {
    frame: { width: 640, height: 480 },
    usableArea: { shape: 'full' },
    cellDiameter: 20,
    objects: [...others, ...reds],
    labels: { width: 640, height: 480, scale: 1, data: new Int32Array(640 * 480) },
    quality: {
      ok,
      findings: [{ check: 'focus', value: ok ? 1 : 0, ok, ...(ok ? {} : { advice: 'Focus.' }) }],
    },
    fingerprint: {
      points: Float32Array.from(reds.flatMap(({ centre }) => [centre.x / 20, centre.y / 20])),
      usableArea: { shape: 'full' },
      width: 32,
      height: 24,
    },
  };
}
