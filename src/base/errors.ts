/**
 * A fault a person can do something about: a stable code, what is wrong, and what to do.
 * Internal faults (bugs) stay plain Errors, so the two are never confused.
 */
export class RingformError extends Error {
  readonly code: string;
  /** One sentence: what the reader can do about it. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
  }
}

/** The input cannot be read as what it claims to be (truncated JPEG, text named .jpg, too large, …). */
export class InputError extends RingformError {}

/** The command line or configuration asks for something that does not exist or does not fit. */
export class UsageError extends RingformError {}

/** Weights and manifest do not belong together, or neither can be read. */
export class ModelError extends RingformError {}

/** The disk refused: full, read-only, missing, or holding a damaged store. */
export class StorageError extends RingformError {}

/** A part of the device does not answer, answers nonsense, or is not there: camera, display, button, gauge, lamp. */
export class HardwareError extends RingformError {}

/** The way to the broker or the supervisor fails: unreachable, refused, a certificate that does not hold. */
export class LinkError extends RingformError {}

/** A message or a request of the outside is not what it must be: unsigned, out of its chain, of an unknown version. */
export class RefusedError extends RingformError {}

/** Closes a switch over a union: a new member that is not handled becomes a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
