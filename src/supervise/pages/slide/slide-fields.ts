import type { SlideBody } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import { html, type Html } from '../../layout/html.js';
import { table } from '../../layout/parts.js';
import { scoreText } from '../amounts.js';
import type { Look } from '../look.js';
import { slideWords, type SlideWords } from '../words-slide.js';

type Field = SlideBody['fields'][number];

/** The fields whose picture has arrived, with the cells that the device called infected; without any, the boxes of one; all as a table. */
export function fieldsSection({ line, fieldPictures }: SlideDetail, { fields }: SlideBody, look: Look): Html {
  const { formats, language } = look.visit;
  const words = slideWords[language];
  const pictured = fields.filter(({ ordinal }) => fieldPictures.includes(ordinal));
  const most = [...fields].sort((a, b) => b.suspects.length - a.suspects.length).slice(0, 1);
  const drawn = pictured.length > 0 ? pictured : most.filter(({ suspects }) => suspects.length > 0);
  const refused = fields.filter(({ accepted }) => !accepted).length;
  return html`<section class="card" id="fields">
    <h2>${words.fields}</h2>
    ${drawn.length > 0 && html`<p class="quiet small">${words.fieldsHint}</p>`}
    <div class="fields">
      ${drawn.map((field) => annotatedField(line.slide, field, pictured.includes(field), look))}
    </div>
    ${refused === 0 && html`<p>${words.allGood}</p>`}
    <details>
      <summary>${words.moreFields} (${formats.number(fields.length)})</summary>
      ${table(
        [
          { heading: words.fields },
          { heading: words.state },
          { heading: words.counted, number: true },
          { heading: words.calledInfected, number: true },
          { heading: words.why },
        ],
        fields.map((field) => [
          formats.number(field.ordinal),
          field.accepted ? words.fieldCounted : words.left,
          formats.number(field.redCells),
          formats.number(field.infected),
          whyNot(field, words),
        ]),
      )}
    </details>
  </section>`;
}

/** A field with its suspects boxed: over its picture, or over nothing where that has not arrived. `size` of the frame in px. */
function annotatedField(slide: string, field: Field, pictured: boolean, look: Look): Html {
  const { formats, language } = look.visit;
  const words = slideWords[language];
  const { width, height, ordinal, suspects } = field;
  const around = Math.max(4, Math.round(width / 250));
  return html`<figure class="field">
    <div class="frame">
      ${
        pictured &&
        html`<img
          src="/slides/${slide}/fields/${ordinal}.jpg"
          alt=""
          width="${width}"
          height="${height}"
          loading="lazy"
        />`
      }
      <svg
        viewBox="0 0 ${width} ${height}"
        class="${pictured ? 'over' : 'alone'}"
        role="img"
        aria-label="${words.field(String(ordinal))}"
      >
        ${suspects.map(
          ({ box: [x, y, w, h], cell, score }) =>
            html`<rect
              x="${x - around}"
              y="${y - around}"
              width="${w + 2 * around}"
              height="${h + 2 * around}"
              rx="${around}"
              stroke-width="${around}"
            >
              <title>F${ordinal}C${cell} · ${scoreText(formats, score)}</title>
            </rect>`,
        )}
      </svg>
    </div>
    <figcaption>
      ${words.field(formats.number(ordinal))}${formats.colon}${words.counted}
      ${formats.number(field.redCells)}, ${words.calledInfected}
      ${formats.number(field.infected)}${!pictured && html` · ${words.pictureToCome}`}
    </figcaption>
  </figure>`;
}

/** What a field was left out for; a check of a newer device by its own name. */
function whyNot({ accepted, quality, seenBefore }: Field, words: SlideWords): string {
  if (accepted) return '';
  const failed = quality.filter(({ ok }) => !ok);
  if (failed.length === 0 && seenBefore > 0) return `${Math.round(100 * seenBefore)} %`;
  return failed
    .map(({ check }) => (check in words.checks ? words.checks[check as keyof SlideWords['checks']] : check))
    .join('; ');
}
