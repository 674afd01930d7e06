import { encodeJpeg } from '../../capture/encode.js';
import type { LiveFrame } from '../../capture/camera.js';
import type { Clock } from '../../clock/clock.js';
import { shrink } from '../../imaging/shrink.js';
import { closeUp } from '../../report/close-up.js';
import type { Log } from '../../service/log.js';
import type { FieldVerdict } from '../../slide/field-counter.js';
import type { Kept, FrameArchive } from '../../store/frame-archive.js';
import type { NewFile } from '../../store/file-ledger.js';

/** Close-ups kept of one field's infected cells; a slide with more is beyond doubt anyway. */
const KEPT_PER_FIELD = 40;
const FRAME_QUALITY = 90;
const CLOSE_UP_QUALITY = 88;
/** Some 40 kB: a phone's width, for whoever looks at the slide from afar. */
const SMALL_FIELD = { width: 640, quality: 60 } as const;

/**
 * Writes a field's pictures: the frame, close-ups of the cells called infected, highest score first, and the field made
 * small where there are any (and of the first field always). A picture that finds no
 * room is left out and logged: the count is what must not be lost. Rejects with StorageError when the disk fails otherwise.
 */
export function pictureKeeper(
  archive: FrameArchive,
  clock: Clock,
  log: Log,
  keepFrames: boolean,
): (slideId: string, verdict: FieldVerdict, frame: LiveFrame) => Promise<readonly NewFile[]> {
  const told = (kept: Kept): readonly NewFile[] => {
    if (kept.kept) return [kept.file];
    log.warn('a picture was left out', { error: kept.why });
    return [];
  };
  const keep = async (slideId: string, { field }: FieldVerdict, { image }: LiveFrame): Promise<NewFile[]> => {
    const files: NewFile[] = [];
    if (keepFrames) {
      const bytes = await encodeJpeg(image, FRAME_QUALITY);
      files.push(...told(await archive.keepFrame(slideId, field.ordinal, 'jpg', bytes)));
    }
    const infected = field.cells
      .map((cell, index) => ({ cell, index }))
      .filter(({ cell }) => cell.infected === true)
      .sort((a, b) => (b.cell.score ?? 0) - (a.cell.score ?? 0))
      .slice(0, KEPT_PER_FIELD);
    for (const { cell, index } of infected) {
      const bytes = await encodeJpeg(closeUp(image, cell, field.cellDiameter), CLOSE_UP_QUALITY);
      files.push(...told(await archive.keepThumbnail(slideId, field.ordinal, index, 'jpg', bytes)));
    }
    if (infected.length > 0 || field.ordinal === 0) {
      const bytes = await encodeJpeg(shrink(image, SMALL_FIELD.width), SMALL_FIELD.quality);
      files.push(...told(await archive.keepThumbnail(slideId, field.ordinal, 'field', 'jpg', bytes)));
    }
    return files;
  };
  return (slideId, verdict, frame) => clock.during(() => keep(slideId, verdict, frame));
}
