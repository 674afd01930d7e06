import type { Reading, SlideDetail, SlideFilter, SlideLine } from '../registry/reading.js';

const PAGE = 200;

/** Every slide that a filter lets through, newest first, page by page: as many as there are, in the memory of one page. */
export async function* everyLine(reading: Reading, filter: SlideFilter): AsyncGenerator<SlideLine, void> {
  let before: string | undefined;
  do {
    const page = await reading.slides(filter, { limit: PAGE, ...(before !== undefined && { before }) });
    yield* page.lines;
    before = page.next;
  } while (before !== undefined);
}

/** As `everyLine`, each slide whole. One that is gone between list and reading is passed over: nothing deletes slides. */
export async function* everySlide(reading: Reading, filter: SlideFilter): AsyncGenerator<SlideDetail, void> {
  for await (const { slide } of everyLine(reading, filter)) {
    const detail = await reading.slide(slide);
    if (detail) yield detail;
  }
}
