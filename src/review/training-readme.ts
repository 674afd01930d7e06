import { FOLDS } from './training-names.js';
import type { Provenance } from './provenance.js';

/** The page that goes with a training set, so that nobody has to guess what lies in the folder. */
export function trainingReadme(told: Provenance): string {
  const { cells, leftOut, slides, reviewers, agreement } = told;
  const labelled = (label: string): number => cells.filter((one) => one.label === label).length;
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))].sort();
  const models = [
    ...new Set(slides.map(({ model }) => `${oneLine(model.name)} ${model.sha256.slice(0, 12)}`)),
  ];
  const blind = cells.filter(({ reviews }) => reviews.every((review) => review.blind)).length;
  return `# Cells that were looked at by people

Written by Ringform ${told.program.version}${told.written === null ? '' : `, ${told.written}`}${deviceWords(told)}.

- parasitized: ${labelled('parasitized')}, uninfected: ${labelled('uninfected')} (\`manifest.csv\`); not a red cell: ${labelled('not-a-red-cell')} (\`manifest-rejected.csv\`)
- slides: ${slides.length}, counted with ${models.join(', ')}
- reviewers: ${reviewers.map(({ name, cells: read }) => `${oneLine(name)} (${read} cells)`).join(', ')}; ${blind} of the ${cells.length} cells were labelled by people who were not shown what the device had said
- read by two or more: ${agreement.cellsOfSeveral} cells${agreement.pairs
    .map(
      ({ reviewers: [a, b], cells: both, same, kappa }) =>
        `\n  - ${oneLine(a)} and ${oneLine(b)}: the same label for ${same} of ${both}${kappa === null ? '' : `, kappa ${kappa.toFixed(2)}`}`,
    )
    .join('')}
- left out: ${leftOut.length}${reasons.map((reason) => `\n  - ${reason}: ${leftOut.filter((one) => one.reason === reason).length}`).join('')}

Every cut-out is one red cell on black, lossless, in the frame's own pixels. \`patient\` stands for a slide; \`fold\` (0–${FOLDS - 1}) never parts
slides of one label. \`scale_diameter\` is the diameter, px, that the device scaled this cell's field by: the median over the field, of which the
cells here are only a part. \`provenance.json\` says of every cell who labelled it, when, and what the device had said.

These cells were chosen, most of them because the device was in doubt. No rate (sensitivity, false positives, prevalence) may be read off them.
`;
}

function deviceWords({ device }: Provenance): string {
  if (device === null) return '';
  return `, on the device ${oneLine(device.name)}${device.site === null ? '' : ` at ${oneLine(device.site)}`}`;
}

const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll(/[`*_<>[\]]/g, '\\$&');
