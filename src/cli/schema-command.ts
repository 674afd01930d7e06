import { Argument, Command } from 'commander';
import { z } from 'zod';
import { manifestSchema } from '../classify/manifest.js';
import { findingsSchema } from '../doctor/findings.js';
import { evaluationSchema } from '../evaluate/schema.js';
import { truthTableSchema } from '../evaluate/truth-table/document.js';
import { countDocument } from '../report/count-document.js';
import { slidesDocument } from '../report/slides-document.js';

const documents = {
  count: countDocument,
  slides: slidesDocument,
  evaluate: evaluationSchema,
  'truth-table': truthTableSchema,
  model: manifestSchema,
  doctor: findingsSchema,
};

/** `ringform schema NAME`: the JSON Schema of a document that Ringform writes or reads. */
export function schemaCommand(): Command {
  return new Command('schema')
    .summary(
      'print the JSON Schema of what count, report, slides, evaluate and doctor print, or of a model manifest',
    )
    .addArgument(new Argument('<document>', 'which document').choices(Object.keys(documents)))
    .action((name: keyof typeof documents) => {
      process.stdout.write(`${JSON.stringify(z.toJSONSchema(documents[name]), null, 2)}\n`);
    });
}
