import type { Visit } from '../app/visit.js';

/** What every view needs beside its data. */
export interface Look {
  readonly visit: Visit;
  /** ms since 1970. */
  readonly nowMs: number;
  /** A device that was not heard of for longer is late, ms. */
  readonly lateAfterMs: number;
}
