import type { DeviceBook } from './device-book.js';
import type { Intake } from './intake.js';
import type { Reading } from './reading.js';
import type { ReviewBook } from './review-book.js';
import type { UserBook } from './user-book.js';

/** The supervisor's store: one SQLite file, or PostgreSQL shared by several collectors and pages. */
export interface Registry extends DeviceBook, Intake, Reading, ReviewBook, UserBook {
  /** Safe to call twice. */
  close(): Promise<void>;
}
