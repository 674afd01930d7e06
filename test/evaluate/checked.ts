import { evaluationSchema, type Evaluation } from '../../src/evaluate/schema.js';

/** The document after its way through JSON, refused unless it is what the schema says. */
export function checked(evaluation: Evaluation): Evaluation {
  return evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)));
}
