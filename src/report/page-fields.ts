import { grouped } from '../counting/rounding.js';
import type { UnreadableFrame } from '../slide/counted-field.js';
import type { FieldFacts, FieldPower } from '../store/slide-store.js';
import { adviceOf } from './advice.js';
import { escapeHtml } from './escape.js';
import { overlayColours } from './overlay.js';
import type { EmbeddedPicture } from './pictures.js';
import { powerWords } from './power-words.js';

/** A field as a line of the page. */
export type PageField = Omit<FieldFacts, 'at' | 'timing'> & {
  readonly power?: FieldPower;
  /** When it was taken, in words. */
  readonly taken?: string;
};

export interface FieldSection {
  readonly fields: readonly PageField[];
  readonly unreadable: readonly UnreadableFrame[];
  /** Overlay of a field by its ordinal, where it is embedded. */
  readonly overlays: ReadonlyMap<number, EmbeddedPicture>;
  /** Where the other fields' pictures are, or why there are none. */
  readonly overlaysNote?: string;
}

interface Column {
  readonly head: string;
  /** Class of its cells: `n` a number, `w` never broken into lines. */
  readonly look?: 'n' | 'w';
  readonly cell: (field: PageField) => string;
  readonly unreadable?: (frame: UnreadableFrame) => string;
}

const columns: readonly Column[] = [
  { head: 'Field', cell: ({ name }) => name, unreadable: ({ name }) => name },
  {
    head: '',
    look: 'w',
    cell: ({ accepted }) => (accepted ? 'counted' : 'left out'),
    unreadable: () => 'not readable',
  },
  { head: 'Red cells', look: 'n', cell: ({ redCells }) => grouped(redCells) },
  { head: 'Called infected', look: 'n', cell: ({ infected }) => grouped(infected) },
  {
    head: 'Seen before',
    look: 'n',
    cell: ({ seenBefore }) => (seenBefore > 0 ? `${Math.round(seenBefore * 100)} %` : '–'),
  },
  {
    head: 'Cell diameter, px',
    look: 'n',
    cell: ({ cellDiameter }) => (cellDiameter > 0 ? cellDiameter.toFixed(0) : '–'),
  },
  {
    head: 'Quality',
    cell: ({ quality }) => adviceOf(quality.findings).join('; ') || 'good',
    unreadable: ({ message, remedy }) => `${message} ${remedy}`,
  },
];
const battery: Column = {
  head: 'Battery',
  look: 'w',
  cell: ({ power }) => (power ? powerWords(power) : '–'),
};
const taken: Column = { head: 'Taken', look: 'w', cell: (field) => field.taken ?? '–' };

const classOf = ({ look }: Column): string => (look === undefined ? '' : ` class="${look}"`);

/** Table of the fields in the order they were taken, and pictures of some; battery and date where any field has them. */
export function fieldSection({ fields, unreadable, overlays, overlaysNote }: FieldSection): string {
  const shown = [
    ...columns,
    ...(fields.some(({ power }) => power !== undefined) ? [battery] : []),
    ...(fields.some((field) => field.taken !== undefined) ? [taken] : []),
  ];
  const row = (out: boolean, cells: readonly string[]): string =>
    `<tr class="${out ? 'out' : ''}">${cells
      .map((text, i) => `<td${classOf(shown[i])}>${escapeHtml(text)}</td>`)
      .join('')}</tr>`;
  const rows = [
    ...fields.map((field) => ({
      ordinal: field.ordinal,
      html: row(
        !field.accepted,
        shown.map(({ cell }) => cell(field)),
      ),
    })),
    ...unreadable.map((frame) => ({
      ordinal: frame.ordinal,
      html: row(
        true,
        shown.map((column) => column.unreadable?.(frame) ?? ''),
      ),
    })),
  ].sort((a, b) => a.ordinal - b.ordinal);
  const pictures = fields
    .map(({ ordinal }) => overlays.get(ordinal))
    .filter((picture) => picture !== undefined)
    .map(
      (picture) =>
        `<figure><img alt="" loading="lazy" src="${picture.dataUri}"><figcaption>${escapeHtml(picture.caption)}</figcaption></figure>`,
    )
    .join('\n');
  return `<section><h2>Fields</h2>
<div class="scroll"><table><thead><tr>${shown.map((column) => `<th${classOf(column)}>${column.head}</th>`).join('')}</tr></thead><tbody>
${rows.map(({ html }) => html).join('\n')}
</tbody></table></div>
${overlays.size > 0 ? `<p class="legend">${legend()}</p>` : ''}
${overlaysNote === undefined ? '' : `<p class="note">${escapeHtml(overlaysNote)}</p>`}
<div class="fields">${pictures}</div></section>`;
}

function legend(): string {
  const words: Record<keyof typeof overlayColours, string> = {
    counted: 'red cell, counted',
    infected: 'called infected',
    border: 'cut by the border, not counted',
    seenBefore: 'counted in an earlier field',
    white: 'white cell',
    platelet: 'platelet',
    debris: 'stain or dirt',
    clump: 'clump, not counted',
  };
  return (Object.keys(words) as (keyof typeof overlayColours)[])
    .map(
      (key) =>
        `<span><i style="background:rgb(${overlayColours[key].join(',')})"></i>${escapeHtml(words[key])}</span>`,
    )
    .join(' ');
}
