import type { ClockAnchor } from '../../clock/dating.js';
import type { ClockTrust } from '../../clock/clock-trust.js';
import type { HealthBody } from '../../record/health-body.js';
import type { OutboxTotals } from '../../store/outbox.js';
import type { FieldPower, StoredField } from '../../store/slide-store.js';
import { digits, fitLine, share, wireMoment } from './fit.js';

/** How the device is, as those who know it tell. */
export interface HealthSnapshot {
  /** The device that its records are signed by. */
  readonly device: string;
  /** What people call it. */
  readonly name: string;
  /** Its state: ready, counting, resting, … */
  readonly doing: string;
  readonly model?: { readonly name: string; readonly sha256: string };
  readonly power?: FieldPower & { readonly charging?: boolean; readonly minutesLeft?: number };
  readonly disk?: { readonly freeBytes: number; readonly totalBytes: number };
  readonly trust: ClockTrust;
  readonly anchors: readonly ClockAnchor[];
  readonly outbox: OutboxTotals;
  readonly faults: readonly { readonly part: string; readonly code: string }[];
  /** Of the slide finished last; from `slideOptics`. */
  readonly optics?: HealthBody['optics'];
  /** Slides finished since the store began. */
  readonly finished: number;
}

const MOST_ANCHORS = 50;
const MOST_RANGES = 500;

/**
 * How a device is, as it travels: the latest good clocks, and what its own key's chains have given up, the latest ranges of each
 * lane first to be kept.
 */
export function healthBody(snapshot: HealthSnapshot): HealthBody {
  const { device, name, doing, model, power, disk, trust, anchors, outbox, faults, optics, finished } =
    snapshot;
  const dropped = outbox.dropped.filter((range) => range.device === device).sort((a, b) => b.to - a.to);
  return {
    name: fitLine(name, 100),
    doing: fitLine(doing, 40),
    ...(model && { model: { name: fitLine(model.name, 200), sha256: fitLine(model.sha256, 64) } }),
    ...(power && { power: wirePower(power) }),
    ...(disk && { disk: { freeBytes: Math.floor(disk.freeBytes), totalBytes: Math.floor(disk.totalBytes) } }),
    clock: {
      trust,
      anchors: [...anchors]
        .sort((a, b) => a.sequence - b.sequence)
        .slice(-MOST_ANCHORS)
        .map(({ sequence, at }) => ({ sequence, at: { ...wireMoment(at), trust: at.trust } })),
    },
    outbox: {
      waiting: { ...outbox.waiting },
      refused: outbox.refused,
      dropped: dropped.slice(0, MOST_RANGES).map(({ lane, from, to }) => ({ lane, from, to })),
      droppedUnsealed: outbox.droppedUnsealed,
    },
    faults: faults
      .slice(0, 50)
      .map(({ part, code }) => ({ part: fitLine(part, 40), code: fitLine(code, 60) })),
    ...(optics && { optics }),
    slides: { finished },
  };
}

function wirePower(power: NonNullable<HealthSnapshot['power']>): HealthBody['power'] {
  const { millivolts, charge, state, charging, minutesLeft } = power;
  return {
    state,
    ...(millivolts !== undefined && { millivolts: digits(millivolts, 6) }),
    ...(charge !== undefined && { charge: share(charge) }),
    ...(charging !== undefined && { charging }),
    // A battery that is not being drained has no end in sight, which JSON cannot say.
    ...(minutesLeft !== undefined &&
      Number.isFinite(minutesLeft) && { minutesLeft: Math.round(minutesLeft) }),
  };
}

/**
 * Focus and light of a slide: medians over its accepted fields of the outline blur (σ in cell diameters) and the brightness of
 * the background (0–255); undefined where no field was judged on both.
 */
export function slideOptics(
  slide: string,
  fields: readonly Pick<StoredField, 'accepted' | 'quality'>[],
): HealthBody['optics'] {
  const median = (check: 'focus' | 'exposure'): number | undefined => {
    const values = fields
      .filter(({ accepted }) => accepted)
      .flatMap(({ quality }) => quality.findings.filter((finding) => finding.check === check))
      .map(({ value }) => value)
      .sort((a, b) => a - b);
    const middle = values.length / 2;
    if (values.length === 0) return undefined;
    return (values[Math.ceil(middle) - 1] + values[Math.floor(middle)]) / 2;
  };
  const [blur, level] = [median('focus'), median('exposure')];
  if (blur === undefined || level === undefined) return undefined;
  return { blur: digits(blur, 4), level: digits(level, 4), slide };
}
