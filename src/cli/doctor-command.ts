import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { RingformError, UsageError } from '../base/errors.js';
import { defaultModel } from '../classify/load-model.js';
import type { Config } from '../config/schema.js';
import type { Witness } from '../doctor/asked-checks.js';
import { runChecks, type Check, type CheckResult } from '../doctor/check.js';
import { findingsOf, resultLines, verdictLine, verdictOf, type Verdict } from '../doctor/findings.js';
import type { Log } from '../service/log.js';
import { scenarioSchema } from '../virtual/scenario.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { openChecks } from './device/open-checks.js';
import { machine, type Surroundings } from './device/surroundings.js';
import { readScenario, virtualSurroundings } from './device/virtual-surroundings.js';
import { exitCodes } from './exit-codes.js';
import { version } from './version.js';

interface DoctorOptions extends ConfigOptions {
  model: string;
  only?: readonly string[];
  ask?: true;
  json?: true;
}

const codes: Readonly<Record<Verdict, number>> = {
  'can-count': exitCodes.done,
  'can-count-with-faults': exitCodes.mildFault,
  'cannot-count': exitCodes.hardware,
};

/** What a part says of itself while it is opened comes again as its check's finding. */
const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => quiet,
};

/** `ringform doctor`: every part of the device examined, and what to do about each that fails. */
export function doctorCommand(): Command {
  return withDataOptions(new Command('doctor'))
    .summary('examine every part of the device and say what to do about what fails')
    .description(
      'Opens the parts as `ringform run` does and examines them one by one; one that fails does not keep the others from being\n' +
        'examined. Stop the service first (sudo systemctl stop ringform): it holds camera and lines.',
    )
    .addOption(
      new Option('-m, --model <file>', 'manifest of the classifier').default(defaultModel, 'the one shipped'),
    )
    .option('--virtual [scenario]', 'examine a virtual device, with the faults that a scenario begins with')
    .addOption(
      new Option('--only <part,…>', 'examine these parts alone, such as camera,light').argParser(
        (text: string) => text.split(',').map((name) => name.trim()),
      ),
    )
    .option('--ask', 'also ask a person at the device what they see and hear, and for a press of the button')
    .option('--json', 'one JSON document (ringform schema doctor) in place of lines to read')
    .addHelpText(
      'after',
      `
Exits with 0 when all is well, 1 when slides can be counted but something is to be seen to, 7 when none can be counted.
docs/doctor.md says what each part is examined for, and what each code means.`,
    )
    .action(doctor);
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { ask, json } = options;
  if (ask && !process.stdin.isTTY) {
    throw new UsageError(
      'ask-without-terminal',
      '--ask needs somebody at a terminal.',
      'Start it in a terminal, or leave --ask out.',
    );
  }
  const { config } = configByOptions(options);
  const stand = surroundings(config, options);
  const witness = ask ? terminalWitness() : undefined;
  // Threads and timers at rest let a process end; this one ends when everything was examined.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    const { results, verdict } = await examine(config, stand.around, options, witness?.witness);
    process.stdout.write(
      json
        ? `${JSON.stringify(findingsOf(results, { device: config.device.name, program: version }), null, 2)}\n`
        : `\n${verdictLine(results)}${hint(results)}`,
    );
    process.exitCode = codes[verdict];
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    process.stderr.write('\nBroken off.\n');
    process.exitCode = exitCodes.interrupted;
  } finally {
    clearInterval(alive);
    witness?.close();
    await stand.close();
  }
}

async function examine(
  config: Config,
  around: Surroundings,
  { model, only, json }: DoctorOptions,
  witness: Witness | undefined,
): Promise<{ readonly results: readonly CheckResult[]; readonly verdict: Verdict }> {
  const { clock } = around;
  const device = await openChecks({ config, around, model, log: quiet }, witness);
  try {
    const results: CheckResult[] = [];
    for await (const result of runChecks(chosen(device.checks, only), clock)) {
      if (!json) process.stdout.write(resultLines(result));
      results.push(result);
    }
    return { results, verdict: verdictOf(results) };
  } finally {
    // What cannot be used often cannot be put to rest either: that must not hide what was found.
    await device.close().catch((error: unknown) => {
      if (!(error instanceof RingformError) && !(error instanceof AggregateError)) throw error;
      process.stderr.write(`note: ${error.message}\n`);
    });
  }
}

/** The commonest reason for a part that is in use. */
function hint(results: readonly CheckResult[]): string {
  return results.some((result) => result.state === 'failed' && /-busy$/.test(result.code))
    ? 'Is the service running? Stop it first: sudo systemctl stop ringform\n'
    : '';
}

/** The checks that `--only` names, by part or by name. Throws UsageError for a name that there is not. */
function chosen(checks: readonly Check[], only: readonly string[] | undefined): readonly Check[] {
  if (!only) return checks;
  const names = new Set(checks.flatMap(({ part, label }) => [part, label ?? part]));
  const unknown = only.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      'unknown-part',
      `No check is called ${unknown}.`,
      `There are: ${[...names].join(', ')}.`,
    );
  }
  return checks.filter(({ part, label = part }) => only.includes(part) || only.includes(label));
}

function surroundings(
  config: Config,
  { virtual, ask }: DoctorOptions,
): { readonly around: Surroundings; close(): Promise<void> } {
  // Standard output is for the findings; a display drawn among them is only shown when somebody is asked about it.
  const terminal = ask
    ? process.stderr
    : { isTTY: false, write: (_text: string, done: (error?: Error | null) => void) => done() };
  if (virtual === undefined)
    return { around: { ...machine(process.env), terminal }, close: () => Promise.resolve() };
  const scenario = typeof virtual === 'string' ? readScenario(virtual) : scenarioSchema.parse({});
  const made = virtualSurroundings(
    config,
    scenario,
    false,
    () => undefined,
    () => undefined,
  );
  made.world.begin();
  return { around: { ...made, terminal }, close: () => made.world.close() };
}

/** The person left: Ctrl-C, or the end of the input. */
class Gone extends Error {}

/** The person at this terminal. */
function terminalWitness(): { readonly witness: Witness; close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new Gone()));
  });
  gone.catch(() => undefined); // told to whoever waits for an answer
  return {
    witness: {
      yes: async (question) => {
        for (;;) {
          const said = await Promise.race([lines.question(`? ${question} [y/n] `), gone]);
          const answer = said.trim().toLowerCase();
          if (['y', 'yes'].includes(answer)) return true;
          if (['n', 'no'].includes(answer)) return false;
        }
      },
      tell: (request) => void process.stderr.write(`! ${request}\n`),
      gone,
    },
    close: () => lines.close(),
  };
}
