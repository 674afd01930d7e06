import type { Moment } from '../clock/moment.js';

/** Raw frames go when room is needed; thumbnails stay, they are what a reviewer looks at. */
export type FileKind = 'frame' | 'thumbnail';

/** A file that stands on the disk and belongs to a field. */
export interface NewFile {
  readonly kind: FileKind;
  /** Relative to the disk's root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Index of the cell within the field, for a thumbnail of one; absent for the field made small. */
  readonly cell?: number;
}

export interface KeptFile extends NewFile {
  /** True once the file gave way to newer ones. */
  readonly removed: boolean;
}

/** The store's account of files on the disk; `FrameArchive` works by it. */
export interface FileLedger {
  /** Files not removed, of one kind or all, oldest first by sequence. */
  keptFiles(filter?: { readonly kind?: FileKind; readonly limit?: number }): Promise<readonly NewFile[]>;
  /** How many files are not removed, and their bytes together. */
  keptTotal(kind?: FileKind): Promise<{ readonly files: number; readonly bytes: number }>;
  /** Note files as removed, durably and before they are deleted; paths not in the ledger are passed over. */
  forgetFiles(paths: readonly string[], at: Moment): Promise<void>;
}
