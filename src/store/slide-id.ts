import { randomBytes } from 'node:crypto';

/**
 * A new slide's id: 128 random bits as 32 hexadecimal digits. Random and not counted or timed, because a device may be
 * wiped, cloned from one card image, or have its clock a year wrong, and two slides of a district must never meet;
 * order is the sequence number's business.
 */
export function newSlideId(): string {
  return randomBytes(16).toString('hex');
}

/** Whether a text has the form of `newSlideId`; ids become file names, so nothing else is let in. */
export function isSlideId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
