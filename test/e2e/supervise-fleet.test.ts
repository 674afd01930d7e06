import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mosquitto } from '../support/mosquitto.js';
import { postgresPrograms } from '../support/postgres.js';

/** The benchmark's own program, made small: it starts servers, collectors and devices, and counts in the database. */
function fleet(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = path.resolve(import.meta.dirname, '../../scripts/bench/fleet.mjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--json', '--minutes', '4'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('A fleet of 40 devices with 5 slides each, two collectors, one of them killed in the middle', () => {
  const whole = { slides_: 200, records: 200, places: 200, acknowledged: 200, gaps: 0, quarantined: 0 };

  it.skipIf(!mosquitto || !postgresPrograms)(
    'leaves every slide in PostgreSQL once (skipped where mosquitto or the PostgreSQL server is absent)',
    async () => {
      const { code, output } = await fleet('40', '5');
      expect(JSON.parse(output)).toMatchObject({ ...whole, faults: [], killedAtSeconds: expect.any(Number) });
      expect(code).toBe(0);
    },
    300_000,
  );

  it.skipIf(!mosquitto)(
    'and in SQLite (skipped where mosquitto is absent)',
    async () => {
      const { code, output } = await fleet('40', '5', '--sqlite');
      expect(JSON.parse(output)).toMatchObject({ ...whole, faults: [], killedAtSeconds: expect.any(Number) });
      expect(code).toBe(0);
    },
    300_000,
  );
});
