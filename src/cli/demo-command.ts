import { Command, Option } from 'commander';
import { defaultModel } from '../classify/load-model.js';
import { loadConfig } from '../config/load-config.js';
import { percent } from '../counting/rounding.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import { noServiceManager } from '../service/service-manager.js';
import { scenarioSchema } from '../virtual/scenario.js';
import { runDevice } from './device/run-device.js';
import { VIRTUAL_SETTINGS, virtualSurroundings } from './device/virtual-surroundings.js';
import { exitCodes } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { writeReport } from './report-command.js';
import { withStoredData, type StoredData } from './stored-data.js';
import { numberBetween, wholeNumberBetween } from './options.js';

interface DemoOptions {
  out: string;
  parasitaemia: number;
  seed: number;
  model: string;
}

/** `ringform demo`: the daemon on a virtual microscope, a person at the button, one slide. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('watch the device count a rendered slide: no hardware needed')
    .description(
      'Runs the real daemon on a virtual microscope. A virtual health worker presses the button, moves the stage, loses the\n' +
        'focus once and comes to an empty place; the display is drawn here. Ends with the result when the slide is counted.',
    )
    .option('-o, --out <folder>', 'data folder', 'ringform-data')
    .option('-p, --parasitaemia <percent>', 'infected red cells, in percent', numberBetween(0, 100), 4)
    .option('-s, --seed <number>', 'the same seed is the same slide', wholeNumberBetween(0, 2 ** 31 - 1), 1)
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .action(demo);
}

async function demo({ out, parasitaemia, seed, model }: DemoOptions): Promise<void> {
  const { config } = loadConfig({ sets: [...VIRTUAL_SETTINGS, `storage.dataFolder=${out}`] });
  const scenario = scenarioSchema.parse({
    person: {
      reactionMs: 500,
      slides: [
        {
          slide: { seed, parasitaemia: parasitaemia / 100 },
          badStops: { '2': 'defocused', '4': 'empty', '7': 'repeated' },
        },
      ],
    },
  });
  const interrupt = onInterrupt();
  const stop = new AbortController();
  interrupt.signal.addEventListener('abort', () => stop.abort());
  const around = virtualSurroundings(
    config,
    scenario,
    false,
    () => stop.abort(),
    () => undefined,
  );
  const log = createLog({
    level: 'error',
    form: formFor(process.stderr, process.env),
    stream: process.stderr,
    clock: around.clock,
  });
  process.stderr.write(
    'The device on a virtual microscope, as a health worker sees it. One slide takes a minute or two; Ctrl-C ends it.\n\n',
  );
  try {
    await runDevice({ config, around, model, log, service: noServiceManager }, stop.signal, undefined, () =>
      around.world.begin(),
    );
  } finally {
    interrupt.release();
    await around.world.close();
  }
  if (interrupt.signal.aborted) {
    process.stderr.write(
      '\nInterrupted. What was counted is kept; the next start goes on with this slide.\n',
    );
    process.exitCode = exitCodes.interrupted;
  } else {
    await withStoredData({ out }, (data) => tell(data, parasitaemia / 100));
  }
}

/** What was counted, read back from the disk, beside the one thing a real slide never tells. */
async function tell(data: StoredData, rendered: number): Promise<void> {
  const { store } = data;
  const [slide] = await store.slides({ limit: 1 });
  const latest = await store.latestResult(slide.id);
  if (!latest) throw new Error('the demo ended without a result');
  const { wording, parasitaemia: share, verdict } = latest.result;
  const holds = share.low <= rendered && rendered <= share.high;
  const inside = verdict === 'no-result' ? '' : `; the interval ${holds ? 'holds' : 'MISSES'} that`;
  process.stdout.write(`\nSlide ${slide.label}, as it is on disk:\n`);
  for (const sentence of wording) process.stdout.write(`  ${sentence}\n`);
  process.stdout.write(
    `Truth: it was rendered with ${percent(rendered, 'nearest')} of red cells infected${inside}.\n` +
      `Its page, with pictures: ${await writeReport(data, slide)}\n`,
  );
}
