import type { FrameSource } from '../capture/frame-source.js';
import type { CellClassifier, ModelCard } from '../classify/classifier.js';
import { loadModel } from '../classify/load-model.js';
import { countSlide, type CountSettings } from '../slide/count-slide.js';
import type { CountDocument } from '../report/count-document.js';
import { newSlideId } from '../store/slide-id.js';
import { openDataFolder, type DataFolder } from './data-folder.js';
import { onInterrupt } from './interrupt.js';
import type { Progress } from './progress.js';
import { SlideOutput } from './slide-output.js';

/** What `count` and `demo` ask for. */
export interface CountRequest {
  readonly source: FrameSource;
  /** Manifest of the classifier. */
  readonly model: string;
  /** The data folder. */
  readonly out: string;
  /** MiB of raw frames to keep at most; none are kept without it. */
  readonly keepFrames: number | undefined;
  readonly progress: Progress | undefined;
  /** How to count; the stopping rule may depend on the model. */
  readonly settings: (model: ModelCard) => Omit<CountSettings, 'slideId'>;
}

export interface CountedRun {
  readonly document: CountDocument;
  readonly picturesLeftOut: number;
  /** A person stopped it; what was counted by then is the result. */
  readonly interrupted: boolean;
}

/** Counts one slide into a data folder, with progress; the report stands on disk when it returns. The source stays open. */
export async function runCount(request: CountRequest): Promise<CountedRun> {
  const { keepFrames } = request;
  const classifier = await loadModel(request.model);
  try {
    const budget = keepFrames === undefined ? undefined : keepFrames * 1024 * 1024;
    const data = await openDataFolder(request.out, budget);
    const interrupt = onInterrupt();
    try {
      return await count(request, classifier, data, interrupt.signal);
    } finally {
      interrupt.release();
      await data.close();
    }
  } finally {
    request.progress?.end();
    await classifier.close();
  }
}

async function count(
  { source, progress, keepFrames, settings: settingsFor }: CountRequest,
  classifier: CellClassifier,
  data: DataFolder,
  signal: AbortSignal,
): Promise<CountedRun> {
  const settings = { slideId: newSlideId(), ...settingsFor(classifier.model) };
  const output = new SlideOutput(
    data,
    settings.slideId,
    settings.label,
    classifier.model,
    keepFrames !== undefined,
  );
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
  for await (const event of events) {
    switch (event.type) {
      case 'field':
        await output.addField(event);
        progress?.update(
          ++done,
          source.expected,
          'field',
          `${event.tally.redCells} red cells, ${event.tally.infected} called infected`,
        );
        break;
      case 'unreadable':
        output.addUnreadable(event.frame);
        progress?.update(++done, source.expected, 'field', `${event.frame.name} cannot be read`);
        break;
      case 'finished': {
        const document = await output.finish(event.result);
        return { document, picturesLeftOut: output.picturesLeftOut, interrupted: signal.aborted };
      }
    }
  }
  throw new Error('the count ended without a result');
}
