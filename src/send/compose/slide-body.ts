import { dateOf, type ClockAnchor } from '../../clock/dating.js';
import type { SlideResult } from '../../counting/result.js';
import type { SlideBody } from '../../record/slide-body.js';
import type { InfectedCell, ResultRevision, StoredField, StoredSlide } from '../../store/slide-store.js';
import { digits, fitLine, share, wireMoment } from './fit.js';
import { withinBytes } from './within-bytes.js';

/** A finished slide as the store gives it. */
export interface SlideParts {
  readonly slide: StoredSlide;
  /** The device's own statement: when the slide was finished. */
  readonly own: ResultRevision;
  /** The statement to be sent. */
  readonly revision: ResultRevision;
  /** By ordinal. */
  readonly fields: readonly StoredField[];
  /** Cells called infected, of all fields. */
  readonly infected: readonly InfectedCell[];
  /** Frames that could not be read. */
  readonly unreadable: number;
  readonly anchors: readonly ClockAnchor[];
}

type WireField = SlideBody['fields'][number];

/** Stands for a model whose weights' hash is not known. */
const NO_HASH = '0'.repeat(64);

/**
 * One statement of a slide's result as it travels. Whatever the store holds is made to fit, never refused; what a slide of
 * great size leaves out is counted in `left`.
 */
export function slideBody(parts: SlideParts): SlideBody {
  const { slide, own, revision, fields, unreadable, anchors } = parts;
  const finished = { sequence: own.sequence, at: slide.finishedAt ?? own.at };
  const suspects = suspectsByField(parts.infected);
  const threshold = slide.settings['threshold'];
  const power = fields
    .filter((field) => field.power !== undefined)
    .reduce<StoredField | undefined>((a, b) => (a && a.sequence > b.sequence ? a : b), undefined)?.power;
  return withinBytes({
    slide: slide.id,
    label: fitLine(slide.label, 100),
    revision: revision.revision,
    author: fitLine(revision.author, 100),
    note: fitLine(revision.note, 2000),
    result: wireResult(revision.result),
    begun: wireMoment(slide.at),
    finished: wireMoment(finished.at),
    dates: { begun: dateOf(slide, anchors), finished: dateOf(finished, anchors) },
    model: {
      name: fitLine(slide.model.name, 200),
      sha256: /^[0-9a-f]{64}$/.test(slide.model.sha256) ? slide.model.sha256 : NO_HASH,
      ...(typeof threshold === 'number' && threshold >= 0 && threshold <= 1 && { threshold }),
    },
    fields: fields.map((field) => wireField(field, suspects.get(field.ordinal) ?? [])),
    unreadable,
    ...(power && { power: { ...power } }),
  });
}

function wireResult(result: SlideResult): SlideBody['result'] {
  const { verdict, fields, redCells, infected, severity, stopped, stain, wording } = result;
  return {
    ...{ verdict, fields, redCells, infected, severity, stopped },
    parasitaemia: { ...result.parasitaemia },
    perMicrolitre: { ...result.perMicrolitre },
    redCellsPerMicrolitre: { ...result.redCellsPerMicrolitre },
    ...(stain && { stain: { ...stain } }),
    wording: wording.slice(0, 50).map((sentence) => fitLine(sentence, 1000)),
  };
}

function wireField(field: StoredField, suspects: WireField['suspects']): WireField {
  const { ordinal, width, height, accepted, cellDiameter, redCells, infected, seenBefore } = field;
  return {
    ...{ ordinal, width, height, accepted, redCells, infected, suspects },
    cellDiameter: digits(Math.max(0, cellDiameter), 4),
    seenBefore: share(seenBefore),
    quality: field.quality.findings
      .slice(0, 20)
      .map(({ check, value, ok }) => ({ check: fitLine(check, 40), value: digits(value, 4), ok })),
  };
}

/** By ordinal of their field, highest score first. */
function suspectsByField(infected: readonly InfectedCell[]): Map<number, WireField['suspects']> {
  const byField = new Map<number, WireField['suspects']>();
  for (const { ordinal, cell, score, box } of infected) {
    const { x, y, width, height } = box;
    const corners = [x, y, width, height].map((px) => digits(px, 5)) as [number, number, number, number];
    const suspects = byField.get(ordinal) ?? [];
    suspects.push({ cell, box: corners, score: share(score) });
    byField.set(ordinal, suspects);
  }
  for (const suspects of byField.values()) suspects.sort((a, b) => b.score - a.score || a.cell - b.cell);
  return byField;
}
