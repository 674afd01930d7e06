import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { seededRandom } from '../../src/base/random.js';
import type { SlideResult, Tally } from '../../src/counting/result.js';
import type { FieldFingerprint } from '../../src/imaging/field.js';
import type { Moment } from '../../src/clock/moment.js';
import type { NewField, SlideStart, StoredCell } from '../../src/store/slide-store.js';

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const TRUSTS = ['none', undefined, 'rtc', 'network'] as const;

/**
 * A wall clock that runs backwards, as one that is never set may seem to, trusted or not by turns: order must not lean on it.
 */
export function momentNumber(n: number): Moment {
  const trust = TRUSTS[n % 4];
  return {
    bootId: `test-boot-${n % 3}`,
    uptimeMs: n * 1000,
    wallClockMs: 1_700_000_000_000 - n * 60_000,
    ...(trust !== undefined && { trust }),
  };
}

/** What recognises a field; the same seed gives the same. */
export function fingerprint(seed: number, cells = 20): FieldFingerprint {
  const random = seededRandom(seed);
  return {
    points: Float32Array.from({ length: 2 * cells }, () => random.uniform() * 30),
    width: 33 / 0.7,
    height: 25 / 0.7,
    usableArea: seed % 2 === 0 ? { shape: 'full' } : { shape: 'circle', x: 16.1, y: 12.3, radius: 11 / 3 },
  };
}

/** A slide id made of one number. */
export const slideId = (n: number): string => n.toString(16).padStart(32, '0');

export function slideStart(n: number, settings: Record<string, unknown> = { cellLimit: 5000 }): SlideStart {
  return {
    id: slideId(n),
    label: `slide ${n}`,
    at: momentNumber(n),
    model: { name: 'test-model', sha256: 'ab'.repeat(32) },
    settings,
  };
}

/** A field with cells of every kind; the same seed gives the same field. */
export function newField(ordinal: number, seed = ordinal, cells = 12, accepted = true): NewField {
  const random = seededRandom(seed);
  const all = Array.from({ length: cells }, (_, i): StoredCell => {
    const box = {
      x: Math.floor(random.uniform() * 1900),
      y: Math.floor(random.uniform() * 1400),
      width: 40 + i,
      height: 41,
    };
    if (i % 6 === 4) return { box, kind: 'platelet', counted: false, score: null, infected: null };
    if (i % 6 === 5)
      return { box, kind: 'red', counted: false, notCounted: 'cut-by-border', score: null, infected: null };
    const score = Math.fround(random.uniform());
    return { box, kind: 'red', counted: true, score, infected: score >= 0.9 };
  });
  const counted = accepted ? all.filter((cell) => cell.counted) : [];
  return {
    ordinal,
    name: `field ${ordinal}.jpg`,
    width: 2028,
    height: 1520,
    accepted,
    quality: {
      ok: accepted,
      findings: [
        { check: 'focus', value: random.uniform(), ok: accepted, ...(!accepted && { advice: 'Refocus.' }) },
      ],
    },
    seenBefore: 0.125,
    usableArea: { shape: 'circle', x: 1014.5, y: 760, radius: 700.25 },
    cellDiameter: 61.5,
    redCells: counted.length,
    infected: counted.filter((cell) => cell.infected).length,
    timing: { imagingMs: 50.5, classifyMs: 12 },
    at: momentNumber(ordinal),
    cells: all,
  };
}

/** Some result about a tally; the arithmetic is not the store's business. */
export function resultFor(tally: Tally, wording = 'Screening aid, confirm by microscopist.'): SlideResult {
  return {
    ...tally,
    verdict: 'positive',
    parasitaemia: { value: 0.0125, low: 0.0071, high: 0.021 },
    perMicrolitre: { value: 62_500, low: 35_500, high: 105_000 },
    redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' },
    severity: 'none',
    stopped: 'cell-limit',
    wording: [wording],
  };
}

/** The code of the StorageError that a call must end in; its remedy must say something. */
export async function storageCode(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => new Error('expected a StorageError, it went well'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StorageError)) throw new Error('expected a StorageError', { cause: error });
  expect(error.remedy).toMatch(/\.$/);
  return error.code;
}
