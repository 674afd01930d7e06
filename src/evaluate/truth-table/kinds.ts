import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors.js';
import { needColumn, readCsv } from '../csv.js';
import { groupBy } from '../../base/group-by.js';
import type { FailureSummary } from './document.js';
import { cellName, type Failure } from './failure.js';

interface NamedCell {
  readonly file: string;
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly kind: string;
}

/** What people called failures when they looked at them: kinds.csv with columns cell and kind. */
export class NamedKinds {
  private readonly byFile: ReadonlyMap<string, readonly NamedCell[]>;

  private constructor(named: readonly NamedCell[]) {
    this.byFile = groupBy(named, (one) => one.file);
  }

  /** Reads the table; a file that is missing names nothing. Throws InputError when it cannot be understood. */
  static async read(path: string | undefined): Promise<NamedKinds> {
    if (path === undefined || !existsSync(path)) return new NamedKinds([]);
    const table = await readCsv(path);
    const [cell, kind] = [needColumn(table, ['cell']), needColumn(table, ['kind'])];
    return new NamedKinds(
      table.rows.map((row) => {
        const [file, ...places] = row.values[cell].split('@');
        const place = places.at(0);
        const at = place === undefined ? undefined : /^(-?\d+):(-?\d+)$/.exec(place);
        if (file === '' || at === null || row.values[kind] === '') {
          throw new InputError(
            'kinds-unreadable',
            `${path}, line ${row.line}: "${row.values[cell]}" is no cell, or has no kind`,
            'Write set/file@x:y (or set/file for a single crop) and a kind, as failures.csv of a gallery has them.',
          );
        }
        return { file, at: at && { x: Number(at[1]), y: Number(at[2]) }, kind: row.values[kind] };
      }),
    );
  }

  /** The kind of a failure: by its file, in a field by the nearest named cell within half a cell diameter. */
  of(failure: Failure): string | undefined {
    const named = this.byFile.get(cellName({ set: failure.set, file: failure.file })) ?? [];
    if (failure.at === undefined) return named.find((one) => one.at === undefined)?.kind;
    const { x, y } = failure.at;
    let best: { distance: number; kind: string } | undefined;
    for (const { at, kind } of named) {
      if (at === undefined) continue;
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance <= (failure.reach ?? 0) && distance < (best?.distance ?? Infinity))
        best = { distance, kind };
    }
    return best?.kind;
  }
}

/** How many failures of each set and group there are, and of which kinds. */
export function summariseFailures(failures: readonly Failure[], kinds: NamedKinds): FailureSummary[] {
  return [...groupBy(failures, (one) => `${one.set} ${one.group}`).values()].map((own) => {
    const named = own.flatMap((one) => kinds.of(one) ?? []);
    const counted = [...groupBy(named, (kind) => kind)].map(([kind, all]) => ({ kind, n: all.length }));
    return {
      set: own[0].set,
      group: own[0].group,
      n: own.length,
      kinds: counted.sort((a, b) => b.n - a.n),
      notNamed: own.length - named.length,
    };
  });
}
