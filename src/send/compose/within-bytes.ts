import { MOST_SUSPECTS, type SlideBody } from '../../record/slide-body.js';
import { MOST_MESSAGE_BYTES } from '../../record/signature.js';

/** What a record has beside its body: head, chain and signature, bytes at most. */
const HEAD_BYTES = 8 * 1024;
/** Most fields that the wire format takes. */
const MOST_FIELDS = 2000;

type Field = SlideBody['fields'][number];

/**
 * A slide's body within the longest message: the suspects of lowest score are left out first, then the fields with fewest
 * infected cells. A slide of 300 fields is a tenth of that and loses nothing. How much was left out is in `left`.
 *
 * @param body suspects of each field by falling score, however many
 */
export function withinBytes(body: SlideBody): SlideBody {
  const all = { fields: body.fields.length, suspects: suspectsIn(body.fields) };
  let fields: readonly Field[] = mostInfected(body.fields, MOST_FIELDS).map((field) => ({
    ...field,
    suspects: field.suspects.slice(0, MOST_SUSPECTS),
  }));
  for (;;) {
    const left = { fields: all.fields - fields.length, suspects: all.suspects - suspectsIn(fields) };
    const fitted = { ...body, fields: [...fields], ...(left.fields + left.suspects > 0 && { left }) };
    if (Buffer.byteLength(JSON.stringify(fitted)) <= MOST_MESSAGE_BYTES - HEAD_BYTES) return fitted;
    const suspects = suspectsIn(fields);
    if (suspects === 0 && fields.length === 0) return fitted;
    fields =
      suspects > 0
        ? bestSuspects(fields, Math.floor(suspects / 2))
        : mostInfected(fields, Math.floor(fields.length / 2));
  }
}

function suspectsIn(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + field.suspects.length, 0);
}

/** The same fields with so many suspects together, those of highest score. */
function bestSuspects(fields: readonly Field[], most: number): readonly Field[] {
  const best = new Set(
    fields
      .flatMap((field) => field.suspects)
      .sort((a, b) => b.score - a.score)
      .slice(0, most),
  );
  return fields.map((field) => ({ ...field, suspects: field.suspects.filter((each) => best.has(each)) }));
}

/** So many fields, those with most infected cells, in their order. */
function mostInfected(fields: readonly Field[], most: number): readonly Field[] {
  if (fields.length <= most) return fields;
  const kept = new Set([...fields].sort((a, b) => b.infected - a.infected).slice(0, most));
  return fields.filter((field) => kept.has(field));
}
