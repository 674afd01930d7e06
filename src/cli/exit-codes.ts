import {
  HardwareError,
  InputError,
  LinkError,
  ModelError,
  RefusedError,
  RingformError,
  StorageError,
  UsageError,
} from '../base/errors.js';

/** What the shell is told. The same table stands in `ringform --help` and in docs/commands.md. */
export const exitCodes = {
  done: 0,
  someFramesUnreadable: 1,
  mildFault: 1,
  usage: 2,
  input: 3,
  model: 4,
  storage: 5,
  nothingCounted: 6,
  hardware: 7,
  refused: 8,
  link: 9,
  internal: 70,
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
    0  done
    1  done, but some of the given images could not be read (they are named); doctor: slides can be counted, but
       something is to be seen to
    2  the command line asks for something that does not exist or does not fit
    3  nothing readable was given: no images, or none that can be decoded
    4  the model's weights or manifest are missing, damaged or do not belong together
    5  the disk refused: full, read-only, no permission, or a damaged store
    6  images were read, but no field was good enough to count: no result
    7  a part of the device is missing or does not answer; doctor: no slide can be counted
    8  what was brought does not hold: changed after it was signed, of another device, of another authority
    9  the way to the broker fails: unreachable, refused, a certificate that has ended
   70  a fault of Ringform's own: please report it
  130  interrupted; what was finished by then is kept`;

/** The exit code of a failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof InputError) return exitCodes.input;
  if (error instanceof ModelError) return exitCodes.model;
  if (error instanceof StorageError) return exitCodes.storage;
  if (error instanceof HardwareError) return exitCodes.hardware;
  if (error instanceof RefusedError) return exitCodes.refused;
  if (error instanceof LinkError) return exitCodes.link;
  if (error instanceof RingformError) return exitCodes.internal;
  return exitCodes.internal;
}
