// Reads scored crops (file,fold,evidence): label and patient stand in the file's name, as in the NIH archive.
import { parse } from 'csv-parse/sync';

/** [{ file, infected, patient, fold, evidence }] from a table's text. */
export function readScores(text) {
  return parse(text, { columns: true }).map((row) => {
    const patient = /\/(C\d+)/.exec(row.file)?.[1];
    if (patient === undefined) throw new Error(`${row.file}: no patient in the name`);
    return {
      file: row.file,
      infected: row.file.startsWith('parasitized/'),
      patient,
      fold: Number(row.fold),
      evidence: Number(row.evidence),
    };
  });
}
