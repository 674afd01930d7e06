/**
 * Parts of the pipeline whose work shows that the device is alive.
 * - `round-trip`: a question went through the store and the classifier's thread and came back to the main loop.
 * - `frames`: a live frame was looked at, or the camera's keeper ended an attempt to restart it.
 * - `analysis`: a field that waited was counted and committed.
 */
export type Part = 'round-trip' | 'frames' | 'analysis';

/** What the device is about, as far as it decides which parts must move. */
export interface Work {
  /** Live frames are asked for and the camera has not given up. */
  readonly framesFlow: boolean;
  /** Fields wait for analysis, or are in it. */
  readonly fieldsWait: boolean;
}

/** The parts that must have moved since the last ping. The round trip always: it alone covers a device at rest. */
export function partsOwed(work: Work): readonly Part[] {
  const parts: Part[] = ['round-trip'];
  if (work.framesFlow) parts.push('frames');
  if (work.fieldsWait) parts.push('analysis');
  return parts;
}

/** How much of the watchdog's time passes between pings at least; the four chances within it make up for a lost one. */
export const pingShare = 1 / 4;

/**
 * Whether the service manager is to hear of progress now: every part that owes work has moved since the last ping, and that
 * ping is at least a quarter of the watchdog's time ago. Pure; times in ms.
 */
export function pingDue(
  moved: ReadonlySet<Part>,
  owed: readonly Part[],
  sinceLastPingMs: number,
  watchdogMs: number,
): boolean {
  return sinceLastPingMs >= watchdogMs * pingShare && owed.every((part) => moved.has(part));
}
