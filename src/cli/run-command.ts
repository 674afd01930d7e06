import { createWriteStream } from 'node:fs';
import { Command, Option } from 'commander';
import { UsageError } from '../base/errors.js';
import { defaultModel } from '../classify/load-model.js';
import type { Config } from '../config/schema.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import type { Log, LogLevel } from '../service/log.js';
import { openServiceManager } from '../service/systemd-manager.js';
import type { Screen } from '../workflow/screen.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { readScenario, virtualSurroundings } from './device/virtual-surroundings.js';
import { runDevice } from './device/run-device.js';
import { machine, type Surroundings } from './device/surroundings.js';
import { onInterrupt } from './interrupt.js';
import { handleKeys } from './device/keyboard.js';
import { scenarioSchema } from '../virtual/scenario.js';

interface RunOptions extends ConfigOptions {
  model: string;
  virtualTime?: true;
  record?: string;
}

/** `ringform run`: the daemon. */
export function runCommand(): Command {
  return withDataOptions(new Command('run'))
    .summary('be the device: camera, button, display, battery')
    .description(
      'Runs the device until it is stopped: by its button (6 s), its battery, SIGTERM or Ctrl-C. Whatever is counted is on\n' +
        'disk before it is shown; a restart goes on where the last run ended.',
    )
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .option(
      '--virtual [scenario]',
      'on a virtual microscope: the keyboard is the button, or a scenario file plays person, slides and faults',
    )
    .option('--virtual-time', 'with a scenario: time jumps from event to event, a day passes in minutes')
    .option('--record <file>', 'write every screen shown as a line of JSON, with the time since the start')
    .addHelpText(
      'after',
      `
Examples:
  ringform run --config /etc/ringform/config.yaml      as the service does
  ringform run --virtual                               try it: space presses the button, h lists the keys
  ringform run --virtual day.yaml --virtual-time       a scenario, as fast as it goes
  ringform run --virtual --config trial.yaml           under a configuration, its data folder and its sync too

With --virtual camera, display and gauge are stand-ins whatever the configuration says; only one that is named is read, and
data is in ringform-data here unless it, --set or --out name another folder: rendered slides do not come among real ones.

A scenario names slides and what goes wrong with them:
  person:
    slides:
      - { atMinute: 1, slide: { seed: 7, parasitaemia: 0.03 }, badStops: { '2': defocused } }
  happenings:
    - { atMinute: 9, camera: frozen }`,
    )
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  const virtual = options.virtual !== undefined;
  if (options.virtualTime && typeof options.virtual !== 'string') {
    throw new UsageError('virtual-time', '--virtual-time needs a scenario.', 'Name one: --virtual day.yaml');
  }
  const { config, warnings } = configByOptions(options);
  const interrupt = onInterrupt();
  const stop = new AbortController();
  interrupt.signal.addEventListener('abort', () => stop.abort());
  const record = options.record === undefined ? undefined : recorder(options.record);
  try {
    if (virtual) await runVirtual(config, options, stop, record?.keep);
    else
      await runReal(
        config,
        options,
        stop.signal,
        warnings.map(({ what }) => what),
      );
  } finally {
    interrupt.release();
    await record?.close();
  }
}

async function runReal(
  config: Config,
  { model }: RunOptions,
  stop: AbortSignal,
  warnings: readonly string[],
): Promise<void> {
  const around = machine(process.env);
  const log = openLog(config.log.level, around);
  for (const warning of warnings) log.warn(`configuration: ${warning}`);
  const service = await openServiceManager(process.env, (error) =>
    log.warn('the service manager is not heard by', { error }),
  );
  try {
    await runDevice({ config, around, model, log, service }, stop);
  } finally {
    service.close();
  }
}

async function runVirtual(
  config: Config,
  { model, virtual, virtualTime }: RunOptions,
  stop: AbortController,
  keep: ((screen: Screen, uptimeMs: number) => void) | undefined,
): Promise<void> {
  const scenario = typeof virtual === 'string' ? readScenario(virtual) : scenarioSchema.parse({});
  const around = virtualSurroundings(
    config,
    scenario,
    virtualTime === true,
    () => stop.abort(),
    (screen) => keep?.(screen, around.clock.uptimeMs() - began),
  );
  const began = around.clock.uptimeMs();
  const log = openLog(
    config.display.kind === 'terminal' && process.stderr.isTTY ? 'error' : config.log.level,
    around,
  );
  const service = await openServiceManager(process.env, (error) =>
    log.warn('the service manager is not heard by', { error }),
  );
  const keys = typeof virtual === 'string' ? undefined : handleKeys(around.world, () => stop.abort());
  try {
    await runDevice({ config, around, model, log, service }, stop.signal, around.time, () =>
      around.world.begin(),
    );
  } finally {
    keys?.release();
    service.close();
    await around.world.close();
  }
}

function openLog(level: LogLevel, { clock }: Surroundings): Log {
  return createLog({ level, form: formFor(process.stderr, process.env), stream: process.stderr, clock });
}

/** Every screen as a line of JSON. */
function recorder(file: string): {
  readonly keep: (screen: Screen, uptimeMs: number) => void;
  close(): Promise<void>;
} {
  const stream = createWriteStream(file, { flags: 'a' });
  let failed: unknown;
  stream.on('error', (error) => (failed ??= error));
  return {
    keep: (screen, uptimeMs) => void stream.write(`${JSON.stringify({ uptimeMs, ...screen })}\n`),
    close: () =>
      new Promise((resolve, reject) => {
        stream.end(() => {
          if (failed === undefined) resolve();
          else
            reject(
              new UsageError('record', `Cannot write ${file}.`, 'Choose another --record.', {
                cause: failed,
              }),
            );
        });
      }),
  };
}
