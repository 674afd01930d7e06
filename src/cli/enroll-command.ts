import { Command } from 'commander';
import {
  acceptCommand,
  checkCommand,
  renewCommand,
  requestCommand,
  showCommand,
} from './enroll/device-commands.js';
import { approveCommand, authorityCommand, revokeCommand } from './enroll/supervisor-commands.js';

/** `ringform enroll …`: how a device comes to be believed. */
export function enrollCommand(): Command {
  const enroll = new Command('enroll')
    .summary('let a device send its results: keys, certificates, registry')
    .description(
      'Lets a device send its results to a supervisor, in four steps. Nothing but a USB stick goes between the machines, and no private key of a device ever leaves it.',
    )
    .addHelpText(
      'after',
      `
The four steps:
  1  where broker and supervisor run, once:
       ringform enroll authority --host hub.example.org --name "Gombe district"
  2  on the device, with a stick in:
       ringform enroll request --name "Clinic North" --to /media/stick
  3  where the authority is, the stick in there:
       ringform enroll approve /media/stick/rf-….request --site clinic-north
  4  on the device again:
       ringform enroll accept /media/stick/rf-….answer --write

Later:
  ringform enroll check                        whether the broker lets this device in
  ringform enroll show                         who this device is, how long its certificate holds (two years)
  ringform enroll renew --to /media/stick      then steps 3 and 4 again
  ringform enroll revoke rf-…                  a device that was lost or stolen

The device prints its id in step 2, the supervisor’s side in step 3: they must be the same. So must the authority’s fingerprint
in steps 1 and 4.`,
    );
  for (const command of [
    authorityCommand(),
    requestCommand(),
    approveCommand(),
    acceptCommand(),
    checkCommand(),
    showCommand(),
    renewCommand(),
    revokeCommand(),
  ]) {
    enroll.addCommand(command.exitOverride().showSuggestionAfterError());
  }
  return enroll;
}
