import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RingformError } from '../../src/base/errors.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { QuarantineLimits } from '../../src/registry/quarantine-limits.js';
import type { Registry } from '../../src/registry/registry.js';
import { START_MS, type WireDevice } from './wire-device.js';

/** Gives the place of an empty registry, one for each call. */
export type NewPlace = () => Promise<string>;

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-registry-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open registry that is closed when the test ends. */
export async function opened(place: string, limits?: QuarantineLimits): Promise<Registry> {
  const registry = await openRegistry(place, limits);
  onTestFinished(() => registry.close());
  return registry;
}

/** A registry with some devices let in. */
export async function withDevices(newPlace: NewPlace, ...devices: readonly WireDevice[]): Promise<Registry> {
  const registry = await opened(await newPlace());
  for (const device of devices) await registry.enrol(device.enrolment, START_MS);
  return registry;
}

/** The code of the error that a call must end in; it must say what to do. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => new Error('expected an error, it went well'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RingformError)) throw new Error('expected a RingformError', { cause: error });
  if (!error.remedy.endsWith('.')) throw new Error('no remedy', { cause: error });
  return error.code;
}
