import { HardwareError } from '../base/errors.js';

export function stageClosed(): HardwareError {
  return new HardwareError(
    'stage-closed',
    'The stage was closed before it had moved.',
    'Nothing to do: the device is stopping.',
  );
}

export function stageNoCommand(program: string, cause: unknown): HardwareError {
  return new HardwareError(
    'stage-no-command',
    `The command that moves the stage cannot be started: ${program}.`,
    'Check the path and the permission to run it, in the configuration under unattended.advance.',
    { cause },
  );
}

export function stageTimeout(program: string, timeoutMs: number): HardwareError {
  return new HardwareError(
    'stage-timeout',
    `${program} had not moved the stage after ${timeoutMs / 1000} s and was ended.`,
    'Look whether the stage is jammed; raise the limit when it only is slow.',
  );
}

export function stageCommandFailed(program: string, how: string, said: string): HardwareError {
  return new HardwareError(
    'stage-command-failed',
    `${program} could not move the stage: ${how}${said === '' ? '' : `, it said: ${said}`}.`,
    'Run the command by hand and put right what it complains of.',
  );
}
