import type { FrameSource } from '../capture/frame-source.js';
import type { CellClassifier } from '../classify/classifier.js';
import { countSlide, type CountSettings } from '../slide/count-slide.js';
import type { CountDocument } from '../report/count-document.js';
import type { DataFolder } from './data-folder.js';
import type { Progress } from './progress.js';
import { SlideOutput } from './slide-output.js';

export interface CountedRun {
  readonly document: CountDocument;
  readonly reportPath: string;
  readonly picturesLeftOut: number;
}

/** Counts one slide from a source into a data folder, with progress; the report stands on disk when it returns. */
export async function runCount(
  source: FrameSource,
  classifier: CellClassifier,
  data: DataFolder,
  settings: CountSettings,
  progress: Progress | undefined,
  signal: AbortSignal,
  keepFrames: boolean,
): Promise<CountedRun> {
  const output = new SlideOutput(data, settings.slideId, settings.label, classifier.model, keepFrames);
  const events = countSlide(
    {
      source,
      classifier,
      store: data.store,
      moment: data.moment,
      keepPictures: (seen) => output.keepPictures(seen),
    },
    settings,
    signal,
  );
  let done = 0;
  let redCells = 0;
  for await (const event of events) {
    switch (event.type) {
      case 'field':
        await output.addField(event);
        redCells = event.resultSoFar.redCells;
        progress?.update(
          ++done,
          source.expected,
          'field',
          `${redCells} red cells, ${event.resultSoFar.infected} called infected`,
        );
        break;
      case 'unreadable':
        output.addUnreadable(event.frame);
        progress?.update(++done, source.expected, 'field', `${event.frame.name} cannot be read`);
        break;
      case 'finished': {
        const document = await output.finish(event.result);
        progress?.end();
        return { document, reportPath: output.reportPath, picturesLeftOut: output.picturesLeftOut };
      }
    }
  }
  throw new Error('the count ended without a result');
}
