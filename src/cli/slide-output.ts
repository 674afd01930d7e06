import path from 'node:path';
import { encodeJpeg } from '../capture/encode.js';
import { sniffFormat } from '../capture/image-format.js';
import type { ModelCard } from '../classify/classifier.js';
import { closeUp } from '../report/close-up.js';
import { toCountDocument, type CountDocument } from '../report/count-document.js';
import { drawOverlay } from '../report/overlay.js';
import { cellPicture, EMBEDDED, fieldPicture, GALLERY, type EmbeddedPicture } from '../report/pictures.js';
import { writtenWords } from '../report/date-words.js';
import { overlayNumber, slideFolder } from '../report/slide-folder.js';
import { slidePage } from '../report/slide-page.js';
import type { SlideResult } from '../counting/result.js';
import type { SeenField } from '../slide/count-slide.js';
import type { CountedField, FieldCell, UnreadableFrame } from '../slide/counted-field.js';
import type { NewFile } from '../store/file-ledger.js';
import { writeDurably } from '../store/write-durably.js';
import type { DataFolder } from './data-folder.js';
import { version } from './version.js';

/** Pictures kept of one field's infected cells; a slide with more is beyond doubt anyway. */
const KEPT_PER_FIELD = 40;

interface GalleryCell {
  readonly score: number;
  readonly picture: EmbeddedPicture;
}

/** What a counted slide leaves behind: overlays, close-ups, the HTML report and the JSON document. */
export class SlideOutput {
  /** Folder of this slide's report, relative to the data folder's root. */
  readonly folder: string;
  readonly fields: CountedField[] = [];
  readonly unreadable: UnreadableFrame[] = [];
  /** Pictures that found no room on the disk; the count goes on without them, and says so. */
  picturesLeftOut = 0;
  #gallery: GalleryCell[] = [];
  readonly #overlays = new Map<number, EmbeddedPicture>();

  constructor(
    private readonly data: DataFolder,
    private readonly slideId: string,
    private readonly label: string,
    private readonly model: ModelCard,
    private readonly keepFrames: boolean,
  ) {
    this.folder = slideFolder(label, slideId);
  }

  /** Absolute path of the HTML report. */
  get reportPath(): string {
    return path.join(this.data.root, this.folder, 'report.html');
  }

  /** Keeps close-ups of a field's infected cells, and the raw frame where asked; to be named in the field's commit. */
  async keepPictures(seen: SeenField): Promise<readonly NewFile[]> {
    const frame = this.keepFrames ? await this.#keepFrame(seen) : [];
    return [...frame, ...(await this.#keepCells(seen))];
  }

  async #keepFrame({ field, frame, encoded }: SeenField): Promise<readonly NewFile[]> {
    const bytes = encoded ?? (await encodeJpeg(frame, 92));
    const sniffed = sniffFormat(bytes);
    const extension = !sniffed.accepted ? 'bin' : sniffed.format === 'jpeg' ? 'jpg' : sniffed.format;
    const kept = await this.data.archive.keepFrame(this.slideId, field.ordinal, extension, bytes);
    if (kept.kept) return [kept.file];
    this.picturesLeftOut++;
    return [];
  }

  async #keepCells({ field, frame }: SeenField): Promise<readonly NewFile[]> {
    const ranked = field.cells
      .map((cell, index) => ({ cell, index }))
      .filter((one): one is { cell: FieldCell & { score: number }; index: number } => one.cell.score !== null)
      .sort((a, b) => b.cell.score - a.cell.score);
    const files: NewFile[] = [];
    for (const [rank, { cell, index }] of ranked.entries()) {
      const forArchive = cell.infected === true && rank < KEPT_PER_FIELD;
      const forGallery = this.#gallery.length < GALLERY || cell.score > this.#gallery.at(-1)!.score;
      if (!forArchive && !forGallery) break;
      const bytes = await encodeJpeg(closeUp(frame, cell, field.cellDiameter), 88);
      if (forGallery) this.#show(cell, field, bytes);
      if (!forArchive) continue;
      const kept = await this.data.archive.keepThumbnail(this.slideId, field.ordinal, index, 'jpg', bytes);
      if (kept.kept) files.push(kept.file);
      else this.picturesLeftOut++;
    }
    return files;
  }

  /** Takes a committed field: its overlay goes to disk, its counts to the report. */
  async addField(seen: SeenField): Promise<void> {
    const { field, frame, analysis } = seen;
    this.fields.push(field);
    const overlay = drawOverlay(frame, analysis, field);
    const jpeg = await encodeJpeg(overlay, 80);
    const name = `${overlayNumber(field.ordinal)}-${path
      .parse(field.name)
      .name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .slice(0, 60)}.jpg`;
    await writeDurably(this.data.disk, `${this.folder}/overlays/${name}`, jpeg);
    if (this.#overlays.size < EMBEDDED) {
      this.#overlays.set(field.ordinal, fieldPicture(jpeg, field));
    }
  }

  addUnreadable(frame: UnreadableFrame): void {
    this.unreadable.push(frame);
  }

  /** Writes report.html and result.json; returns the document. */
  async finish(result: SlideResult): Promise<CountDocument> {
    const written = writtenWords(this.data.moment());
    const page = slidePage({
      title: this.label,
      slideId: this.slideId,
      ...(written !== undefined && { writtenAt: written }),
      result,
      model: this.model,
      fields: this.fields,
      unreadable: this.unreadable,
      overlays: this.#overlays,
      ...(this.#overlays.size < this.fields.length && {
        overlaysNote: `The first ${this.#overlays.size} fields; the pictures of all lie in the folder overlays beside this page.`,
      }),
      cells: this.#gallery.map(({ picture }) => picture),
    });
    const document = toCountDocument({
      version,
      slideId: this.slideId,
      label: this.label,
      report: this.reportPath,
      fields: this.fields,
      unreadable: this.unreadable,
      result,
      model: this.model,
    });
    const { disk } = this.data;
    await writeDurably(
      disk,
      `${this.folder}/result.json`,
      Buffer.from(`${JSON.stringify(document, null, 1)}\n`),
    );
    await writeDurably(disk, `${this.folder}/report.html`, Buffer.from(page));
    return document;
  }

  #show(cell: FieldCell & { score: number }, field: CountedField, bytes: Uint8Array): void {
    this.#gallery.push({
      score: cell.score,
      picture: cellPicture(bytes, cell.score, cell.infected === true, field.ordinal),
    });
    this.#gallery = this.#gallery.sort((a, b) => b.score - a.score).slice(0, GALLERY);
  }
}
