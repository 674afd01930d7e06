import { Command, Option } from 'commander';
import { aborted } from '../base/aborted.js';
import { defaultModel } from '../classify/load-model.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import { percent } from '../counting/rounding.js';
import type { SlideLine } from '../registry/reading.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import type { Log } from '../service/log.js';
import { noServiceManager } from '../service/service-manager.js';
import { scenarioSchema } from '../virtual/scenario.js';
import { configByOptions } from './config-command.js';
import { startDemoDistrict, type DemoDistrict } from './demo/demo-district.js';
import { runDevice } from './device/run-device.js';
import { virtualSurroundings } from './device/virtual-surroundings.js';
import { exitCodes } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { writeReport } from './report-command.js';
import { withStoredData, type StoredData } from './stored-data.js';
import { numberBetween, wholeNumberBetween } from './options.js';

/** Longer than a broken connection takes to be made again. */
const ARRIVES_WITHIN_MS = 60_000;

interface DemoOptions {
  out: string;
  parasitaemia: number;
  seed: number;
  model: string;
}

/** `ringform demo`: the daemon on a virtual microscope, a person at the button, one slide, and the supervisor who sees it. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('watch the device count a rendered slide, and a supervisor see it: no hardware needed')
    .description(
      'Runs the real daemon on a virtual microscope. A virtual health worker presses the button, moves the stage, loses the\n' +
        'focus once and comes to an empty place; the display is drawn here. The result goes through a broker in this process to\n' +
        'the supervisor’s pages, whose address and login are printed. On a terminal they stay until Ctrl-C; elsewhere all of it\n' +
        'ends once the slide has arrived.',
    )
    .option('-o, --out <folder>', 'data folder', 'ringform-data')
    .option('-p, --parasitaemia <percent>', 'infected red cells, in percent', numberBetween(0, 100), 4)
    .option('-s, --seed <number>', 'the same seed is the same slide', wholeNumberBetween(0, 2 ** 31 - 1), 1)
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const interrupt = onInterrupt();
  const clock = new SystemClock({ trust: systemClockTrust() });
  const form = formFor(process.stderr, process.env);
  const log = createLog({ level: 'error', form, stream: process.stderr, clock });
  const district = await startDemoDistrict(options.out, clock, log);
  try {
    process.stderr.write(
      'The device on a virtual microscope, as a health worker sees it. One slide takes a minute or two; Ctrl-C ends it.\n' +
        `${loginWords(district)}\n`,
    );
    const seen = await countOneSlide(options, district, log, interrupt.signal);
    if (interrupt.signal.aborted) {
      process.stderr.write(
        '\nInterrupted. What was counted is kept; the next start goes on with this slide.\n',
      );
      process.exitCode = exitCodes.interrupted;
      return;
    }
    await withStoredData(options, (data) => tell(data, options.parasitaemia / 100));
    process.stdout.write(arrivalWords(seen, district));
    if (seen && process.stdout.isTTY) {
      process.stderr.write(`\n${loginWords(district)}The pages stay until Ctrl-C.\n`);
      await aborted(interrupt.signal);
    }
  } finally {
    await district.close();
    interrupt.release();
  }
}

/** The daemon on one slide; ends when the supervisor has it, and gives what the supervisor sees. */
async function countOneSlide(
  { out, parasitaemia, seed, model }: DemoOptions,
  district: DemoDistrict,
  log: Log,
  interrupted: AbortSignal,
): Promise<SlideLine | undefined> {
  // The demonstration is the same on every machine: no variable of the environment changes it.
  const { config } = configByOptions({ out, virtual: true, set: district.settings }, {});
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
  const stop = new AbortController();
  interrupted.addEventListener('abort', () => stop.abort());
  if (interrupted.aborted) stop.abort();
  let arrival: Promise<SlideLine | undefined> = Promise.resolve(undefined);
  const finished = (): void => {
    const patience = AbortSignal.any([stop.signal, AbortSignal.timeout(ARRIVES_WITHIN_MS)]);
    arrival = withStoredData({ out }, async ({ store }) => {
      const [slide] = await store.slides({ limit: 1 });
      return district.arrived(slide.id, patience);
    });
    void arrival.finally(() => stop.abort()).catch(() => undefined); // told where it is awaited
  };
  const around = virtualSurroundings(config, scenario, false, finished, () => undefined);
  try {
    await runDevice({ config, around, model, log, service: noServiceManager }, stop.signal, undefined, () =>
      around.world.begin(),
    );
  } finally {
    await around.world.close();
  }
  return arrival;
}

function loginWords({ address, user, password }: DemoDistrict): string {
  return `The supervisor’s pages: ${address}\n  user ${user}, password ${password}\n`;
}

function arrivalWords(seen: SlideLine | undefined, { address }: DemoDistrict): string {
  if (!seen)
    return 'It has not arrived at the supervisor yet: it waits in the outbox, and is sent at the next start.\n';
  return `The supervisor has it: ${seen.standing}, from “${seen.deviceName}” at ${seen.site}: ${address}/slides/${seen.slide}\n`;
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
