#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { RingformError } from '../base/errors.js';
import { calibrateCommand } from './calibrate-command.js';
import { configCommand } from './config-command.js';
import { countCommand } from './count-command.js';
import { demoCommand } from './demo-command.js';
import { doctorCommand } from './doctor-command.js';
import { enrollCommand } from './enroll-command.js';
import { evaluateCommand } from './evaluate-command.js';
import { exitCodeHelp, exitCodeOf, exitCodes } from './exit-codes.js';
import { outboxCommand } from './outbox-command.js';
import { exportCommand } from './export-command.js';
import { reportCommand } from './report-command.js';
import { reviewCommand } from './review-command.js';
import { runCommand } from './run-command.js';
import { schemaCommand } from './schema-command.js';
import { simulateCommand } from './simulate-command.js';
import { slidesCommand } from './slides-command.js';
import { superviseCommand } from './supervise-command.js';
import { trainingSetCommand } from './training-set-command.js';
import { version } from './version.js';

function program(): Command {
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

${exitCodeHelp}`,
    );
  for (const command of [
    runCommand(),
    doctorCommand(),
    calibrateCommand(),
    countCommand(),
    slidesCommand(),
    outboxCommand(),
    reportCommand(),
    reviewCommand(),
    trainingSetCommand(),
    evaluateCommand(),
    simulateCommand(),
    superviseCommand(),
    exportCommand(),
    demoCommand(),
    schemaCommand(),
    enrollCommand(),
    configCommand(),
  ]) {
    ringform.addCommand(command);
  }
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
  await program().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else {
    explain(error);
    process.exitCode = exitCodeOf(error);
  }
}
