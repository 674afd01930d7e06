import { StorageError } from '../../base/errors.js';
import type { HealthBody } from '../../record/health-body.js';
import type { WireRecord } from '../../record/wire-record.js';
import type { OutboxRow } from '../../store/outbox.js';
import type { SlideStore } from '../../store/slide-store.js';
import { reviewBody } from './review-body.js';
import { slideBody } from './slide-body.js';
import { thumbnailBody } from './thumbnail-body.js';

/** Where the content of records is read. */
export interface ComposeSources {
  readonly store: Pick<
    SlideStore,
    'slide' | 'fields' | 'infectedCells' | 'unreadable' | 'results' | 'reviews' | 'anchors'
  >;
  /** A kept file's bytes; rejects with StorageError disk-missing where it has gone. `FrameArchive.read` is one. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** A record's body, or why there is none and never will be: its row can be dropped. Only of thumbnails. */
export type Composed =
  { readonly body: WireRecord['body'] } | { readonly gone: 'missing' | 'not-a-jpeg' | 'too-large' };

/** Makes the body of a record from what the store holds. Rejects with StorageError. */
export async function composeBody(
  { subject }: Pick<OutboxRow, 'subject'>,
  from: ComposeSources,
): Promise<Composed> {
  switch (subject.kind) {
    case 'slide':
      return { body: await composeSlide(subject.slide, subject.revision, from.store) };
    case 'review': {
      const sequences = new Set(subject.sequences);
      const reviews = (await from.store.reviews(subject.slide)).filter((each) =>
        sequences.has(each.sequence),
      );
      return { body: reviewBody(subject.slide, reviews) };
    }
    case 'thumbnail':
      return composeThumbnail(subject, from);
    case 'health':
      return { body: subject.body as HealthBody };
  }
}

async function composeSlide(
  id: string,
  number: number,
  store: ComposeSources['store'],
): Promise<WireRecord['body']> {
  const [slide, results] = [await store.slide(id), await store.results(id)];
  const [own, revision] = [results.at(0), results.find((each) => each.revision === number)];
  // Neither is ever deleted.
  if (!slide || !own || !revision) throw new Error(`slide ${id} has no statement ${number}`);
  const fields = await store.fields(id);
  const infected = await store.infectedCells(id);
  const unreadable = (await store.unreadable(id)).length;
  return slideBody({ slide, own, revision, fields, infected, unreadable, anchors: await store.anchors() });
}

async function composeThumbnail(
  subject: OutboxRow['subject'] & { readonly kind: 'thumbnail' },
  { readFile }: ComposeSources,
): Promise<Composed> {
  try {
    const body = thumbnailBody(subject, await readFile(subject.path));
    return typeof body === 'string' ? { gone: body } : { body };
  } catch (error) {
    if (error instanceof StorageError && error.code === 'disk-missing') return { gone: 'missing' };
    throw error;
  }
}
