#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { RingformError } from '../base/errors.js';
import { exitCodeHelp, exitCodeOf, exitCodes } from './exit-codes.js';
import { version } from './version.js';

/** By name, in the order of the help. Each is loaded when it is asked for: the daemon carries no web server in its memory. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run-command.js')).runCommand(),
  doctor: async () => (await import('./doctor-command.js')).doctorCommand(),
  calibrate: async () => (await import('./calibrate-command.js')).calibrateCommand(),
  count: async () => (await import('./count-command.js')).countCommand(),
  slides: async () => (await import('./slides-command.js')).slidesCommand(),
  outbox: async () => (await import('./outbox-command.js')).outboxCommand(),
  report: async () => (await import('./report-command.js')).reportCommand(),
  review: async () => (await import('./review-command.js')).reviewCommand(),
  'training-set': async () => (await import('./training-set-command.js')).trainingSetCommand(),
  evaluate: async () => (await import('./evaluate-command.js')).evaluateCommand(),
  simulate: async () => (await import('./simulate-command.js')).simulateCommand(),
  supervise: async () => (await import('./supervise-command.js')).superviseCommand(),
  export: async () => (await import('./export-command.js')).exportCommand(),
  demo: async () => (await import('./demo-command.js')).demoCommand(),
  schema: async () => (await import('./schema-command.js')).schemaCommand(),
  enroll: async () => (await import('./enroll-command.js')).enrollCommand(),
  config: async () => (await import('./config-command.js')).configCommand(),
};

/** The one command that the arguments name, or all of them, for the help. */
function asked([name = '']: readonly string[]): readonly (() => Promise<Command>)[] {
  return Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
}

async function program(args: readonly string[]): Promise<Command> {
  const ringform = new Command('ringform')
    .description(
      'Counts malaria parasites on stained thin blood films: a slide under the microscope or images of it in, parasitaemia with an\nhonest interval out. A screening aid: a microscopist confirms.',
    )
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Begin with:
  ringform demo                      watch the device count a rendered slide
  ringform run --virtual             be the person at its button
  ringform count FOLDER              count a slide from your own images
  ringform help count                more about a command

Where the data is: --out FOLDER; else storage.dataFolder, by --set, by RINGFORM_STORAGE_DATA_FOLDER or in the configuration
file; else /var/lib/ringform. What plays or counts files on any machine (run --virtual, count, demo, and the supervisor's
commands) keeps its data in ringform-data here unless told otherwise, and run --virtual reads no configuration file but one
that is named.

${exitCodeHelp}`,
    );
  for (const load of asked(args)) ringform.addCommand(await load());
  for (const command of withSubcommands(ringform)) {
    command.exitOverride().showSuggestionAfterError().showHelpAfterError('(add --help for what it takes)');
  }
  return ringform;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Says what went wrong and what to do; a stack trace is for Ringform's own faults only. */
function explain(error: unknown): void {
  if (error instanceof RingformError) {
    process.stderr.write(`ringform: ${error.message} [${error.code}]\n  ${error.remedy}\n`);
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`ringform: a fault of Ringform's own. Please report it with this text:\n${stack}\n`);
  }
}

// A reader that closes the pipe early (head, less) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

try {
  await (await program(process.argv.slice(2))).parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else {
    explain(error);
    process.exitCode = exitCodeOf(error);
  }
}
